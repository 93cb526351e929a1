using Chain.Consensus;
using Chain.Ledger;
using Chain.Node.Api;
using Chain.Node.Blocks;
using Chain.Node.Configuration;
using Chain.Node.Execution;
using Chain.Node.Ordering;
using Chain.Node.Peers;
using Chain.Node.Pool;
using Chain.Node.Rpc;
using Chain.Node.Verification;
using Chain.Wire;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Chain.Node.Hosting;

/// <summary>
/// All parts of one running node, wired by hand in the order in which data goes through them: this file is
/// the map of who knows whom.
/// </summary>
internal sealed partial class RunningNode : BackgroundService
{
    private readonly CancellationTokenSource stopping = new();
    private readonly SignaturePool signatures = new(Math.Max(1, Environment.ProcessorCount));
    private readonly HealthService health = new();
    private readonly FatalStop fatal;
    private readonly DriverInbox inbox;
    private readonly Executor executor;
    private readonly ConsensusDriver driver;
    private readonly PeerHub peers;
    private readonly PeerEndpoint peerEndpoint;
    private readonly PeerCalls peerCalls;
    private readonly NodeApi nodeApi;
    private readonly MarketApi marketApi;
    private readonly GovernanceApi governanceApi;
    private readonly BundleApi bundleApi;
    private readonly AuctionApi auctionApi;
    private readonly DisputeApi disputeApi;
    private readonly QuotationApi quotationApi;
    private readonly PriceApi priceApi;
    private readonly HistoryApi historyApi;
    private readonly StatusReader status;
    private readonly IHostApplicationLifetime lifetime;
    private readonly ILogger log;

    public RunningNode(
        ConsortiumFile file, NodeSettings settings, ValidatorSigner signer, PeerIdentity identity,
        OpenedChain chain, IHostApplicationLifetime lifetime, ILoggerFactory logs)
    {
        this.lifetime = lifetime;
        log = logs.CreateLogger<RunningNode>();
        fatal = new FatalStop(lifetime, logs.CreateLogger<FatalStop>());
        // Streams must end before the web server waits for them.
        lifetime.ApplicationStopping.Register(stopping.Cancel);
        Epoch epoch = GenesisBuilder.FirstEpoch;
        IReadOnlyList<PublicKey> validators = GenesisBuilder.Validators(file.Genesis);
        Hash32 chainHash = file.Genesis.ComputeHash();
        var progress = new NodeProgress(chain.Progress);
        var pool = new Mempool();
        var traffic = new Traffic();
        var receipts = new ReceiptHub();
        var books = new BookViews();
        books.Start(chain.Store.Head.Height, chain.Store.Reads.AllState()
            .Select(row => StateRow.Decode(row.Key, row.Value)).OfType<StateRow.Order>());
        var capacity = new CapacityViews();
        capacity.Start(chain.Store.Reads.AllState()
            .Select(row => StateRow.Decode(row.Key, row.Value)).OfType<StateRow.Capacity>());
        inbox = new DriverInbox(validators.Count);
        var work = new WorkSignal(pool, inbox);
        var votes = new VoteVerifier(chainHash, epoch, validators);

        ReplicaConfig config = ConfigOf(file, settings, signer, chainHash, validators);
        var catchUp = new CatchUp(
            epoch, config.Own is { } asker ? (asker, config.StartNonce) : null, votes.Quorum.Size - 1,
            chain.HeadHeader.Certificate?.View ?? default);

        var publisher = new CommitPublisher(
            chain.Journal, chain.Bodies, pool, work, receipts, books, capacity, progress, catchUp);
        executor = new Executor(
            new StateKeeper(chain.State, chain.Head, chain.Bodies), chain.Bodies, pool, epoch, inbox,
            publisher, fatal, logs.CreateLogger<Executor>());
        peers = new PeerHub(
            file, signer.Number, identity, pool, traffic, TimeProvider.System, logs.CreateLogger<PeerHub>());
        var sync = new ChainSync(
            chain.Store, chain.Bodies, peers, signatures, votes, inbox, progress,
            logs.CreateLogger<ChainSync>(), stopping.Token);
        var gatherer = new BlockGatherer(
            chain.Bodies, pool, peers, signatures, inbox, executor.Check, sync, progress,
            logs.CreateLogger<BlockGatherer>(), stopping.Token);
        var replica = new Replica(config, chain.Recovered);
        driver = new ConsensusDriver(
            replica, inbox, chain.Journal, peers, gatherer, executor, progress, catchUp, fatal,
            logs.CreateLogger<ConsensusDriver>());

        var intake = new TransactionIntake(
            file.Genesis.ChainId, chain.Store, pool, new AdmittedAccounts(chain.Store), signatures, work,
            progress, TimeProvider.System, peers.Gossip);
        var conduct = new PeerConduct(
            validators.Count, TimeProvider.System, logs.CreateLogger<PeerConduct>());
        peerEndpoint = new PeerEndpoint(
            identity, new PeerMessageVerifier(epoch, votes), inbox, intake,
            new BlockArchive(chain.Store, chain.Bodies, pool), conduct, TimeProvider.System,
            stopping.Token);
        peerCalls = new PeerCalls(identity, validators.Count);
        status = new StatusReader(
            file, settings, epoch, signer.Number, progress, peers, pool, traffic, catchUp);
        nodeApi = new NodeApi(
            intake, pool, receipts, chain.Store, executor, progress, status, stopping.Token);
        marketApi = new MarketApi(chain.Store, progress, books, capacity, stopping.Token);
        governanceApi = new GovernanceApi(chain.Store);
        bundleApi = new BundleApi(chain.Store);
        auctionApi = new AuctionApi(chain.Store);
        historyApi = new HistoryApi(
            chain.Store, progress, GenesisBuilder.State(file.Genesis), stopping.Token);
        disputeApi = new DisputeApi(chain.Store);
        quotationApi = new QuotationApi(chain.Store);
        priceApi = new PriceApi(chain.Store, progress, books, TimeProvider.System, stopping.Token);
    }

    /// <summary>Why the node stopped itself; null when it did not.</summary>
    public Exception? StopReason => fatal.Reason;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var peerOptions = new GrpcServerOptions
        {
            MaxReceiveMessageSize = Limits.PeerMessageBytes,
            MaxSendMessageSize = Limits.PeerMessageBytes,
        };
        var apiOptions = new GrpcServerOptions { MaxReceiveMessageSize = Limits.ClientMessageBytes };
        endpoints.MapGrpc(PeerService.BindService(peerEndpoint), peerOptions).Add(peerCalls.Count);
        endpoints.MapGrpc(NodeService.BindService(nodeApi), apiOptions);
        endpoints.MapGrpc(MarketService.BindService(marketApi), apiOptions);
        endpoints.MapGrpc(GovernanceService.BindService(governanceApi), apiOptions);
        endpoints.MapGrpc(BundleService.BindService(bundleApi), apiOptions);
        endpoints.MapGrpc(AuctionService.BindService(auctionApi), apiOptions);
        endpoints.MapGrpc(PriceService.BindService(priceApi), apiOptions);
        endpoints.MapGrpc(HistoryService.BindService(historyApi), apiOptions);
        endpoints.MapGrpc(DisputeService.BindService(disputeApi), apiOptions);
        endpoints.MapGrpc(QuotationService.BindService(quotationApi), apiOptions);
        endpoints.MapGrpc(Health.BindService(health), apiOptions);
        endpoints.MapGrpc(
            Grpc.Reflection.V1.ServerReflection.BindService(
                new ReflectionService(NodeService.Descriptor, MarketService.Descriptor,
                    GovernanceService.Descriptor, BundleService.Descriptor, AuctionService.Descriptor,
                    PriceService.Descriptor, HistoryService.Descriptor, DisputeService.Descriptor,
                    QuotationService.Descriptor,
                    Health.Descriptor)), apiOptions);
        endpoints.MapUnknownGrpc();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await IsListeningAsync(stoppingToken)) return;
        Thread execution = Start("executor", () => executor.Run(stopping.Token));
        Thread ordering = Start("driver", () => driver.Run(stopping.Token));
        await peers.StartAsync(stopping.Token);
        try
        {
            await ReportReadinessAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The way every node ends.
        }
        // Off the cancellation that woke us: it has still to reach the threads that are waited for below.
        await Task.Yield();
        health.SetStatus("", ServingStatus.NotServing);
        await peers.StopAsync(CancellationToken.None);
        ordering.Join();
        execution.Join();
    }

    public override void Dispose()
    {
        peers.Dispose();
        signatures.Dispose();
        executor.Dispose();
        inbox.Dispose();
        stopping.Dispose();
        base.Dispose();
    }

    /// <summary>
    /// Nothing runs before both ports are open: a node that cannot open one has nothing to end when it
    /// gives up, and has told nobody that it is ready.
    /// </summary>
    /// <returns>False where the start failed.</returns>
    private async Task<bool> IsListeningAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            lifetime.ApplicationStarted, stoppingToken);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        return lifetime.ApplicationStarted.IsCancellationRequested;
    }

    private async Task ReportReadinessAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        bool? told = null;
        do
        {
            bool ready = status.Ready;
            if (ready == told) continue;
            told = ready;
            health.SetStatus("", ready ? ServingStatus.Serving : ServingStatus.NotServing);
            if (ready) LogReady();
            else LogNotReady(status.HasQuorum ? "the chain is ahead" : "fewer than a quorum are connected");
        }
        while (await timer.WaitForNextTickAsync(cancel));
    }

    private static ReplicaConfig ConfigOf(
        ConsortiumFile file, NodeSettings settings, ValidatorSigner signer, Hash32 chain,
        IReadOnlyList<PublicKey> validators)
    {
        BlockHeader genesis = GenesisBuilder.Header(file.Genesis);
        return new ReplicaConfig
        {
            Chain = chain,
            Epoch = GenesisBuilder.FirstEpoch,
            Validators = validators,
            Own = signer.CanVote ? signer.Number : null,
            Sign = signer.CanVote ? signer.Sign : null,
            Root = new ChainHead(genesis.Digest, genesis.Height, genesis.TimestampMs, ChangedState: true),
            StartNonce = (ulong)Random.Shared.NextInt64(),
            Rejoin = settings.Rejoin,
            Timing = GenesisBuilder.Timing(file.Genesis.Timing),
        };
    }

    private static Thread Start(string name, Action run)
    {
        var thread = new Thread(() => run()) { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "READY: a quorum is connected and the chain is caught up with")]
    private partial void LogReady();

    [LoggerMessage(Level = LogLevel.Warning, Message = "not ready: {Why}")]
    private partial void LogNotReady(string why);
}
