namespace Chain.Ledger.Prices;

/// <summary>A width of candles (M-904) and how long candles of it are kept (M-905).</summary>
/// <param name="Code">Names the width in stored keys: never given to another.</param>
/// <param name="Ms">The width.</param>
/// <param name="BucketMs">
/// Candles that start in the same so many milliseconds go together; 0: they never go.
/// </param>
/// <param name="KeptBuckets">So many whole buckets before the newest block's are kept.</param>
public sealed record CandleScale(byte Code, ulong Ms, ulong BucketMs, ulong KeptBuckets)
{
    private const ulong Day = 86_400_000;

    public static CandleScale Minute { get; } = new(1, 60_000, Day, Limits.MinuteCandleDays);

    public static CandleScale FiveMinutes { get; } =
        new(2, 300_000, 5 * Day, Limits.FiveMinuteCandleDays / 5);

    public static CandleScale Hour { get; } = new(3, 3_600_000, 0, 0);

    public static CandleScale OneDay { get; } = new(4, Day, 0, 0);

    public static IReadOnlyList<CandleScale> All { get; } = [Minute, FiveMinutes, Hour, OneDay];

    /// <summary>Start of the candle in which an instant lies.</summary>
    public ulong StartOf(ulong timestampMs) => timestampMs - timestampMs % Ms;

    public ulong BucketOf(ulong timestampMs) => BucketMs == 0 ? 0 : timestampMs / BucketMs;

    /// <summary>The oldest bucket kept when the newest block has this timestamp.</summary>
    public ulong FirstBucketAt(ulong timestampMs)
    {
        ulong bucket = BucketOf(timestampMs);
        return bucket > KeptBuckets ? bucket - KeptBuckets : 0;
    }

    /// <summary>Candles that start before this instant are gone by then; 0: none is.</summary>
    public ulong KeptFromMs(ulong timestampMs) => FirstBucketAt(timestampMs) * BucketMs;
}
