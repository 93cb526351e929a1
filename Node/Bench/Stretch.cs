using System.Diagnostics;

namespace Chain.Node.Bench;

/// <summary>One measured stretch of a load.</summary>
/// <param name="Before">Taken at its start.</param>
/// <param name="After">Taken at its end, of the same validators.</param>
/// <param name="MostWaiting">Transactions in the fullest pool, at most.</param>
/// <param name="Load">What came back meanwhile.</param>
internal sealed record Stretch(Readings Before, Readings After, uint MostWaiting, LoadResult Load)
{
    public double Seconds { get; } = Stopwatch.GetElapsedTime(Before.At, After.At).TotalSeconds;

    public double CommittedPerSecond => Load.Accepted / Seconds;

    public double BlocksPerSecond => (After.Height - Before.Height) / Seconds;

    public double ViewsPerBlock => (After.View - Before.View) / Math.Max(1.0, After.Height - Before.Height);

    public double NodeCpuMicros => After.NodeCpuMicros - Before.NodeCpuMicros;

    /// <summary>Of this program: the load generator, and what plays the fault.</summary>
    public double OwnCpuMicros => (After.OwnCpu - Before.OwnCpu).TotalMicroseconds;

    /// <summary>Divided by all that came back.</summary>
    public double ForEach(double total) => total / Math.Max(1, Load.Accepted);

    /// <summary>What this CPU time is of all that the machine had.</summary>
    public double ShareOfMachine(double micros) =>
        Math.Max(0, micros / (Seconds * 1e6 * Environment.ProcessorCount));

    /// <summary>What neither these validators nor this program used nor left idle.</summary>
    public double ShareOfOthers => ShareOfMachine(
        (After.MachineCpu - Before.MachineCpu).TotalMicroseconds - OwnCpuMicros - NodeCpuMicros);
}
