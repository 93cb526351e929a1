namespace Chain.Ledger.Prices;

/// <summary>The prints of one series in one span of time (M-904). Prices in minor units per lot.</summary>
/// <param name="Volume">Lots.</param>
/// <param name="Notional">Σ price · lots.</param>
/// <param name="Trades">Leases made.</param>
/// <param name="LastHeight">The block of the newest print.</param>
public readonly record struct Candle(
    ulong Open, ulong High, ulong Low, ulong Close, UInt128 Volume, UInt128 Notional, ulong Trades,
    Height LastHeight)
{
    public static Candle Of(SeriesPrint print, Height height) => new(
        print.Price, print.Price, print.Price, print.Price, print.Lots, print.Notional, print.Trades, height);

    public Candle With(SeriesPrint print, Height height) => new(
        Open, Math.Max(High, print.Price), Math.Min(Low, print.Price), print.Price,
        Volume + print.Lots, Notional + print.Notional, Trades + print.Trades, height);
}
