using Chain.Consensus;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Ledger.Storage.Rocks;
using Chain.Node.Blocks;
using Chain.Node.Hosting;
using Chain.Node.Pool;
using Chain.Tests.Simulation.Checks;
using Chain.Tests.Simulation.Crimes;
using Chain.Tests.Simulation.Disk;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Tests.Simulation;

/// <summary>One machine: a disk and clocks that last, and at most one process.</summary>
internal sealed class SimNode : IDiskWatch, IDisposable
{
    // A link's queue holds no more; what comes on top is dropped there.
    private const int MostFrames = 1_024;

    private readonly World world;
    private readonly List<SimProcess> past = [];
    private readonly int[] frames;
    private SimProcess? process;
    private int? dieAfter;
    private bool dieInWrite;

    public SimNode(
        World world, int number, MachineClock clock, Func<SimNode, Crime>? crime, bool keyless)
    {
        (this.world, Number, Clock, IsKeyless) = (world, number, clock, keyless);
        Crime = crime?.Invoke(this);
        frames = new int[world.Mix.Validators];
        Disk.Replace(world.Consortium.Fresh);
    }

    public int Number { get; }
    public MachineClock Clock { get; }
    public Crime? Crime { get; }
    public SimDisk Disk { get; } = new();
    public bool IsKeyless { get; }
    public bool IsUp => process is not null;
    public bool IsCorrect => Crime is null;
    public SimProcess Process => process!;

    /// <summary>The operator starts it with <c>--rejoin true</c>, until it votes again.</summary>
    public bool Rejoins { get; private set; }

    /// <summary>
    /// True once its disk was set back, lost or damaged: it is one of the f, and not bound by what it forgot.
    /// </summary>
    public bool Forgetful { get; private set; }

    /// <summary>
    /// True where an old backup, or damage that passed for a torn tail, may have made it forget votes
    /// without a word. One that was told to rejoin keeps even what it forgot.
    /// </summary>
    public bool MayContradict { get; private set; }

    /// <summary>What it found when it could not start, or stopped itself; null while it is well.</summary>
    public StoreException? Stopped { get; private set; }

    /// <summary>Why writes fail, in RocksDB's words; null while they do not.</summary>
    public string? FailWrites { get; set; }

    /// <summary>It told its operator that it does not vote, since its last start.</summary>
    public bool StoppedVoting { get; set; }

    public int SyncUs { get; set; }

    /// <summary>The longest that one task of the executor takes.</summary>
    public int ExecutionUs { get; set; } = 5_000;

    /// <summary>Of the last start.</summary>
    public ulong Nonce { get; private set; }

    public View View => process?.Core.Progress.View ?? new View(0);

    public bool IsVoting => process?.Core.Progress.Voting == true;

    public Height Height => process?.Core.Progress.Head.Height ?? default;

    public void Start()
    {
        Require.That(process is null);
        (dieAfter, dieInWrite, StoppedVoting) = (null, false, false);
        Array.Clear(frames);
        Nonce = world.Prng.Next();
        var voice = new Voice(Number, IsKeyless ? null : Sign, Nonce, Rejoins);
        try
        {
            process = new SimProcess(world, this, voice, new SimEngine(Disk, this));
        }
        catch (StoreException error)
        {
            StoppedItself(error);
            return;
        }
        catch (ProcessDiedException)
        {
            return;
        }
        Stopped = null;
        past.Add(process);
        world.Trace.Note(world.Time.NowUs, Number, TraceKind.Start, Nonce, Height.Value);
        world.Chains.Started(this);
        process.Begin();
    }

    /// <summary>The process is gone; of its unsynced writes a prefix survives.</summary>
    public void Crash()
    {
        if (process is null) return;
        process.Die();
        process = null;
        int unsynced = Disk.Unsynced;
        int kept = unsynced == 0 || world.Prng.Permille(400) ? 0 : world.Prng.Below(unsynced + 1);
        if (kept < unsynced) world.Faults.Add(FaultKind.UnsyncedWritesLost);
        if (kept > 0) world.Faults.Add(FaultKind.UnsyncedWritesKeptInPart);
        Durable(Disk.Crash(kept));
        world.Trace.Note(world.Time.NowUs, Number, TraceKind.Crash, (ulong)unsynced, (ulong)kept);
        world.Crashed(this);
    }

    /// <summary>It stops itself, or does not start; only what the nemesis did may be the reason.</summary>
    public void StoppedItself(StoreException error)
    {
        ChainCheck.StoppedItself(this, error);
        Stopped = error;
        if (process is null) world.Crashed(this);
        else Crash();
    }

    /// <summary>Another disk is in the machine.</summary>
    public void SwapDisk(DiskVersion version, bool rejoins)
    {
        Require.That(process is null);
        Disk.Replace(version);
        (Rejoins, Forgetful, Stopped) = (rejoins, true, null);
        MayContradict |= !rejoins;
        world.Chains.DiskSwapped(this);
    }

    /// <summary>
    /// What it does not say may be forgotten: something on its disk is not what was written.
    /// </summary>
    public void Damaged() => Forgetful = true;

    /// <summary>Dies before it does one of the next things that others can see.</summary>
    public void DieAfter(int moreActions) => dieAfter = moreActions;

    /// <summary>Dies in the middle of its next write.</summary>
    public void DieInWrite() => dieInWrite = true;

    public void Spare() => (dieAfter, dieInWrite, FailWrites) = (null, false, null);

    /// <summary>One thing that others can see is about to happen.</summary>
    public void MayDie()
    {
        if (process is null) throw new ProcessDiedException();
        if (dieAfter is null || dieAfter-- > 0) return;
        world.Faults.Add(FaultKind.CrashInsideStep);
        Crash();
        throw new ProcessDiedException();
    }

    public void Receive(int from, NodeMessage message)
    {
        if (process is not { } alive) return;
        alive.Enter(() =>
        {
            switch (message)
            {
                case NodeMessage.Consensus(var frame, var said):
                    Hear(from, frame, said);
                    break;
                case NodeMessage.Gossip(var batch):
                    _ = TakeAsync(alive.Core.Reception.GossipAsync(new PeerId(from), batch, default));
                    break;
                case NodeMessage.Call call:
                    if (Answer(call.Request) is { } answer)
                        world.Send(Number, from, new NodeMessage.Reply(call.Number, answer));
                    break;
                case NodeMessage.Reply reply:
                    alive.Peers.Answered(reply);
                    break;
                default:
                    throw new InvalidOperationException("unknown node message");
            }
        });
    }

    /// <summary>A client's call, which may never be answered.</summary>
    /// <param name="bytes">A signed transaction.</param>
    /// <param name="answer">Told the receipt, or why there is none.</param>
    public void Submit(ReadOnlyMemory<byte> bytes, Action<TransactionReceipt?, string> answer)
    {
        if (process is { } alive) alive.Enter(() => _ = SubmitAsync(alive, bytes, answer));
    }

    /// <summary>Keeps a block that its own core never made, to hand it out.</summary>
    public void Hold(BlockOutline outline)
    {
        if (process is not { } alive) return;
        Transaction?[] found = alive.Core.Pool.Find(outline.TransactionIds);
        StoreReads reads = alive.Chain.Store.Reads;
        for (int i = 0; i < found.Length; i++)
            if (found[i] is null && reads.Location(outline.TransactionIds[i]) is { } at)
                found[i] = TransactionCodec.Parse(reads.Body(at.Height)![(int)at.Index], out _);
        if (!found.Contains(null)) alive.Chain.Bodies.Add(new FullBlock(outline, found!));
    }

    void IDiskWatch.BeforeWrite(bool synced, IReadOnlyList<SimBatch.Change> changes)
    {
        // While it starts there is no process yet, and nothing is written.
        MayDie();
        if (FailWrites is { } why)
        {
            bool isFull = why.Contains("space", StringComparison.Ordinal);
            world.Faults.Add(isFull ? FaultKind.DiskFull : FaultKind.SyncFailed);
            // Nobody knows what a failed write left.
            if (world.Prng.Permille(500)) Disk.Write([.. changes]);
            throw new RocksDbException(why);
        }
        if (!dieInWrite) return;
        world.Faults.Add(FaultKind.CrashWhileSyncing);
        if (world.Prng.Permille(500)) Disk.Write([.. changes]);
        Crash();
        throw new ProcessDiedException();
    }

    void IDiskWatch.Written(IReadOnlyList<SimBatch.Change> changes) => world.Chains.Written(this, changes);

    public void Durable(IReadOnlyList<SimBatch.Change[]> writes)
    {
        foreach (SimBatch.Change[] changes in writes)
        {
            world.Votes.Durable(this, changes);
            world.Chains.Durable(this, changes);
        }
        // The operator takes the flag back when the rejoin is on disk.
        if (Rejoins && writes.SelectMany(DiskRecords.Of).OfType<JournalRecord.VotingMark>().Any())
            Rejoins = false;
    }

    void IDiskWatch.Synced() => process!.SyncUs += world.Prng.Between(SyncUs / 2, SyncUs);

    public void Dispose()
    {
        foreach (SimProcess one in past) one.Dispose();
    }

    private Signature Sign(Hash32 digest) => world.Consortium.Keys.Sign(Number, digest);

    private void Hear(int from, ConsensusFrame frame, PeerMessage said)
    {
        if (frames[from] >= MostFrames) return;
        if (Crime is { } crime)
        {
            crime.Incoming(from, said);
            if (!crime.Hears(said)) return;
        }
        _ = HearAsync(process!, from, frame);
    }

    private async Task HearAsync(SimProcess alive, int from, ConsensusFrame frame)
    {
        frames[from]++;
        await TakeAsync(alive.Core.Reception.ConsensusAsync(new PeerId(from), frame, default).AsTask());
        if (process == alive) frames[from]--;
    }

    private static async Task SubmitAsync(
        SimProcess alive, ReadOnlyMemory<byte> bytes, Action<TransactionReceipt?, string> answer)
    {
        IntakeAnswer taken = await alive.Core.Intake.FromClientAsync(bytes);
        if (taken.Refusal is { } refusal) answer(null, refusal.Detail);
        else answer(taken.Committed ?? await alive.Core.Receipts.ForAsync(taken.Id, default), "it expired");
    }

    /// <summary>A stream that must end is opened again by the peer.</summary>
    private static async Task TakeAsync(Task taking)
    {
        try
        {
            await taking;
        }
        catch (RpcException)
        {
            // The word is lost; so would be those behind it until the stream stands again.
        }
    }

    private object? Answer(object request)
    {
        if (Crime is { } crime && !crime.Answers(request)) return null;
        BlockArchive archive = process!.Core.Archive;
        try
        {
            object? answer = request switch
            {
                FetchTransactionsRequest wanted => archive.Transactions(
                    new Hash32(wanted.BlockDigest.Span),
                    IdListCodec.Decode(wanted.TransactionIds.Span, Limits.TransactionsPerBlock)!),
                FetchBlockRequest wanted => archive.Block(new Hash32(wanted.Digest.Span)),
                FetchChainRequest wanted => archive.Chain(
                    new Height(wanted.FromHeight), (int)wanted.MaxBlocks).ToList(),
                _ => throw new InvalidOperationException("unknown call"),
            };
            return Crime is null ? answer : Crime.Answer(answer!);
        }
        catch (StoreException)
        {
            // The call fails; the asker turns to another.
            return null;
        }
    }
}
