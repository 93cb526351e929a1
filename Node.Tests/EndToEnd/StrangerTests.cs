using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Chain.Node.Cli.Keys;
using Chain.Node.Peers;
using Chain.Wire;
using Grpc.Core;
using Grpc.Net.Client;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>
/// Only validators with a pinned key speak to the peer service, and only through the peer port.
/// </summary>
public class StrangerTests() : TestnetFixture(validators: 1)
{
    private static readonly FetchChainRequest Ask = new() { FromHeight = 1, MaxBlocks = 1 };

    private Uri PeerPort => new($"https://{Net.Consortium.Peers[0].Address}");

    [SetUp]
    public Task ABlockIsThere() => Net.Nodes[0].StatusAsync("has a block", status => status.Height > 0);

    /// <summary>What the others are refused does work with a pinned key.</summary>
    [Test]
    public async Task A_pinned_key_is_answered()
    {
        using X509Certificate2 pinned = Load(Path.Combine(Net.Nodes[0].Home, "keys", "tls.pem"));
        using GrpcChannel channel = Connect(pinned);
        using var call = new PeerService.PeerServiceClient(channel).FetchChain(Ask, deadline: Soon);
        Assert.That(await call.ResponseStream.MoveNext(CancellationToken.None), Is.True);
    }

    [Test]
    public async Task A_key_that_nobody_pinned_is_refused_in_the_handshake()
    {
        string path = Path.Combine(Net.Home.Root, "stranger.pem");
        TlsIdentity.Create(path, "node1", TimeProvider.System.GetUtcNow());
        using X509Certificate2 stranger = Load(path);
        await IsRefusedAsync(stranger);
    }

    [Test]
    public Task A_caller_without_a_certificate_is_refused_in_the_handshake() => IsRefusedAsync(null);

    [Test]
    public async Task The_peer_service_is_closed_to_callers_of_the_client_port()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(Net.Nodes[0].Client.Address);
        var peer = new PeerService.PeerServiceClient(channel);
        using var chain = peer.FetchChain(Ask, deadline: Soon);
        using var consensus = peer.Consensus(deadline: Soon);
        using var gossip = peer.Gossip(deadline: Soon);
        Task[] calls =
        [
            chain.ResponseStream.MoveNext(CancellationToken.None),
            consensus.ResponseAsync,
            gossip.ResponseAsync,
            peer.FetchBlockAsync(new FetchBlockRequest(), deadline: Soon).ResponseAsync,
            peer.FetchTransactionsAsync(new FetchTransactionsRequest(), deadline: Soon).ResponseAsync,
        ];
        foreach (Task call in calls)
            Assert.That((await FailureAsync(call)).StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        await Net.Nodes[0].StatusAsync("lives", status => status.Ready);
    }

    private static DateTime Soon => DateTime.UtcNow.AddSeconds(60);

    private async Task IsRefusedAsync(X509Certificate2? certificate)
    {
        using GrpcChannel channel = Connect(certificate);
        using var call = new PeerService.PeerServiceClient(channel).FetchChain(Ask, deadline: Soon);
        RpcException error = await FailureAsync(call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Unavailable), error.Message);
        await Net.Nodes[0].StatusAsync("lives", status => status.Ready);
    }

    /// <summary>The server is the right one; whom it lets in is the matter.</summary>
    private GrpcChannel Connect(X509Certificate2? certificate)
    {
        SocketsHttpHandler handler = GrpcChannel.DefaultHandler();
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, server, _, _) =>
                PeerIdentity.PinOf((X509Certificate2)server!).ToString() == Net.Consortium.Peers[0].TlsKey,
            ClientCertificates = certificate is null ? null : [certificate],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
        };
        return GrpcChannel.ForAddress(PeerPort, new GrpcChannelOptions { HttpHandler = handler });
    }

    private static X509Certificate2 Load(string path)
    {
        using var pem = X509Certificate2.CreateFromPemFile(path);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task<RpcException> FailureAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (RpcException error)
        {
            return error;
        }
        throw new AssertionException("the call was answered");
    }
}
