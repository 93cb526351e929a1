using System.Globalization;
using Chain.Node.Configuration;
using Chain.Node.Verification;
using Chain.Tests.Simulation.Checks;
using Chain.Tests.Simulation.Clients;
using Chain.Tests.Simulation.Crimes;

namespace Chain.Tests.Simulation;

/// <summary>How one run ended.</summary>
/// <param name="Failure">Null when all checkers were content.</param>
/// <param name="ProgressMs">
/// Virtual milliseconds from the end of the faults until everyone has committed new blocks.
/// </param>
/// <param name="HealedMs">The same until all that clients then sent is committed everywhere.</param>
public sealed record Outcome(
    ulong Seed, string? Failure, FaultCounts Faults, ulong TraceHash, ulong Height, long Transactions,
    long Events, long ProgressMs, long HealedMs, FaultMix Mix, IReadOnlyList<string> Trace);

/// <summary>
/// One seed's run of a whole consortium: first faults, then none but the permanent ones, and everyone who is
/// correct must get on. All that happens follows from the seed.
/// </summary>
internal sealed class World : IDisposable
{
    private const long HealUs = 300_000_000;
    private const long SettleUs = 5_000_000;
    private const long EventLimit = 2_000_000;
    private const ulong BlocksToCommit = 3;

    private readonly Nemesis nemesis;
    private readonly int[][] others;
    private readonly SimNode?[] copies;

    public World(ulong seed, FaultMix mix, bool verbose)
    {
        (Seed, Mix, Trace) = (seed, mix, new Trace(verbose, this));
        Prng = new Prng(seed ^ 0xC0FFEE);
        Consortium = SimConsortium.Of(mix.Validators);
        Signed = new FakeVotes(Consortium.Keys, Consortium.Chain, GenesisBuilder.FirstEpoch);
        Verifier = new PeerMessageVerifier(GenesisBuilder.FirstEpoch, new VoteVerifier(
            Consortium.Chain, GenesisBuilder.FirstEpoch, Consortium.Keys.Public, Consortium.Keys.IsSigned));
        Votes = new VoteCheck(this);
        Chains = new ChainCheck(this);
        Offences = new OffenceCheck(this);
        Network = new SimNetwork(Time, mix, Faults, Prng.Fork(), Deliver);
        int[] order = Shuffled(mix.Validators);
        nemesis = new Nemesis(this, order);
        others = [.. Enumerable.Range(0, mix.Validators)
            .Select(node => Enumerable.Range(0, mix.Validators).Where(other => other != node).ToArray())];
        copies = new SimNode?[mix.Validators];
        Nodes = [.. Enumerable.Range(0, mix.Validators).Select(number => Make(number, order))];
        Clients = new Workload(this);
    }

    public ulong Seed { get; }
    public FaultMix Mix { get; }
    public Trace Trace { get; }
    public Prng Prng { get; }
    public VirtualTime Time { get; } = new();
    public FaultCounts Faults { get; } = new();
    public SimConsortium Consortium { get; }
    public FakeVotes Signed { get; }
    public PeerMessageVerifier Verifier { get; }
    public SimNetwork Network { get; }
    public VoteCheck Votes { get; }
    public ChainCheck Chains { get; }
    public OffenceCheck Offences { get; }
    public SimNode[] Nodes { get; }
    public Workload Clients { get; }

    public int[] Others(int node) => others[node];

    /// <param name="seed">Of all that happens.</param>
    /// <param name="mix">The faults; usually drawn from the seed too.</param>
    /// <param name="verbose">Keeps a trace for people.</param>
    /// <param name="plant">A planted bug, in the build that has them.</param>
    public static Outcome Run(ulong seed, FaultMix mix, bool verbose = false, int plant = 0)
    {
        PlantSwitch.Set(plant);
        using var world = new World(seed, mix, verbose);
        return world.Finish();
    }

    /// <summary>Runs a new world to its end.</summary>
    public Outcome Finish()
    {
        string? failure = null;
        (long progressMs, long healedMs) = (0, 0);
        using var noticed = new SwallowedBugs();
        try
        {
            FaultyPhase();
            (progressMs, healedMs) = HealedPhase();
            // One that cannot read its own receipts does not know what is done.
            foreach (SimNode node in Nodes.Where(node => IsWell(node) && node.IsUp && !node.Forgetful))
                Workload.CheckPool(node);
            // A client may have heard of a block that others have yet to commit.
            Clients.End();
            RunUntil(Time.NowUs + SettleUs, () => false);
            SimNode newest = Nodes.Where(node => node.IsCorrect && node.IsUp).MaxBy(node => node.Height)!;
            Clients.Check(newest);
            Offences.Check(newest);
        }
        catch (SafetyViolationException violation)
        {
            failure = violation.Message;
        }
#pragma warning disable CA1031 // Whatever the core throws is a finding.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = $"threw {thrown}";
        }
        failure ??= noticed.First;
        if (failure is not null)
            failure = string.Create(CultureInfo.InvariantCulture, $"at {Time.NowUs / 1_000} ms: {failure}");
        return new Outcome(
            Seed, failure, Faults, Trace.Hash, Chains.Highest, Chains.Transactions, Time.Events, progressMs,
            healedMs, Mix, Trace.Lines);
    }

    public void Send(int from, int to, NodeMessage message) => Network.Send(from, to, message);

    /// <summary>Whatever ends a process, it comes back some time later.</summary>
    public void Crashed(SimNode node) => nemesis.Crashed(node);

    public void Dispose()
    {
        foreach (SimNode node in Machines) node.Dispose();
    }

    /// <summary>Those of the validators, and the second ones of twins.</summary>
    private IEnumerable<SimNode> Machines => Nodes.Concat(copies.OfType<SimNode>());

    private bool IsWell(SimNode node) => node.IsCorrect && !node.IsKeyless && !nemesis.IsDead(node);

    private SimNode Make(int number, int[] order)
    {
        int place = Array.IndexOf(order, number);
        FaultKind? crime = place < Mix.Crimes.Length ? Mix.Crimes[place] : null;
        int skew = Mix.ClockSkewMs == 0 ? 0 : Prng.Between(-Mix.ClockSkewMs, Mix.ClockSkewMs);
        int drift = Mix.DriftPpm == 0 ? 0 : Prng.Between(-Mix.DriftPpm, Mix.DriftPpm);
        if (skew != 0) Faults.Add(FaultKind.ClockSkew);
        if (drift != 0) Faults.Add(FaultKind.ClockDrift);
        var clock = new MachineClock(Time, 1 + Prng.Below(1_000_000_000), drift, skew);
        bool keyless = Mix.Keyless && place == Mix.Crimes.Length;
        if (keyless) Faults.Add(FaultKind.KeylessValidator);
        Func<SimNode, Crime>? does = crime is { } kind ? node => Crime.Of(kind, this, node) : null;
        var made = new SimNode(this, number, clock, does, keyless) { SyncUs = Mix.SyncUs };
        if (made.Crime is TwoMachines twins)
            copies[number] = new SimNode(this, number, clock, twins.OfTwin, keyless) { SyncUs = Mix.SyncUs };
        return made;
    }

    /// <summary>The machine that a peer is connected to, of the two that say they are this validator.</summary>
    private SimNode Reached(int number, int from) =>
        copies[number] is { } copy && copy.Crime is TwoMachines twins && twins.IsConnected(from)
            ? copy : Nodes[number];

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

    private void Deliver(int from, int to, NodeMessage message)
    {
        Trace.Note(Time.NowUs, to, TraceKind.Message, (ulong)from, Describe.Fingerprint(message));
        Reached(to, from).Receive(from, message);
    }

    private void FaultyPhase()
    {
        foreach (SimNode node in Machines) Time.After(Prng.Below(500_000), node.Start);
        nemesis.Begin();
        Clients.Begin();
        Idle();
        RunUntil(Mix.FaultyMs * 1_000L, () => false);
    }

    private (long ProgressMs, long HealedMs) HealedPhase()
    {
        long started = Time.NowUs;
        Trace.Note(started, 0, TraceKind.Phase, Chains.Highest, 0);
        nemesis.End();
        SimNode[] live = [.. Nodes.Where(node => node.IsCorrect && !nemesis.IsDead(node))];
        SimNode[] well = [.. live.Where(node => !node.IsKeyless)];
        Clients.Oblige(well);
        Offences.Oblige(well);
        ulong target = Chains.Highest + BlocksToCommit;
        bool Moves() => live.All(node => node.Height.Value >= target);
        bool Done() => Clients.ObligationsMet(live) && Offences.IsMet(live);
        if (!RunUntil(started + HealUs, Moves)) throw new SafetyViolationException(Stuck(live, target));
        long progressMs = (Time.NowUs - started) / 1_000;
        if (!RunUntil(started + HealUs, Done)) throw new SafetyViolationException(Stuck(live, target));
        return (progressMs, (Time.NowUs - started) / 1_000);
    }

    private string Stuck(SimNode[] live, ulong target)
    {
        IEnumerable<string> standing = live.Select(node => string.Create(CultureInfo.InvariantCulture,
            $"v{node.Number} up={node.IsUp} v{node.View} h{node.Height} voting={node.IsVoting} ")
            + $"missing={Clients.MissingAt(node)} unproven={string.Join('+', Offences.Missing(node))} "
            + $"{node.Stopped?.Message}");
        return $"NO PROGRESS to height {target}: {string.Join("; ", standing)}; {Clients.Refusals}";
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

    private void Idle()
    {
        foreach (SimNode node in Nodes)
        {
            if (node.IsUp && node.Crime is { } crime) node.Process.Enter(crime.Idle);
        }
        Time.After(200_000, Idle);
    }
}
