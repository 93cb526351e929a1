using Chain.Node.Api;
using Chain.Node.Configuration;
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
/// A node as a process: its core, the threads that run it, the links to its peers, and the calls that clients
/// and peers make.
/// </summary>
internal sealed partial class RunningNode : BackgroundService
{
    private readonly CancellationTokenSource stopping = new();
    private readonly SignaturePool signatures = new(Math.Max(1, Environment.ProcessorCount));
    private readonly HealthService health = new();
    private readonly FatalStop fatal;
    private readonly PeerHub peers;
    private readonly NodeCore core;
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
        var pool = new Mempool();
        var traffic = new Traffic();
        peers = new PeerHub(
            file, signer.Number, identity, pool, traffic, TimeProvider.System, logs.CreateLogger<PeerHub>());
        var voice = new Voice(
            signer.Number, signer.CanVote ? signer.Sign : null, (ulong)Random.Shared.NextInt64(),
            settings.Rejoin);
        core = new NodeCore(file.Genesis, voice, chain, new Surroundings
        {
            Clock = TimeProvider.System,
            Peers = peers,
            Pool = pool,
            Signatures = signatures,
            Fatal = fatal,
            Logs = logs,
            Stopping = stopping.Token,
        });
        peerEndpoint = new PeerEndpoint(
            identity, core.Reception, core.Archive, TimeProvider.System, stopping.Token);
        peerCalls = new PeerCalls(identity, file.Genesis.Validators.Count, TimeProvider.System);
        NodeProgress progress = core.Progress;
        status = new StatusReader(
            file, settings, GenesisBuilder.FirstEpoch, signer.Number, progress, peers, pool, traffic,
            core.CatchUp);
        nodeApi = new NodeApi(
            core.Intake, core.Receipts, chain.Store, core.Executor, progress, status, stopping.Token);
        marketApi = new MarketApi(chain.Store, progress, core.Books, core.Capacity, stopping.Token);
        governanceApi = new GovernanceApi(chain.Store);
        bundleApi = new BundleApi(chain.Store);
        auctionApi = new AuctionApi(chain.Store);
        historyApi = new HistoryApi(
            chain.Store, progress, GenesisBuilder.State(file.Genesis), stopping.Token);
        disputeApi = new DisputeApi(chain.Store);
        quotationApi = new QuotationApi(chain.Store);
        priceApi = new PriceApi(chain.Store, progress, core.Books, TimeProvider.System, stopping.Token);
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
        Thread execution = Start("executor", () => core.Executor.Run(stopping.Token));
        Thread ordering = Start("driver", () => core.Driver.Run(stopping.Token));
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
        core.Dispose();
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
