using System.Globalization;
using Chain.Wire;

namespace Chain.Node.Cli.Prices;

/// <summary>A candle as JSON; prices in minor units per lot. What may pass 64 bits is a string.</summary>
internal sealed record CandleShape(
    ulong StartMs, ulong Open, ulong High, ulong Low, ulong Close, string Volume, string Notional,
    ulong Trades, ulong LastHeight)
{
    public static CandleShape From(Candle candle) => new(
        candle.StartMs, candle.Open, candle.High, candle.Low, candle.Close, Number(candle.Volume),
        Number(candle.Notional), candle.Trades, candle.LastHeight);

    /// <summary>In decimal digits.</summary>
    public static string Number(Wide? wide) => wide is null ? "0"
        : (((UInt128)wide.High << 64) + wide.Low).ToString(CultureInfo.InvariantCulture);
}

/// <summary>An update of a stream of candles as JSON; null: nothing changed for a while.</summary>
internal sealed record CandleUpdateShape(CandleShape? Candle, ulong NextHeight)
{
    public static CandleUpdateShape From(CandleUpdate update) => new(
        update.Candle is null ? null : CandleShape.From(update.Candle), update.NextHeight);
}

/// <summary>What traded in a window, as JSON.</summary>
internal sealed record WindowShape(
    ulong FromMs, ulong Vwap, ulong High, ulong Low, string Volume, string Notional, ulong Trades)
{
    public static WindowShape From(WindowStats window) => new(
        window.FromMs, window.Vwap, window.High, window.Low, CandleShape.Number(window.Volume),
        CandleShape.Number(window.Notional), window.Trades);
}

/// <summary>A ticker as JSON; 0 where there is no price.</summary>
internal sealed record TickerShape(
    string Product, string Delivery, ulong Slot, ulong Height, ulong TimestampMs, ulong ReferencePrice,
    ulong LastPrice, ulong BidPrice, ulong BidLots, ulong AskPrice, ulong AskLots, int ImbalanceBps,
    int BookImbalanceBps, string BookBidLots, string BookAskLots, WindowShape Hour, WindowShape Day)
{
    public static TickerShape From(Ticker ticker) => new(
        ticker.Instrument.Product, Show.Delivery(ticker.Instrument.Delivery), ticker.Instrument.Slot,
        ticker.Height, ticker.TimestampMs, ticker.ReferencePrice, ticker.LastPrice,
        ticker.BestBid.Price, ticker.BestBid.Lots, ticker.BestAsk.Price, ticker.BestAsk.Lots, ticker.ImbalanceBps, ticker.BookImbalanceBps,
        CandleShape.Number(ticker.BidLots), CandleShape.Number(ticker.AskLots),
        WindowShape.From(ticker.Hour), WindowShape.From(ticker.Day));
}

/// <summary>An index as JSON.</summary>
internal sealed record IndexShape(
    string Product, string Delivery, ulong Height, ulong TimestampMs, WindowShape Hour, WindowShape Day)
{
    public static IndexShape From(PriceIndex index) => new(
        index.Product, Show.Delivery(index.Delivery), index.Height, index.TimestampMs,
        WindowShape.From(index.Hour), WindowShape.From(index.Day));
}
