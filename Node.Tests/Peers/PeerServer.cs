using Chain.Crypto;
using Chain.Ledger.Storage;
using Chain.Node.Blocks;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using Chain.Node.Ordering;
using Chain.Node.Peers;
using Chain.Node.Pool;
using Chain.Node.Verification;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chain.Tests.Peers;

/// <summary>
/// The peer service of the first validator over a real store, without the consensus behind it: what passes
/// lies in <see cref="Inbox"/>.
/// </summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly SignaturePool signatures = new(1);
    private readonly PeerEndpoint endpoint;
    private PeerHost? host;

    private PeerServer()
    {
        NodeSettings settings = Consortium.Settings(0);
        NodeInit.Run(settings);
        Store = ChainStore.Open(settings.Data, Chain);
        var progress = new NodeProgress(new CommittedHead(default, default, 0, default, 0));
        var votes = new VoteVerifier(Chain, Epoch, GenesisBuilder.Validators(Consortium.File.Genesis));
        var intake = new TransactionIntake(
            Consortium.File.Genesis.ChainId, Store, Pool, new AdmittedAccounts(Store), signatures,
            new WorkSignal(Pool, Inbox), progress, Clock, _ => { });
        endpoint = new PeerEndpoint(
            Consortium.IdentityOf(0),
            new PeerReception(
                new PeerMessageVerifier(Epoch, votes), Inbox, intake,
                new PeerConduct(TestConsortium.Validators, Clock, NullLogger<PeerConduct>.Instance)),
            new BlockArchive(Store, Bodies, Pool), Clock, stopping.Token);
    }

    public static Epoch Epoch => GenesisBuilder.FirstEpoch;

    public TestConsortium Consortium { get; } = new();

    public ManualClock Clock { get; } = new();

    public DriverInbox Inbox { get; } = new(TestConsortium.Validators);

    public Mempool Pool { get; } = new();

    public BodyCache Bodies { get; } = new();

    public ChainStore Store { get; }

    public Hash32 Chain => Consortium.File.Genesis.ComputeHash();

    /// <summary>One that exists from the start.</summary>
    public AccountId Account
    {
        get
        {
            Require.That(Address.TryDecode(Consortium.File.Genesis.Accounts[0].Account, out AccountId id));
            return id;
        }
    }

    public static async Task<PeerServer> StartAsync()
    {
        var server = new PeerServer();
        server.host = await PeerHost.StartAsync(
            server.Consortium.IdentityOf(0), server.endpoint, server.Clock);
        return server;
    }

    /// <summary>A connection of another validator, with its pinned key.</summary>
    /// <param name="number">1 to 3.</param>
    public GrpcChannel Connect(int number) => GrpcChannel.ForAddress(
        $"https://{host!.Address}", new GrpcChannelOptions { HttpHandler = HandlerOf(number) });

    /// <summary>The same for who reads an answer when it likes.</summary>
    public HttpClient ConnectRaw(int number) =>
        new(HandlerOf(number)) { BaseAddress = new Uri($"https://{host!.Address}") };

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await host!.DisposeAsync();
        signatures.Dispose();
        Inbox.Dispose();
        Store.Dispose();
        stopping.Dispose();
        Consortium.Dispose();
    }

    private SocketsHttpHandler HandlerOf(int number)
    {
        SocketsHttpHandler handler = GrpcChannel.DefaultHandler();
        handler.SslOptions = Consortium.IdentityOf(number).ClientOptions(0);
        // So that an answer that is not read soon stays with the server.
        handler.InitialHttp2StreamWindowSize = 1 << 16;
        return handler;
    }
}
