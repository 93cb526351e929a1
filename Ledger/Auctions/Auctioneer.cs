using Chain.Ledger.Operations;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>Clears the touched books of a block, each once, at one price (M-401 to M-413).</summary>
internal sealed class Auctioneer(LedgerTables tables)
{
    private readonly AuctionSide bids = new(tables, Side.Buy);
    private readonly AuctionSide asks = new(tables, Side.Sell);
    private readonly SelfCrossing selfCrossing = new(tables);
    private readonly Rationing rationing = new(tables);
    private readonly Settlement settlement = new(tables);
    private readonly OrderRelease release = new(tables);

    /// <summary>
    /// FIFO of first touch. Stops before a book that could exceed a limit of the block; the rest is first in
    /// the next. The first book is always cleared, so every book gets its turn.
    /// </summary>
    public AuctionResult[] ClearTouched(in BlockContext block)
    {
        var results = new List<AuctionResult>();
        int visits = 0, leases = 0;
        for (int cleared = 0; cleared < Limits.BooksPerBlock
            && tables.Instruments.Touched.Count > 0; cleared += 1)
        {
            int instrument = tables.Instruments.Touched.Min.Slot;
            int crossing = CountCrossing(instrument);
            // Each crossing order is at most one visit and one fill, and adds at most one lease.
            bool fits = visits + crossing <= Math.Min(Limits.OrderVisitsPerBlock, Limits.FillsPerBlock)
                && leases + crossing <= Limits.LeasesPerBlock;
            if (!fits && cleared > 0) break;
            if (Clear(instrument, block) is { } result)
            {
                results.Add(result);
                leases += result.Leases.Count;
            }
            visits += crossing;
        }
        return [.. results];
    }

    private int CountCrossing(int instrument)
    {
        if (tables.Orders.BookOf(instrument) is not { IsCrossed: true } book) return 0;
        return bids.Count(book.Bids, book.Asks.Levels[^1].Price)
            + asks.Count(book.Asks, book.Bids.Levels[^1].Price);
    }

    private AuctionResult? Clear(int instrument, in BlockContext block)
    {
        InstrumentRow row = tables.Instruments[instrument];
        tables.Instruments.Update(instrument, row with { TouchedHeight = 0 });
        InstrumentKey key = tables.Instruments.KeyOf(instrument);
        // Closed, though its due work is still waiting: its orders no longer trade.
        bool closed = !key.IsSpot && tables.Products[key.Product].CloseOf(key.Slot) <= block.TimestampMs;
        AuctionResult? result = closed ? null : Match(instrument, row, block);
        if (tables.Orders.BookOf(instrument) is { } book)
            while (book.Immediate.Count > 0) release.Cancel(book.Immediate[^1]);
        return result;
    }

    private AuctionResult? Match(int instrument, in InstrumentRow row, in BlockContext block)
    {
        if (tables.Orders.BookOf(instrument) is not { IsCrossed: true } book) return null;
        ulong bestBid = book.Bids.Levels[^1].Price, bestAsk = book.Asks.Levels[^1].Price;
        bids.Collect(book.Bids, bestAsk, block.TimestampMs);
        asks.Collect(book.Asks, bestBid, block.TimestampMs);
        selfCrossing.Find(bids, asks);
        if (selfCrossing.Dropped.Count > 0)
        {
            bids.Remove(selfCrossing.Dropped);
            asks.Remove(selfCrossing.Dropped);
            foreach (int order in selfCrossing.Dropped) release.Cancel(order);
        }
        bids.Sort();
        asks.Sort();

        ProductRow product = tables.Products[tables.Instruments.KeyOf(instrument).Product];
        ulong reference = row.ReferenceAt(block.TimestampMs, product);
        Clearing? clearing =
            PriceRule.Find(bids.Levels, asks.Levels, reference, product.StepAt(reference), product.Tick);
        if (clearing is not { } at) return null;
        rationing.Fill(bids.Entries, at.Lots, Side.Buy, block.ParentDigest, row.Id);
        rationing.Fill(asks.Entries, at.Lots, Side.Sell, block.ParentDigest, row.Id);
        return settlement.Settle(instrument, at, bids, asks, block);
    }
}
