namespace Chain.Ledger.Prices;

/// <summary>What a series traded over a window: the sum of its candles (M-906).</summary>
public readonly record struct PriceWindow(
    ulong High, ulong Low, UInt128 Volume, UInt128 Notional, ulong Trades)
{
    /// <summary>Volume-weighted average price; 0 where nothing traded.</summary>
    public ulong Vwap => Volume == 0 ? 0 : (ulong)(Notional / Volume);

    public PriceWindow With(in Candle candle) => new(
        Math.Max(High, candle.High),
        Trades == 0 ? candle.Low : Math.Min(Low, candle.Low),
        Volume + candle.Volume, Notional + candle.Notional, Trades + candle.Trades);
}

/// <summary>A window's length and the candles it adds.</summary>
public sealed record WindowSpan(CandleScale Scale, ulong Ms)
{
    public static WindowSpan Hour { get; } = new(CandleScale.Minute, 3_600_000);

    public static WindowSpan Day { get; } = new(CandleScale.FiveMinutes, 86_400_000);

    /// <summary>Start of its first candle at a block's timestamp.</summary>
    public ulong FromMs(ulong timestampMs)
    {
        ulong afterNewest = Scale.StartOf(timestampMs) + Scale.Ms;
        return afterNewest > Ms ? afterNewest - Ms : 0;
    }
}
