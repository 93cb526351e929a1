namespace Chain.Ledger.Tables;

/// <summary>Halving by whole half-lives (M-821).</summary>
internal static class Decay
{
    /// <summary>Nothing that counts is larger, so that 63 halvings leave nothing.</summary>
    public const ulong Most = (1UL << MostHalvings) - 1;

    private const int MostHalvings = 63;

    /// <returns>How often to halve, and the time that was reached so.</returns>
    public static (int Times, ulong SinceMs) Of(ulong sinceMs, ulong timeMs, ulong halfLifeMs)
    {
        if (timeMs < sinceMs) return (0, sinceMs);
        ulong times = (timeMs - sinceMs) / halfLifeMs;
        return ((int)Math.Min(times, MostHalvings), sinceMs + times * halfLifeMs);
    }
}
