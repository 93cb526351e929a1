using System.Collections.Concurrent;

namespace Chain.Tests.Faults;

/// <summary>
/// How long killed validators took from their start until they were ready, voting, and had committed a block
/// that nobody had when they started.
/// </summary>
internal sealed class Recoveries
{
    private readonly ConcurrentBag<double> alone = [];
    private readonly ConcurrentBag<double> amid = [];
    private readonly ConcurrentBag<double> work = [];

    /// <param name="isAlone">Nothing else was out of order.</param>
    /// <param name="took">From the start of the process.</param>
    /// <param name="cpu">That the process used meanwhile.</param>
    public void Add(bool isAlone, TimeSpan took, TimeSpan cpu)
    {
        (isAlone ? alone : amid).Add(took.TotalSeconds);
        work.Add(cpu.TotalSeconds);
    }

    public override string ToString() =>
        $"recovery of one, the others whole: {Text(alone)}; amid other faults: {Text(amid)}; "
        + $"CPU time of all: {Text(work)}";

    private static string Text(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return sorted.Length == 0 ? "none" : FormattableString.Invariant(
            $"{sorted.Length}, p50 {At(0.5):F2} s, p99 {At(0.99):F2} s, max {sorted[^1]:F2} s");

        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
