using Chain.Ledger;
using Chain.Ledger.Prices;
using Chain.Ledger.Storage;
using Chain.Wire;

namespace Chain.Node.Api;

/// <summary>Tickers and windows of one snapshot of the store, with the live books beside it.</summary>
internal sealed class Tickers(StoreSnapshot now, BookViews books)
{
    private readonly ulong nowMs = now.Reads.Header(now.Height)!.Header.TimestampMs;

    /// <param name="instrument">Whose.</param>
    /// <param name="row">Null where no order ever came.</param>
    /// <param name="terms">Of its product.</param>
    /// <param name="depth">Levels a side for the imbalance.</param>
    public Ticker Of(InstrumentName instrument, StateRow.Instrument? row, CreateProduct terms, int depth)
    {
        BookView book = books.Read(instrument, depth);
        byte[] series = instrument.Series;
        return new Ticker
        {
            Instrument = instrument.ToMessage(),
            Height = now.Height.Value,
            TimestampMs = nowMs,
            ReferencePrice = row?.Reference ?? instrument.ListingPrice(terms),
            LastPrice = row?.LastPrice ?? 0,
            BestBid = Best(book.Bids),
            BestAsk = Best(book.Asks),
            ImbalanceBps = book.LevelsImbalance(depth),
            BookImbalanceBps = book.BookImbalance,
            BidLots = Describe.Wide(book.BidLots),
            AskLots = Describe.Wide(book.AskLots),
            Hour = Window(WindowSpan.Hour, series),
            Day = Window(WindowSpan.Day, series),
        };
    }

    /// <summary>M-907.</summary>
    public PriceIndex Index(string product, Delivery delivery)
    {
        byte[] series = PriceSeries.OfProduct(product, delivery);
        return new PriceIndex
        {
            Product = product,
            Delivery = delivery,
            Height = now.Height.Value,
            TimestampMs = nowMs,
            Hour = Window(WindowSpan.Hour, series),
            Day = Window(WindowSpan.Day, series),
        };
    }

    /// <summary>All zeros on an empty side.</summary>
    private static Level Best(IReadOnlyList<PriceLevel> side) =>
        side.Count == 0 ? new Level() : Describe.Level(side[0]);

    private WindowStats Window(WindowSpan span, byte[] series)
    {
        PriceWindow window = now.Reads.Window(span, series, nowMs);
        return new WindowStats
        {
            FromMs = span.FromMs(nowMs),
            Vwap = window.Vwap,
            High = window.High,
            Low = window.Low,
            Volume = Describe.Wide(window.Volume),
            Notional = Describe.Wide(window.Notional),
            Trades = window.Trades,
        };
    }
}
