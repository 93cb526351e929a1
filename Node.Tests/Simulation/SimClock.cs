using Chain.Consensus;

namespace Chain.Tests.Simulation;

/// <summary>One machine's two clocks, both wrong in their own way.</summary>
public sealed class SimClock(VirtualTime time, long baseMs, int driftPpm, long skewMs)
{
    private const ulong Epoch = 1_700_000_000_000;

    private long skewMs = skewMs;

    public Now Now => new(MonotonicMs, (ulong)((long)Epoch + 1_000_000 + MonotonicMs - baseMs + skewMs));

    public void Jump(long byMs) => skewMs = Math.Clamp(skewMs + byMs, -900_000, 86_400_000);

    /// <summary>Virtual microseconds until the monotonic clock shows at least this.</summary>
    public long UsUntil(long monotonicMs)
    {
        if (monotonicMs <= MonotonicMs) return 0;
        // Far beyond any run; keeps the product below in range.
        long missing = Math.Min(monotonicMs - MonotonicMs, 1_000_000_000);
        return Math.Max(1, missing * 1_000_000 / (1_000_000 + driftPpm) * 1_000);
    }

    private long MonotonicMs => baseMs + (time.NowUs / 1_000 * (1_000_000 + driftPpm) / 1_000_000);
}
