using System.Globalization;
using Chain.Ledger;

namespace Chain.Bench;

/// <summary>What the parts of measured blocks took, in CPU time of the thread.</summary>
internal sealed class BlockTimes
{
    private static readonly BlockPhase[] Phases = Enum.GetValues<BlockPhase>();

    private readonly List<TimeSpan[]> blocks = [];

    public void Clear() => blocks.Clear();

    /// <summary>A block begins.</summary>
    public void Begin() => blocks.Add(new TimeSpan[Phases.Length]);

    /// <summary>A part of the newest block took so long.</summary>
    public void Add(BlockPhase phase, TimeSpan took) => blocks[^1][(int)phase] += took;

    /// <summary>
    /// Of all blocks, and of the fastest quarter. On a busy machine others empty the caches meanwhile, which
    /// CPU time does not leave out; the fastest blocks suffered least.
    /// </summary>
    public void Tell(TextWriter output, int operations)
    {
        TimeSpan[][] pairs = Pairs();
        Array.Sort(pairs, (left, right) => Sum(left).CompareTo(Sum(right)));
        TimeSpan[][] fastest = pairs[..Math.Max(1, pairs.Length / 4)];
        output.WriteLine("    us an operation   all, and of the fastest quarter of blocks");
        foreach (BlockPhase phase in Phases) Line($"{phase}", pair => pair[(int)phase]);
        Line("together", Sum);

        void Line(string what, Func<TimeSpan[], TimeSpan> part) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"    {what,-16} {Each(pairs, part),5:0.00} {Each(fastest, part),5:0.00}"));

        double Each(TimeSpan[][] some, Func<TimeSpan[], TimeSpan> part) =>
            some.Sum(pair => part(pair).TotalMicroseconds) / (2.0 * some.Length * operations);
    }

    /// <summary>Blocks of this bench alternate: only two together are like any other two.</summary>
    private TimeSpan[][] Pairs() => [.. blocks.Chunk(2).Where(two => two.Length == 2)
        .Select(two => two[0].Zip(two[1], (left, right) => left + right).ToArray())];

    private static TimeSpan Sum(TimeSpan[] phases) =>
        phases.Aggregate(TimeSpan.Zero, (sum, took) => sum + took);
}
