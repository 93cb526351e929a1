using Chain.Ledger.Storage;
using Chain.Tests.Simulation.Disk;

namespace Chain.Tests.Simulation;

/// <summary>Draws when which fault strikes whom, and knows who is allowed to be faulty for ever.</summary>
internal sealed class Nemesis
{
    private const long MonthMs = 30L * 24 * 3_600_000;

    private readonly World world;
    private readonly Prng prng;
    private readonly HashSet<int> dead = [];
    private readonly int? backupVictim;
    private readonly int? lossVictim;
    private readonly int? rotVictim;
    private readonly int[] healthy;
    private bool over;

    /// <param name="order">Validators in the order in which misfortune takes them; criminals first.</param>
    public Nemesis(World world, int[] order)
    {
        (this.world, prng) = (world, world.Prng.Fork());
        int next = world.Mix.Crimes.Length + (world.Mix.Keyless ? 1 : 0);
        if (world.Mix.OldBackup) backupVictim = order[next++];
        if (world.Mix.LosesJournal) lossVictim = order[next++];
        if (world.Mix.DiskRots) rotVictim = order[next++];
        healthy = order[next..];
    }

    private FaultMix Mix => world.Mix;

    private SimNode AnyNode => prng.Pick(world.Nodes);

    public bool IsDead(SimNode node) => dead.Contains(node.Number);

    public void Begin()
    {
        Every(Mix.CrashEveryMs, Kill);
        Every(Mix.PauseEveryMs, Pause);
        Every(Mix.PartitionEveryMs, Partition);
        Every(Mix.SlowLinkEveryMs, SlowLink);
        Every(Mix.ClockJumpEveryMs, JumpClock);
        Every(Mix.SlowDiskEveryMs, SlowDisk);
        Every(Mix.FailingDiskEveryMs, FailDisk);
        Every(Mix.ClogEveryMs, Clog);
        if (Mix.OneWayForever) After(prng.Below(Mix.FaultyMs), CutOneWay);
        int half = Mix.FaultyMs / 2;
        if (backupVictim is { } restored) RestoreOldBackup(world.Nodes[restored], half);
        if (lossVictim is { } loser) After(prng.Between(half / 2, half), () => LoseDisk(world.Nodes[loser]));
        if (rotVictim is { } rotten) After(prng.Between(half / 2, half), () => Rot(world.Nodes[rotten]));
    }

    /// <summary>Everything heals, except for what lasts for ever.</summary>
    public void End()
    {
        over = true;
        world.Network.Heal();
        foreach (SimNode node in world.Nodes)
        {
            node.SyncUs = Mix.SyncUs;
            node.ExecutionUs = 5_000;
            node.Spare();
            node.Clock.SetRight();
            if (node.IsUp) node.Process.Resume();
        }
        foreach (int number in healthy[..Mix.DeadForever]) Bury(world.Nodes[number]);
        foreach (SimNode node in world.Nodes)
        {
            if (!node.IsUp && !IsDead(node)) Crashed(node);
        }
    }

    /// <summary>A link that is cut for ever, in one direction, between two that are well.</summary>
    private void CutOneWay()
    {
        int[] left = healthy[Mix.DeadForever..];
        if (left.Length < 2) return;
        Note(FaultKind.OneWayCutForever, left[0], left[1]);
        world.Network.CutForever(left[0], left[1]);
    }

    /// <summary>
    /// Somebody, or a service manager, starts it again; an operator does what the node asked for.
    /// </summary>
    public void Crashed(SimNode node)
    {
        if (IsDead(node)) return;
        After(prng.Permille(800) ? prng.Between(5, 1_500) : prng.Between(1_500, 6_000), () =>
        {
            if (node.IsUp || IsDead(node)) return;
            if (node.Stopped is { } stopped && IsDamage(stopped.Kind))
                node.SwapDisk(world.Consortium.Blank, rejoins: true);
            node.Start();
        });
    }

    /// <summary>What only another node's data mends.</summary>
    public static bool IsDamage(StoreErrorKind kind) =>
        kind is StoreErrorKind.Damaged or StoreErrorKind.JournalDamaged or StoreErrorKind.StateDamaged;

    private void Bury(SimNode node)
    {
        dead.Add(node.Number);
        if (prng.Permille(500))
        {
            Note(FaultKind.DeadForever, node.Number, 0);
            node.Crash();
            return;
        }
        Note(FaultKind.IsolatedForever, node.Number, 0);
        foreach (int other in world.Others(node.Number))
        {
            world.Network.CutForever(node.Number, other);
            world.Network.CutForever(other, node.Number);
        }
        if (!node.IsUp) node.Start();
    }

    private void Kill()
    {
        SimNode node = AnyNode;
        if (!node.IsUp) return;
        switch (prng.Below(3))
        {
            case 0:
                node.DieAfter(prng.Below(30));
                break;
            case 1:
                node.DieInWrite();
                break;
            default:
                Note(FaultKind.Crash, node.Number, 0);
                node.Crash();
                break;
        }
    }

    private void Pause()
    {
        SimNode node = AnyNode;
        if (!node.IsUp) return;
        Note(FaultKind.Pause, node.Number, 0);
        SimProcess process = node.Process;
        process.Pause();
        After(prng.Between(50, 4_000), process.Resume);
    }

    private void Partition()
    {
        bool[] side = [.. world.Nodes.Select(_ => prng.Permille(500))];
        bool symmetric = prng.Permille(500);
        Note(symmetric ? FaultKind.SymmetricPartition : FaultKind.AsymmetricPartition, 0, 0);
        List<(int From, int To)> links = [];
        for (int from = 0; from < side.Length; from++)
        {
            foreach (int to in world.Others(from))
            {
                if (side[from] != side[to] && (symmetric || side[from])) links.Add((from, to));
            }
        }
        foreach ((int from, int to) in links) world.Network.Cut(from, to);
        After(prng.Between(200, 6_000), () =>
        {
            if (over) return;
            foreach ((int from, int to) in links) world.Network.Mend(from, to);
        });
    }

    private void SlowLink()
    {
        int from = AnyNode.Number;
        if (world.Others(from).Length == 0) return;
        int to = prng.Pick(world.Others(from));
        Note(FaultKind.SlowLink, from, to);
        world.Network.Slow(from, to, world.Time.NowUs + prng.Between(500, 5_000) * 1_000L);
    }

    private void JumpClock()
    {
        SimNode node = AnyNode;
        bool far = prng.Permille(100);
        Note(far ? FaultKind.ClockFarOff : FaultKind.ClockJump, node.Number, 0);
        node.Clock.Jump(
            far ? (prng.Permille(500) ? -MonthMs : MonthMs)
            : prng.Permille(800) ? prng.Between(-5_000, 5_000) : prng.Between(-600_000, 3_600_000));
    }

    private void SlowDisk()
    {
        SimNode node = AnyNode;
        Note(FaultKind.SlowDisk, node.Number, 0);
        node.SyncUs = prng.Between(50_000, 500_000);
        if (prng.Permille(300))
        {
            Note(FaultKind.SlowExecution, node.Number, 0);
            node.ExecutionUs = 200_000;
        }
        After(prng.Between(500, 3_000), () => (node.SyncUs, node.ExecutionUs) = (Mix.SyncUs, 5_000));
    }

    /// <summary>Writes fail for a while: the node stops, and stops again when it starts too soon.</summary>
    private void FailDisk()
    {
        SimNode node = AnyNode;
        world.Trace.Note(world.Time.NowUs, node.Number, TraceKind.Fault, (ulong)FaultKind.SyncFailed, 0);
        node.FailWrites = prng.Permille(500)
            ? "IO error: No space left on device: While appending to file"
            : "IO error: Input/output error: While fdatasync: log";
        After(prng.Between(50, 3_000), () => node.FailWrites = null);
    }

    /// <summary>A link holds all back for a while, then carries it at once.</summary>
    private void Clog()
    {
        int from = AnyNode.Number;
        if (world.Others(from).Length == 0) return;
        int to = prng.Pick(world.Others(from));
        Note(FaultKind.LinkClogged, from, to);
        world.Network.Clog(from, to, world.Time.NowUs + prng.Between(200, 4_000) * 1_000L);
    }

    private void RestoreOldBackup(SimNode node, int halfMs)
    {
        DiskVersion? backup = null;
        After(prng.Between(0, halfMs), () => backup = node.Disk.Platter);
        After(prng.Between(halfMs, 2 * halfMs - 1), () =>
        {
            Note(FaultKind.OldBackupRestored, node.Number, 0);
            node.Crash();
            node.SwapDisk(backup!, rejoins: false);
        });
    }

    private void LoseDisk(SimNode node)
    {
        Note(FaultKind.JournalLost, node.Number, 0);
        node.Crash();
        node.SwapDisk(world.Consortium.Blank, rejoins: true);
    }

    /// <summary>One row is not what was written: a bit of it, or another row's value stands there.</summary>
    private void Rot(SimNode node)
    {
        node.Crash();
        node.Damaged();
        Family family = prng.Pick([Family.Headers, Family.Bodies, Family.Receipts, Family.State,
            Family.Journal, Family.Meta, Family.Heights, Family.Transactions]);
        PersistentMap map = node.Disk.Platter.Of(family);
        byte[] near = [.. prng.Hash().Span[..prng.Between(1, 8)]];
        PersistentMap.Entry? victim = map.Below(near) ?? map.AtOrAbove([]);
        if (victim is null) return;
        PersistentMap.Entry? other = map.Below(victim.Key);
        byte[] value = [.. victim.Value];
        if (other is not null && prng.Permille(300))
        {
            Note(FaultKind.WriteMisdirected, node.Number, (int)family);
            value = other.Value;
        }
        else
        {
            Note(FaultKind.BitFlipped, node.Number, (int)family);
            value[prng.Below(value.Length)] ^= (byte)(1 << prng.Below(8));
        }
        node.Disk.Rot(family, victim.Key, value);
    }

    private void Every(int ms, Action strike)
    {
        if (ms == 0) return;
        After(prng.Between(ms / 2, ms * 3 / 2), () =>
        {
            if (over) return;
            strike();
            Every(ms, strike);
        });
    }

    private void After(int ms, Action action) => world.Time.After(ms * 1_000L, action);

    private void Note(FaultKind kind, int first, int second)
    {
        world.Faults.Add(kind);
        world.Trace.Note(world.Time.NowUs, first, TraceKind.Fault, (ulong)kind, (ulong)second);
        world.Trace.Say(world.Nodes[first], $"{kind} {second}");
    }
}
