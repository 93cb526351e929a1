using Chain.Consensus;
using Chain.Tests.Simulation.Checks;
using Chain.Tests.Simulation.Crimes;

namespace Chain.Tests.Simulation;

/// <summary>
/// One machine: a disk that lasts, and at most one process of the real <see cref="Replica"/> whose effects it
/// carries out exactly as <see cref="Effect"/> demands. It can die between any two effects.
/// </summary>
public sealed class SimNode
{
    private const int InboxLimit = 4_096;
    private const int SpinLimit = 200;
    private const int EffectLimit = 600;

    private readonly World world;
    private readonly Queue<Input> inbox = new();
    private readonly List<(int? To, PeerMessage Message)> outbox = [];
    private readonly List<Effect> effects = [];
    private readonly RestartPlants plants;
    private Replica? replica;
    private int process;
    private int spins;
    private bool syncing;
    private bool paused;
    private long wakeAt = long.MaxValue;
    private int? dieAfter;
    private bool dieInSync;

    public SimNode(World world, int number, SimClock clock, Crime? crime)
    {
        (this.world, Number, Clock, Crime) = (world, number, clock, crime);
        plants = new RestartPlants(world.Plant);
        App = new SimApplication(this, world);
        if (IsValidator) Disk.Init(world.Ledger.Epoch);
    }

    public int Number { get; }
    public SimClock Clock { get; }
    public Crime? Crime { get; }
    public SimDisk Disk { get; } = new();
    public SimApplication App { get; private set; }
    public HashSet<Hash32> Committed { get; } = [];
    public bool IsValidator => Number < world.Mix.Validators;
    public bool IsUp => replica is not null;
    public bool IsCorrect => Crime is null;
    public bool Rejoins { get; set; }

    /// <summary>True from when an old backup was put back: it is no longer bound by what it forgot.</summary>
    public bool Forgetful { get; set; }

    public bool StoppedVoting { get; private set; }
    public int SyncUs { get; set; }

    /// <summary>Of the last start.</summary>
    public ulong Nonce { get; private set; }

    public ChainHead Head => Disk.Live.Head(world.Ledger.Root);
    public View View => replica?.View ?? new View(0);
    public bool IsVoting => replica?.Voting == true;

    public void Start()
    {
        process++;
        (syncing, paused, spins, wakeAt) = (false, false, 0, long.MaxValue);
        Spare();
        inbox.Clear();
        outbox.Clear();
        Committed.Clear();
        foreach (BlockOutline block in Disk.Live.Chain) Committed.UnionWith(block.TransactionIds);
        App = new SimApplication(this, world);
        StoppedVoting = false;
        plants.BeforeStart(Disk);
        replica = new Replica(Config(), plants.Read(Disk.Live.Recover(world.Ledger.Root)));
        world.Trace.Note(world.Time.NowUs, Number, TraceKind.Start, (ulong)process, Head.Height.Value);
        world.Chains.Restarted(this, replica.Head);
        Offer(new Input.Tick());
    }

    /// <summary>The process is gone; of its unsynced writes a prefix survives.</summary>
    public void Crash()
    {
        if (replica is null) return;
        replica = null;
        process++;
        int unsynced = Disk.Unsynced;
        int kept = unsynced == 0 || world.Prng.Permille(400) ? 0 : world.Prng.Below(unsynced + 1);
        if (syncing) world.Faults.Add(FaultKind.CrashWhileSyncing);
        if (kept < unsynced) world.Faults.Add(FaultKind.UnsyncedWritesLost);
        if (kept > 0) world.Faults.Add(FaultKind.UnsyncedWritesKeptInPart);
        BecameDurable(Disk.Crash(kept));
        world.Trace.Note(world.Time.NowUs, Number, TraceKind.Crash, (ulong)unsynced, (ulong)kept);
        world.Crashed(this);
    }

    /// <summary>Dies before it carries out one of the next effects.</summary>
    public void DieAfter(int moreEffects) => dieAfter = moreEffects;

    /// <summary>Dies in the middle of its next sync.</summary>
    public void DieWhileSyncing() => dieInSync = true;

    public void Spare() => (dieAfter, dieInSync) = (null, false);

    public void Pause()
    {
        paused = true;
        world.Trace.Note(world.Time.NowUs, Number, TraceKind.Pause, 0, 0);
    }

    public void Resume()
    {
        paused = false;
        Drain();
    }

    /// <summary>Runs later, unless this process has died by then.</summary>
    public void After(long delayUs, Action action)
    {
        int mine = process;
        world.Time.After(delayUs, () =>
        {
            if (mine == process) action();
        });
    }

    public void Receive(int from, object payload)
    {
        if (replica is null) return;
        if (payload is NodeMessage message)
        {
            if (!paused) App.Receive(from, message);
            return;
        }
        var said = (PeerMessage)payload;
        Crime?.Incoming(from, said);
        if (Crime?.Hears(said) == false) return;
        if (world.Verifier.Check(said) is { } passed)
            Offer(new Input.Received(new PeerId(from), new Verified<PeerMessage>(passed)));
    }

    public void Offer(Input input)
    {
        if (replica is null || inbox.Count >= InboxLimit) return;
        inbox.Enqueue(input);
        if (inbox.Count == 1) Drain();
    }

    private void Drain()
    {
        // Steps of one turn share a sync when nothing is sent before it.
        for (int turn = 0; inbox.Count > 0 && !paused && !syncing && replica is not null; turn++)
        {
            Input input = inbox.Peek();
            Step(input);
            if (replica is null) return;
            inbox.Dequeue();
            if (Disk.Dirty && (turn >= world.Batch || inbox.Count == 0)) BeginSync();
        }
        if (replica is not null && Disk.Dirty && !syncing) BeginSync();
        Schedule();
    }

    private void Step(Input input)
    {
        world.Trace.Note(world.Time.NowUs, Number, TraceKind.Input, View.Value, Head.Height.Value, input);
        Now now = Clock.Now;
        effects.Clear();
        replica!.Step(now, input, effects);
        if (effects.Count > EffectLimit)
            throw new SafetyViolationException(
                $"n{Number}: {effects.Count} effects of one {input.GetType().Name}");
        spins = input is Input.Tick && replica.NextDeadlineMs <= now.MonotonicMs ? spins + 1 : 0;
        if (spins > SpinLimit)
            throw new SafetyViolationException($"n{Number}: the deadline stays in the past");
        int mine = process;
        foreach (Effect effect in effects.ToArray())
        {
            if (IsDeathDue()) return;
            world.Trace.Note(world.Time.NowUs, Number, TraceKind.Effect, View.Value, Head.Height.Value,
                effect);
            Perform(effect);
            if (mine != process) return;
        }
    }

    private bool IsDeathDue()
    {
        if (dieAfter is null || dieAfter-- > 0) return false;
        world.Faults.Add(FaultKind.CrashInsideStep);
        Crash();
        return true;
    }

    private void Perform(Effect effect)
    {
        switch (effect)
        {
            case Effect.Persist(var record):
                Persist(record);
                break;
            case Effect.Broadcast(var message):
                Out(null, message);
                break;
            case Effect.Send(var to, var message):
                Out(to.Value, message);
                break;
            case Effect.BuildBlock build:
                App.Build(build);
                break;
            case Effect.CheckBlock(var outline, var from):
                App.Check(outline, from.Value);
                break;
            case Effect.FetchBlock(var digest, var holders):
                App.Fetch(digest, holders);
                break;
            case Effect.Committed committed:
                world.Chains.Committed(this, committed);
                Disk.Commit(committed);
                App.Committed(committed.Blocks);
                break;
            case Effect.NeedSync(var source):
                App.Sync(source.Value);
                break;
            case Effect.SendWorkToLeader(var leader):
                world.Send(Number, leader, new NodeMessage.Gossip([.. App.Pool.Take(32)]));
                break;
            case Effect.VotingStopped(var reason):
                StoppedVoting = true;
                ChainCheck.Stopped(this, reason);
                break;
            case Effect.Halt(var reason):
                ChainCheck.Halted(this, reason);
                break;
            case Effect.EnteredView:
                world.Chains.EnteredView(this);
                break;
            case Effect.EvidenceFound or Effect.VotingStarted:
                break;
            default:
                throw new InvalidOperationException("unknown effect");
        }
    }

    private void Persist(JournalRecord record)
    {
        if (record is JournalRecord.Block block && !App.Has(block.Outline.Digest))
            throw new SafetyViolationException($"n{Number} stores a block without its bodies");
        Disk.Write(record);
        world.Chains.JournalIs(this, Disk.Live.Journal.Count);
    }

    private void Out(int? to, PeerMessage message)
    {
        if (Disk.Dirty && world.Plant != Plant.SendsBeforeSync) outbox.Add((to, message));
        else Leave(to, message);
    }

    private void Leave(int? to, PeerMessage message)
    {
        if (IsCorrect) world.Votes.Leaving(this, message);
        if (to is { } one) Leave(one, message);
        else foreach (int other in world.Others(Number)) Leave(other, message);
    }

    private void Leave(int to, PeerMessage message)
    {
        if (Crime is { } crime) crime.Outgoing(to, message);
        else world.Send(Number, to, message);
    }

    private void BeginSync()
    {
        syncing = true;
        int takesUs = world.Prng.Between(SyncUs / 2, SyncUs);
        if (dieInSync)
        {
            After(world.Prng.Below(takesUs), () =>
            {
                // Spared meanwhile: its pool is among the obligations by now.
                if (dieInSync) Crash();
            });
        }
        After(takesUs, () =>
        {
            syncing = false;
            BecameDurable(Disk.Sync());
            foreach ((int? to, PeerMessage message) in outbox.ToArray())
            {
                if (IsDeathDue()) return;
                Leave(to, message);
            }
            outbox.Clear();
            Drain();
        });
    }

    private void BecameDurable(List<object> records)
    {
        world.Votes.Durable(this, records);
        foreach (Effect.Committed committed in records.OfType<Effect.Committed>())
            world.Chains.Durable(this, committed);
        // The operator takes the flag back when the rejoin is on disk.
        if (records.OfType<JournalRecord.VotingMark>().Any()) Rejoins = false;
    }

    private void Schedule()
    {
        if (replica?.NextDeadlineMs is not { } deadline || world.Plant == Plant.TimersLost) return;
        long due = world.Time.NowUs + Clock.UsUntil(deadline);
        if (wakeAt <= due && wakeAt > world.Time.NowUs) return;
        wakeAt = due;
        After(due - world.Time.NowUs, () =>
        {
            if (wakeAt != due) return;
            wakeAt = long.MaxValue;
            // Both ends of a pause and of a sync look at the deadline again.
            if (paused || syncing) return;
            if (Clock.UsUntil(replica!.NextDeadlineMs ?? long.MaxValue) == 0) Offer(new Input.Tick());
            else Schedule();
        });
    }

    private ReplicaConfig Config() => new()
    {
        Chain = world.Chain,
        Epoch = world.Ledger.Epoch,
        Validators = world.Keys.Public,
        Own = IsValidator ? Number : null,
        Sign = IsValidator ? digest => world.Keys.Sign(Number, digest) : null,
        Root = world.Ledger.Root,
        StartNonce = Nonce = world.Prng.Next(),
        Rejoin = Rejoins,
    };
}
