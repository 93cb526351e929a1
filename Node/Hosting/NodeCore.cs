using Chain.Consensus;
using Chain.Ledger;
using Chain.Node.Api;
using Chain.Node.Blocks;
using Chain.Node.Configuration;
using Chain.Node.Execution;
using Chain.Node.Ordering;
using Chain.Node.Peers;
using Chain.Node.Pool;
using Chain.Node.Verification;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Hosting;

/// <summary>
/// Everything of a node that decides, wired by hand in the order in which data goes through it: driver,
/// journal, executor, pool, bodies, sync, and what takes a peer's words. No sockets, no threads, no clock of
/// its own: a daemon puts these around it, the simulator others (ADR 11).
/// </summary>
internal sealed class NodeCore : IDisposable
{
    /// <param name="genesis">Of the chain.</param>
    /// <param name="voice">Who this node is among the validators.</param>
    /// <param name="chain">Opened and checked; stays the caller's.</param>
    /// <param name="around">What the node runs in.</param>
    public NodeCore(GenesisSection genesis, Voice voice, OpenedChain chain, Surroundings around)
    {
        Epoch epoch = GenesisBuilder.FirstEpoch;
        IReadOnlyList<PublicKey> validators = GenesisBuilder.Validators(genesis);
        Hash32 chainHash = genesis.ComputeHash();
        (IPeers peers, ILoggerFactory logs, TimeProvider clock) = (around.Peers, around.Logs, around.Clock);
        Pool = around.Pool;
        Progress = new NodeProgress(chain.Progress);
        Books.Start(chain.Store.Head.Height, chain.Store.Reads.AllState()
            .Select(row => StateRow.Decode(row.Key, row.Value)).OfType<StateRow.Order>());
        Capacity.Start(chain.Store.Reads.AllState()
            .Select(row => StateRow.Decode(row.Key, row.Value)).OfType<StateRow.Capacity>());
        Inbox = new DriverInbox(validators.Count);
        var work = new WorkSignal(Pool, Inbox);
        var receipts = new ReceiptHub();
        Receipts = new ReceiptWait(receipts, Pool, chain.Store);
        var votes = new VoteVerifier(chainHash, epoch, validators, around.VoteCheck);
        ReplicaConfig config = ConfigOf(genesis, voice, chainHash, validators);
        CatchUp = new CatchUp(
            epoch, config.Own is { } asker ? (asker, config.StartNonce) : null, votes.Quorum.Size - 1,
            chain.HeadHeader.Certificate?.View ?? default);

        var publisher = new CommitPublisher(
            chain.Journal, chain.Bodies, Pool, work, receipts, Books, Capacity, Progress, CatchUp,
            new ClockWatch(clock, logs.CreateLogger<ClockWatch>()));
        Executor = new Executor(
            new StateKeeper(chain.State, chain.Head, chain.Bodies), chain.Bodies, Pool, epoch, Inbox,
            publisher, around.Fatal, logs.CreateLogger<Executor>());
        var sync = new ChainSync(
            chain.Store, chain.Bodies, peers, around.Signatures, votes, Inbox, Progress, clock,
            logs.CreateLogger<ChainSync>(), around.Stopping);
        var gatherer = new BlockGatherer(
            chain.Bodies, Pool, peers, around.Signatures, Inbox, Executor.Check, sync, Progress, clock,
            logs.CreateLogger<BlockGatherer>(), around.Stopping);
        Intake = new TransactionIntake(
            genesis.ChainId, chain.Store, Pool, new AdmittedAccounts(chain.Store), around.Signatures, work,
            Progress, clock, peers.Gossip);
        var offences = new OffenceReporter(
            genesis.ChainId, chainHash, validators, voice.Number, voice.Sign, chain.Store, Intake,
            Progress, clock, logs.CreateLogger<OffenceReporter>(), around.Stopping);
        Driver = new ConsensusDriver(
            new Replica(config, chain.Recovered), Inbox, chain.Journal, peers, gatherer, Executor, Progress,
            CatchUp, offences, clock, around.Fatal, logs.CreateLogger<ConsensusDriver>());

        Reception = new PeerReception(
            new PeerMessageVerifier(epoch, votes), Inbox, Intake,
            new PeerConduct(validators.Count, clock, logs.CreateLogger<PeerConduct>()));
        Archive = new BlockArchive(chain.Store, chain.Bodies, Pool);
    }

    public ConsensusDriver Driver { get; }

    public Executor Executor { get; }

    public DriverInbox Inbox { get; }

    public Mempool Pool { get; }

    public TransactionIntake Intake { get; }

    public PeerReception Reception { get; }

    public BlockArchive Archive { get; }

    public NodeProgress Progress { get; }

    public CatchUp CatchUp { get; }

    public ReceiptWait Receipts { get; }

    public BookViews Books { get; } = new();

    public CapacityViews Capacity { get; } = new();

    public void Dispose()
    {
        Executor.Dispose();
        Inbox.Dispose();
    }

    private static ReplicaConfig ConfigOf(
        GenesisSection genesis, Voice voice, Hash32 chain, IReadOnlyList<PublicKey> validators)
    {
        BlockHeader root = GenesisBuilder.Header(genesis);
        return new ReplicaConfig
        {
            Chain = chain,
            Epoch = GenesisBuilder.FirstEpoch,
            Validators = validators,
            Own = voice.Sign is null ? null : voice.Number,
            Sign = voice.Sign,
            Root = new ChainHead(root.Digest, root.Height, root.TimestampMs, ChangedState: true),
            StartNonce = voice.StartNonce,
            Rejoin = voice.Rejoin,
            Timing = GenesisBuilder.Timing(genesis.Timing),
        };
    }
}

/// <summary>Who a node is among the validators.</summary>
/// <param name="Number">In the validator list.</param>
/// <param name="Sign">Signs a vote's digest: a pure function; null for a node that only follows.</param>
/// <param name="StartNonce">Of this start alone.</param>
/// <param name="Rejoin">The operator says that this validator lost its journal (C-45).</param>
internal sealed record Voice(int Number, SignVote? Sign, ulong StartNonce, bool Rejoin);

/// <summary>What a node runs in.</summary>
internal sealed record Surroundings
{
    public required TimeProvider Clock { get; init; }

    public required IPeers Peers { get; init; }

    /// <summary>Empty; whoever hands work to a leader takes it from here.</summary>
    public required Mempool Pool { get; init; }

    public required ITransactionVerifier Signatures { get; init; }

    /// <summary>How votes are checked; BIP340 when null.</summary>
    public SignatureCheck? VoteCheck { get; init; }

    public required FatalStop Fatal { get; init; }

    public required ILoggerFactory Logs { get; init; }

    /// <summary>Cancelled when the node stops.</summary>
    public required CancellationToken Stopping { get; init; }
}
