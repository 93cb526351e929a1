using System.Net;
using Chain.Crypto;
using Chain.Ledger.Storage;
using Chain.Node.Blocks;
using Chain.Node.Cli;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using Chain.Node.Ordering;
using Chain.Node.Peers;
using Chain.Node.Pool;
using Chain.Node.Rpc;
using Chain.Node.Verification;
using Chain.Wire;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chain.Tests.Peers;

/// <summary>
/// The peer service of node1 of four behind real TLS, over a real store, without the consensus behind it:
/// what passes lies in <see cref="Inbox"/>.
/// </summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private const int Validators = 4;

    private readonly CancellationTokenSource stopping = new();
    private readonly SignaturePool signatures = new(1);
    private readonly TestnetHome home;
    private readonly ConsortiumFile file;
    private readonly WebApplication app;

    private PeerServer(TestnetHome home)
    {
        this.home = home;
        new TestnetMaker(home, TimeProvider.System).Make(Validators, basePort: 1_000);
        NodeSettings settings = NodeSettings.Load(home.Node("node1"), new Dictionary<string, string>());
        file = ConsortiumFile.Load(settings.Consortium);
        NodeInit.Run(settings);
        Store = ChainStore.Open(settings.Data, file.Genesis.ComputeHash());
        var progress = new NodeProgress(new CommittedHead(default, default, 0, default, 0));
        var votes = new VoteVerifier(Chain, Epoch, GenesisBuilder.Validators(file.Genesis));
        var intake = new TransactionIntake(
            file.Genesis.ChainId, Store, Pool, new AdmittedAccounts(Store), signatures,
            new WorkSignal(Pool, Inbox), progress, _ => { });
        var identity = new PeerIdentity(file, "node1", settings.TlsCertificate);
        var endpoint = new PeerEndpoint(
            identity, new PeerMessageVerifier(Epoch, votes), Inbox, intake,
            new BlockArchive(Store, Bodies, Pool),
            new PeerConduct(Validators, Clock, NullLogger<PeerConduct>.Instance), stopping.Token);
        app = Build(identity, endpoint);
    }

    public static Epoch Epoch => GenesisBuilder.FirstEpoch;

    public ManualClock Clock { get; } = new();

    public DriverInbox Inbox { get; } = new(Validators);

    public Mempool Pool { get; } = new();

    public BodyCache Bodies { get; } = new();

    public ChainStore Store { get; }

    public Hash32 Chain => file.Genesis.ComputeHash();

    /// <summary>One that exists from the start.</summary>
    public AccountId Account
    {
        get
        {
            Require.That(Address.TryDecode(file.Genesis.Accounts[0].Account, out AccountId account));
            return account;
        }
    }

    public static async Task<PeerServer> StartAsync()
    {
        var server = new PeerServer(
            new TestnetHome(Directory.CreateTempSubdirectory("peer-tests-").FullName));
        await server.app.StartAsync();
        return server;
    }

    /// <summary>A connection of another validator, with its pinned key.</summary>
    /// <param name="number">1 to 3.</param>
    public GrpcChannel Connect(int number)
    {
        string name = TestnetHome.NodeName(number);
        var identity = new PeerIdentity(file, name, Path.Combine(home.Node(name), "keys", "tls.pem"));
        SocketsHttpHandler handler = GrpcChannel.DefaultHandler();
        handler.SslOptions = identity.ClientOptions(0);
        return GrpcChannel.ForAddress(
            app.Urls.Single(), new GrpcChannelOptions { HttpHandler = handler });
    }

    /// <summary>The key with which a validator signs its votes.</summary>
    public ECPrivKey KeyOf(int number)
    {
        string keys = Path.Combine(home.Node(TestnetHome.NodeName(number)), "keys");
        return Keystore.Open(
            Path.Combine(keys, "validator.json"), File.ReadAllText(Path.Combine(keys, "password")).Trim());
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await app.DisposeAsync();
        signatures.Dispose();
        Inbox.Dispose();
        Store.Dispose();
        stopping.Dispose();
        Directory.Delete(home.Root, recursive: true);
    }

    private static WebApplication Build(PeerIdentity identity, PeerEndpoint endpoint)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureGrpc();
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(identity.ServerOptions()),
                });
            });
        });
        WebApplication app = builder.Build();
        app.MapGrpc(PeerService.BindService(endpoint), new GrpcServerOptions
        {
            MaxReceiveMessageSize = Limits.PeerMessageBytes,
            MaxSendMessageSize = Limits.PeerMessageBytes,
        });
        return app;
    }
}
