using Chain.Ledger.Books;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>Clears the touched books of a block, each once, at one price (M-401 to M-431).</summary>
internal sealed class Auctioneer
{
    private readonly LedgerTables tables;
    private readonly AuctionSide bids, asks;
    private readonly BookClearing clearing;
    private readonly Transcript transcript;
    private readonly Settlement settlement;

    public Auctioneer(LedgerTables tables)
    {
        this.tables = tables;
        bids = new AuctionSide(tables, Side.Buy);
        asks = new AuctionSide(tables, Side.Sell);
        clearing = new BookClearing(tables);
        transcript = new Transcript(tables);
        settlement = new Settlement(tables, transcript);
    }

    /// <summary>
    /// FIFO of first touch. Stops before a book that could exceed a limit of the block; the rest is first in
    /// the next. The first book is always cleared, so every book gets its turn.
    /// </summary>
    public AuctionResult[] ClearTouched(in BlockContext block)
    {
        var results = new List<AuctionResult>();
        int visits = 0, fills = 0, leases = 0;
        for (int cleared = 0; cleared < Limits.BooksPerBlock
            && tables.Instruments.Touched.Count > 0; cleared += 1)
        {
            int instrument = tables.Instruments.Touched.Min.Slot;
            OrderBook? book = OpenBook(instrument, block);
            int crossing = CountCrossing(book);
            // Each crossing order is at most one fill and one visit in each pass, and adds at most one lease.
            int passes = book is { Minimums: > 0 } ? Limits.AuctionPasses : 1;
            bool fits = visits + crossing * passes <= Limits.OrderVisitsPerBlock
                && fills + crossing <= Limits.FillsPerBlock && leases + crossing <= Limits.LeasesPerBlock;
            if (!fits && cleared > 0) break;
            passes = Clear(instrument, book, block, results);
            visits += crossing * Math.Max(passes, 1);
            fills += transcript.Fills;
            leases += transcript.Leases;
        }
        return [.. results];
    }

    /// <returns>Null when it is empty, or closed though its due work is still waiting.</returns>
    private OrderBook? OpenBook(int instrument, in BlockContext block)
    {
        InstrumentKey key = tables.Instruments.KeyOf(instrument);
        bool closed = !key.IsSpot && tables.Products[key.Product].CloseOf(key.Slot) <= block.TimestampMs;
        return closed ? null : tables.Orders.BookOf(instrument);
    }

    private int CountCrossing(OrderBook? book) => book is not { IsCrossed: true } ? 0
        : bids.Count(book.Bids, book.Asks.Levels[^1].Price)
            + asks.Count(book.Asks, book.Bids.Levels[^1].Price);

    /// <returns>Passes made.</returns>
    private int Clear(int instrument, OrderBook? book, in BlockContext block, List<AuctionResult> results)
    {
        InstrumentRow row = tables.Instruments[instrument];
        tables.Instruments.Update(instrument, row with { TouchedHeight = 0 });
        InstrumentKey key = tables.Instruments.KeyOf(instrument);
        ProductRow product = tables.Products[key.Product];
        ulong reference = row.ReferenceAt(block.TimestampMs, product);
        transcript.Clear();
        Cleared cleared = default;
        if (book is { IsCrossed: true })
        {
            Collect(book, block.TimestampMs);
            cleared = clearing.Run(bids, asks, new AuctionTerms(
                row.Id, block.ParentDigest, reference, product.StepAt(reference), product.Tick));
            settlement.Settle(instrument, cleared.At, bids, asks, block);
        }
        settlement.CancelImmediate(instrument);
        if (transcript.ToResult(key, cleared, reference) is { } result) results.Add(result);
        return cleared.Passes;
    }

    private void Collect(OrderBook book, ulong timestampMs)
    {
        bids.Clear();
        asks.Clear();
        bids.Collect(book.Bids, book.Asks.Levels[^1].Price, timestampMs);
        asks.Collect(book.Asks, book.Bids.Levels[^1].Price, timestampMs);
    }
}
