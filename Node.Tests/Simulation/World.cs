using System.Globalization;
using Chain.Tests.Simulation.Checks;
using Chain.Tests.Simulation.Crimes;

namespace Chain.Tests.Simulation;

/// <summary>How one run ended.</summary>
/// <param name="Failure">Null when all checkers were content.</param>
/// <param name="ProgressMs">
/// Virtual milliseconds from the end of the faults until everyone has committed new blocks.
/// </param>
/// <param name="HealedMs">The same until all transactions that waited are committed.</param>
public sealed record Outcome(
    ulong Seed, string? Failure, FaultCounts Faults, ulong TraceHash, ulong Height, long Events,
    long ProgressMs, long HealedMs, FaultMix Mix, IReadOnlyList<string> Trace);

/// <summary>
/// One seed's run: first faults, then none but the permanent ones, and everyone who is correct must get on.
/// All that happens follows from the seed.
/// </summary>
public sealed class World
{
    private const long HealUs = 300_000_000;
    private const long EventLimit = 3_000_000;
    private const ulong BlocksToCommit = 3;
    private const int Obligations = 5;

    private readonly HashSet<Hash32> obligations = [];
    private readonly Nemesis nemesis;
    private readonly Plants plants;

    public World(ulong seed, FaultMix mix, Plant plant, bool verbose)
    {
        (Seed, Mix, Plant, Trace) = (seed, mix, plant, new Trace(verbose));
        Prng = new Prng(seed ^ 0xC0FFEE);
        Chain = Prng.Hash();
        Keys = new FakeKeys(mix.Validators, Chain, Prng);
        Ledger = new FakeLedger(Chain, Prng.Hash());
        plants = new Plants(this);
        Verifier = new SimVerifier(
            Keys, Ledger.Epoch, plant == Plant.SmallQuorum ? plants.IsPadded : null,
            trustsProposals: plant == Plant.JustificationUnchecked);
        Votes = new VoteCheck(this);
        Chains = new ChainCheck(this);
        Batch = Prng.Pick([0, 0, 3, 16]);
        Network = new SimNetwork(Time, mix, Faults, Prng.Fork(), Deliver);
        int[] order = Shuffled(mix.Validators);
        nemesis = new Nemesis(this, order);
        others = [.. Enumerable.Range(0, mix.Nodes)
            .Select(node => Enumerable.Range(0, mix.Nodes).Where(other => other != node).ToArray())];
        Nodes = [.. Enumerable.Range(0, mix.Nodes).Select(number => Make(number, order))];
    }

    private readonly int[][] others;

    public ulong Seed { get; }
    public FaultMix Mix { get; }
    public Plant Plant { get; }
    public Trace Trace { get; }
    public Prng Prng { get; }
    public VirtualTime Time { get; } = new();
    public FaultCounts Faults { get; } = new();
    public Hash32 Chain { get; }
    public FakeKeys Keys { get; }
    public FakeLedger Ledger { get; }
    public SimVerifier Verifier { get; }
    public SimNetwork Network { get; }
    public VoteCheck Votes { get; }
    public ChainCheck Chains { get; }
    public SimNode[] Nodes { get; }

    /// <summary>How many steps of one turn may share a sync.</summary>
    public int Batch { get; }

    public int[] Others(int node) => others[node];

    public static Outcome Run(ulong seed, FaultMix mix, Plant plant = Plant.None, bool verbose = false) =>
        Finish(new World(seed, mix, plant, verbose));

    /// <summary>Runs a new world to its end.</summary>
    public static Outcome Finish(World world)
    {
        string? failure = null;
        (long progressMs, long healedMs) = (0, 0);
        try
        {
            world.FaultyPhase();
            (progressMs, healedMs) = world.HealedPhase();
        }
        catch (SafetyViolationException violation)
        {
            failure = violation.Message;
        }
#pragma warning disable CA1031 // Whatever the core throws is a finding: it must be total.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = $"threw {thrown}";
        }
        if (failure is not null)
            failure = string.Create(CultureInfo.InvariantCulture,
                $"at {world.Time.NowUs / 1_000} ms: {failure}");
        return new Outcome(
            world.Seed, failure, world.Faults, world.Trace.Hash, world.Chains.Highest, world.Time.Events,
            progressMs, healedMs, world.Mix, world.Trace.Lines);
    }

    public void Send(int from, int to, object payload)
    {
        if (plants.Swallows(from, to, payload)) return;
        Network.Send(from, to, payload);
    }

    /// <summary>Whatever kills a process, it comes back some time later.</summary>
    public void Crashed(SimNode node) => nemesis.Crashed(node);

    public void SubmitWork(SimNode node, Hash32 id)
    {
        node.App.Submit([id]);
        foreach (int other in Others(node.Number)) Send(node.Number, other, new NodeMessage.Gossip([id]));
    }

    private SimNode Make(int number, int[] order)
    {
        int place = Array.IndexOf(order, number);
        Crime? crime = place >= 0 && place < Mix.Crimes.Length
            ? Crime.Of(Mix.Crimes[place], this, number) : null;
        int skew = Mix.ClockSkewMs == 0 ? 0 : Prng.Between(-Mix.ClockSkewMs, Mix.ClockSkewMs);
        int drift = Mix.DriftPpm == 0 ? 0 : Prng.Between(-Mix.DriftPpm, Mix.DriftPpm);
        if (skew != 0 || drift != 0) Faults.Add(FaultKind.ClockSkew);
        var clock = new SimClock(Time, Prng.Below(1_000_000_000), drift, skew);
        return new SimNode(this, number, clock, crime) { SyncUs = Mix.SyncUs };
    }

    private int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = Prng.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    private void Deliver(int from, int to, object payload) => Nodes[to].Receive(from, payload);

    private void FaultyPhase()
    {
        foreach (SimNode node in Nodes) Time.After(Prng.Below(500_000), node.Start);
        nemesis.Begin();
        Work();
        Idle();
        RunUntil(Mix.FaultyMs * 1_000L, () => false);
    }

    private (long ProgressMs, long HealedMs) HealedPhase()
    {
        long started = Time.NowUs;
        Trace.Note(started, 0, TraceKind.Phase, Chains.Highest, 0);
        nemesis.End();
        SimNode[] live = [.. Nodes.Where(node => node.IsCorrect && !nemesis.IsDead(node))];
        foreach (SimNode node in live) obligations.UnionWith(node.App.Pool);
        for (int i = 0; i < Obligations; i++)
        {
            Hash32 id = Prng.Hash();
            if (id.Span[0] == FakeLedger.BrokenTransaction) continue;
            obligations.Add(id);
            SubmitWork(Prng.Pick(live), id);
        }
        ulong target = Chains.Highest + BlocksToCommit;
        bool Moves() => live.All(node => node.Head.Height.Value >= target);
        bool Done() => live.All(node => obligations.IsSubsetOf(node.Committed));
        if (!RunUntil(started + HealUs, Moves)) throw new SafetyViolationException(Stuck(live, target));
        long progressMs = (Time.NowUs - started) / 1_000;
        if (!RunUntil(started + HealUs, Done)) throw new SafetyViolationException(Stuck(live, target));
        return (progressMs, (Time.NowUs - started) / 1_000);
    }

    private string Stuck(SimNode[] live, ulong target)
    {
        IEnumerable<string> standing = live.Select(node => string.Create(CultureInfo.InvariantCulture,
            $"n{node.Number} up={node.IsUp} v{node.View} h{node.Head.Height} voting={node.IsVoting} ")
            + $"missing={obligations.Count(id => !node.Committed.Contains(id))}");
        return $"NO PROGRESS to height {target}: {string.Join("; ", standing)}";
    }

    private bool RunUntil(long untilUs, Func<bool> done)
    {
        while (true)
        {
            if (Time.Events > EventLimit) throw new SafetyViolationException("too many events");
            // Looking at every event would cost more than the run.
            if (Time.Events % 64 == 0 && done()) return true;
            if (!Time.RunNext(untilUs)) return done();
        }
    }

    private void Work()
    {
        SimNode node = Nodes[Prng.Below(Mix.Validators)];
        Hash32 id = Prng.Hash();
        if (node.IsUp && id.Span[0] != FakeLedger.BrokenTransaction) SubmitWork(node, id);
        if (Mix.WorkEveryMs >= 2_000) Faults.Add(FaultKind.IdlePeriod);
        Time.After(Prng.Between(Mix.WorkEveryMs * 500, Mix.WorkEveryMs * 1_500), Work);
    }

    private void Idle()
    {
        foreach (SimNode node in Nodes)
        {
            if (node.IsUp) node.Crime?.Idle();
        }
        Time.After(200_000, Idle);
    }
}
