using Chain.Ledger.Storage;
using Chain.Node.Hosting;
using Chain.Node.Ordering;
using Chain.Node.Pool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chain.Tests.Simulation;

/// <summary>
/// One run of a node's real core, from its start until it dies: drives its two threads when the seed
/// says, and brings back what it awaits.
/// </summary>
internal sealed class SimProcess : IDisposable
{
    private readonly World world;
    private readonly SimNode node;
    private readonly SimContext context = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Queue<Action> held = new();
    private readonly OpenedChain chain;
    private bool executing;
    private long busyUntilUs;
    private long wakeAtUs = long.MaxValue;

    /// <exception cref="StoreException">The disk does not hold what a node can start from.</exception>
    public SimProcess(World world, SimNode node, Voice voice, IStorageEngine engine)
    {
        (this.world, this.node) = (world, node);
        SimConsortium consortium = world.Consortium;
        chain = new OpenedChain(
            consortium.Genesis, ChainStore.Open(new StoreDatabase(engine), consortium.Chain),
            world.Mix.JournalRecords);
        var clock = new SimClock(node.Clock, this);
        var pool = new Mempool(clock);
        Peers = new SimPeers(world, node, this, pool);
        Core = new NodeCore(consortium.Genesis, voice, chain, new Surroundings
        {
            Clock = clock,
            Peers = Peers,
            Pool = pool,
            Signatures = new SimSignatures(consortium.Keys),
            VoteCheck = consortium.Keys.IsSigned,
            Fatal = new FatalStop(new NoHost(), NullLogger<FatalStop>.Instance),
            Logs = new SimLog(world, node),
            Stopping = stopping.Token,
        });
    }

    public NodeCore Core { get; }

    public SimPeers Peers { get; }

    public OpenedChain Chain => chain;

    public bool IsDead { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>
    /// What the syncs of the present turn take, microseconds: so much later its words leave.
    /// </summary>
    public long SyncUs { get; set; }

    public void Begin() => Enter(() => InTurn(Core.Driver.Begin));

    /// <summary>Runs code of this process, then what that set going.</summary>
    public void Enter(Action action)
    {
        if (IsDead) return;
        if (IsPaused)
        {
            held.Enqueue(action);
            return;
        }
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        SwallowedBugs.Ignored = !node.IsCorrect;
        try
        {
            action();
            while (!IsDead && context.RunNext())
            {
            }
        }
        catch (ProcessDiedException)
        {
            // Killed on the way.
        }
        catch (StoreException error)
        {
            node.StoppedItself(error);
        }
        catch (BrokenInvariantException) when (!node.IsCorrect)
        {
            // What a criminal makes of its own core is no finding.
            node.Crash();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
        if (!IsDead) Schedule();
    }

    /// <summary>Runs later, unless the process has died by then.</summary>
    public void After(long delayUs, Action action) => world.Time.After(delayUs, () => Enter(action));

    public void Pause() => IsPaused = true;

    public void Resume()
    {
        IsPaused = false;
        while (!IsDead && held.TryDequeue(out Action? action)) Enter(action);
        if (!IsDead) Schedule();
    }

    /// <summary>Nothing of it runs any more; whoever kills it from inside throws.</summary>
    public void Die() => IsDead = true;

    public void Dispose()
    {
        Core.Dispose();
        chain.Dispose();
        stopping.Dispose();
    }

    private void Schedule()
    {
        if (!executing && Core.Executor.Waiting > 0)
        {
            executing = true;
            After(world.Prng.Between(50, node.ExecutionUs), () =>
            {
                executing = false;
                Core.Executor.DoNext();
            });
        }
        long due = Core.Inbox.IsEmpty
            ? world.Time.NowUs + node.Clock.VirtualUs((long)Core.Driver.UntilDue().TotalMicroseconds)
            : world.Time.NowUs + 10;
        Wake(Math.Max(due, busyUntilUs));
    }

    private void Wake(long atUs)
    {
        if (wakeAtUs <= atUs) return;
        wakeAtUs = atUs;
        After(atUs - world.Time.NowUs, () =>
        {
            if (wakeAtUs != atUs) return;
            wakeAtUs = long.MaxValue;
            if (world.Time.NowUs >= busyUntilUs) InTurn(() => Core.Driver.Turn());
        });
    }

    private void InTurn(Action turn)
    {
        SyncUs = 0;
        turn();
        busyUntilUs = world.Time.NowUs + SyncUs;
        SyncUs = 0;
    }

    private sealed class NoHost : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;
        public CancellationToken ApplicationStopping => default;
        public CancellationToken ApplicationStopped => default;
        public void StopApplication() =>
            throw new InvalidOperationException("only the daemon's loops stop the node");
    }
}
