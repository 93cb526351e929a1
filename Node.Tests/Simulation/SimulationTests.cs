using System.Globalization;
using NUnit.Framework;

namespace Chain.Tests.Simulation;

/// <summary>
/// Whole nodes under faults: CHAIN_SEEDS sets how many seeds, CHAIN_SEED_MINUTES for how long at most,
/// CHAIN_FIRST_SEED where they start; CHAIN_SEED replays one.
/// </summary>
public class SimulationTests
{
    private const int DefaultSeeds = 1_000;
    private const int TraceLines = 400;
    private const int Repeated = 100;

    [Test]
    public void Correct_replicas_agree_and_get_on_whatever_the_seed_brings()
    {
        if (Environment.GetEnvironmentVariable("CHAIN_SEED") is { Length: > 0 } one)
        {
            Replay(ulong.Parse(one, CultureInfo.InvariantCulture));
            return;
        }
        var limit = TimeSpan.FromMinutes(Settings.Number("CHAIN_SEED_MINUTES", 0));
        Sweep sweep = Sweep.Run(
            Settings.Number("CHAIN_FIRST_SEED", 1), (int)Settings.Number("CHAIN_SEEDS", DefaultSeeds),
            within: limit == TimeSpan.Zero ? null : limit);
        TestContext.Out.WriteLine(sweep.Summary);
        Assert.That(sweep.Failures.Count, Is.Zero, () => sweep.Report);
        Assert.That(sweep.Faults.Missing, Is.Empty, "a fault kind that never struck proves nothing");
    }

    [Test]
    public void The_same_seed_gives_the_same_trace()
    {
        // Beside others, so that anything shared between runs would show.
        Outcome[] first = new Outcome[Repeated];
        Parallel.For(0, Repeated, i => first[i] = World.Run((ulong)i + 1, Sweep.MixOf((ulong)i + 1)));
        foreach (Outcome outcome in first)
        {
            Outcome second = World.Run(outcome.Seed, outcome.Mix, verbose: true);
            Assert.That(second.TraceHash, Is.EqualTo(outcome.TraceHash), $"seed {outcome.Seed}");
            Assert.That(second.Trace, Has.Count.GreaterThan(5));
        }
    }

    private static void Replay(ulong seed)
    {
        Outcome outcome = World.Run(seed, Sweep.MixOf(seed), verbose: true);
        string file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"simulation-{seed}.trace");
        File.WriteAllLines(file, outcome.Trace);
        TestContext.Out.WriteLine($"{outcome.Mix}\nwhole trace: {file}");
        foreach (string line in outcome.Trace.Skip(outcome.Trace.Count - TraceLines))
            TestContext.Out.WriteLine(line);
        Assert.That(outcome.Failure, Is.Null, () => $"seed {seed}: {outcome.Failure}");
    }
}
