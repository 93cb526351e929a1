using System.Collections.Concurrent;
using System.Globalization;

namespace Chain.Tests.Simulation;

/// <summary>Many seeds on all cores.</summary>
public sealed class Sweep
{
    private const int Shown = 10;

    private readonly Outcome[] outcomes;
    private readonly TimeSpan cpu;

    private Sweep(Outcome[] outcomes, TimeSpan took, TimeSpan cpu)
    {
        (this.outcomes, Took, this.cpu) = (outcomes, took, cpu);
        foreach (Outcome outcome in outcomes) Faults.Add(outcome.Faults);
        Failures = [.. outcomes.Where(outcome => outcome.Failure is not null)];
    }

    public IReadOnlyList<Outcome> Outcomes => outcomes;

    public TimeSpan Took { get; }

    public FaultCounts Faults { get; } = new();

    public IReadOnlyList<Outcome> Failures { get; }

    public string Summary
    {
        get
        {
            double cpuMs = cpu.TotalMilliseconds / outcomes.Length;
            return string.Create(CultureInfo.InvariantCulture,
                $"{outcomes.Length} seeds in {Took.TotalSeconds:F0} s ({cpuMs:F1} ms of CPU each), ")
                + $"{outcomes.Sum(one => one.Events)} events, "
                + $"{outcomes.Sum(one => (long)one.Height)} blocks, "
                + $"{outcomes.Sum(one => one.Transactions)} transactions, "
                + $"{Faults.Injected / outcomes.Length} faults a seed, "
                + $"{Faults.BesideMessages / outcomes.Length} of them not of single messages\n"
                + $"after the faults, new blocks within {Slowest(one => one.ProgressMs)}\n"
                + $"all that waited committed within {Slowest(one => one.HealedMs)}\n{Faults}";
        }
    }

    private string Slowest(Func<Outcome, long> took)
    {
        Outcome[] ascending = [.. outcomes.OrderBy(took)];
        Outcome last = ascending[^1];
        return $"{took(last)} ms (seed {last.Seed}; median {took(ascending[ascending.Length / 2])} ms)";
    }

    public string Report => string.Join('\n', Failures.Take(Shown).Select(Line).Prepend(
        $"{Failures.Count} of {outcomes.Length} seeds fail"));

    /// <summary>Four validators mostly, seven often, the small sizes now and then.</summary>
    public static FaultMix MixOf(ulong seed)
    {
        var prng = new Prng(seed);
        int validators = prng.Pick([4, 4, 4, 4, 4, 4, 4, 7, 7, 7, 7, 7, 1, 2, 3, 5]);
        return FaultMix.Draw(validators, prng);
    }

    /// <param name="first">The first seed.</param>
    /// <param name="seeds">How many.</param>
    /// <param name="mixOf">The faults of a seed; drawn when null.</param>
    /// <param name="within">No seed begins later; null: there is time for all.</param>
    public static Sweep Run(
        ulong first, int seeds, Func<ulong, FaultMix>? mixOf = null, TimeSpan? within = null)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        var outcomes = new Outcome?[seeds];
        var allCores = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        // One after the other, so that what a limit leaves out is the end.
        var inOrder = Partitioner.Create(
            Enumerable.Range(0, seeds), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(inOrder, allCores, (i, loop) =>
        {
            if (clock.Elapsed > within)
            {
                loop.Stop();
                return;
            }
            ulong seed = first + (ulong)i;
            outcomes[i] = World.Run(seed, (mixOf ?? MixOf)(seed));
        });
        return new Sweep(
            [.. outcomes.OfType<Outcome>()], clock.Elapsed, Environment.CpuUsage.TotalTime - cpu);
    }

    private static string Line(Outcome outcome) =>
        $"seed {outcome.Seed}: {outcome.Failure}\n  {outcome.Mix}\n"
        + $"  replay: CHAIN_SEED={outcome.Seed} dotnet test Node.Tests "
        + "--filter FullyQualifiedName~Chain.Tests.Simulation";
}
