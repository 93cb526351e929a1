using Chain.Ledger.Books;
using Chain.Ledger.Bundles;
using Chain.Ledger.Tables;

namespace Chain.Ledger.Auctions;

/// <summary>
/// Clears the touched books of a block, each once, at one price (M-401 to M-431), and again with the bundles
/// that come in (M-505 to M-511).
/// </summary>
internal sealed class Auctioneer
{
    private readonly LedgerTables tables;
    private readonly BookClearing clearing;
    private readonly BundleStage bundles;
    private readonly Transcript transcript;
    private readonly Settlement settlement;
    private readonly BookAuction reused;

    public Auctioneer(LedgerTables tables)
    {
        this.tables = tables;
        clearing = new BookClearing(tables);
        bundles = new BundleStage(tables, clearing);
        transcript = new Transcript(tables);
        settlement = new Settlement(tables, transcript);
        reused = new BookAuction(tables);
    }

    /// <summary>FIFO of first touch; then bundles; all of it is final at the end.</summary>
    public (AuctionResult[] Auctions, BundleResult[] Bundles) Run(in BlockContext block)
    {
        var auctions = new BlockAuctions();
        ClearTouched(auctions, block);
        bundles.Try(auctions, block);
        BlockContext now = block;
        AuctionResult[] results = auctions.Settle(auction => Settle(auction, now));
        return (results, bundles.Finish(auctions, block));
    }

    /// <summary>
    /// Stops before a book that could exceed a limit of the block; the rest is first in the next. The first
    /// book is always cleared, so every book gets its turn.
    /// </summary>
    private void ClearTouched(BlockAuctions auctions, in BlockContext block)
    {
        for (int cleared = 0; cleared < Limits.BooksPerBlock
            && tables.Instruments.Touched.Count > 0; cleared += 1)
        {
            int instrument = tables.Instruments.Touched.Min.Slot;
            InstrumentKey key = tables.Instruments.KeyOf(instrument);
            OrderBook? book = OpenBook(instrument, block);
            bool waits = tables.Bundles.Of(key).Length > 0;
            BookAuction auction = waits ? new BookAuction(tables) : reused;
            auction.Open(instrument, book, [], null, block);
            // Each crossing order is at most one visit in each pass.
            int passes = book is { Minimums: > 0 } ? Limits.AuctionPasses : 1;
            if (!auctions.Fits((long)auction.Crossing * passes, auction.Crossing) && cleared > 0) break;
            tables.Instruments.Update(instrument, tables.Instruments[instrument] with { TouchedMs = 0 });
            auction.Collect(block.TimestampMs);
            auction.Clear(clearing, Limits.AuctionPasses);
            auctions.Visits += (long)auction.Crossing * Math.Max(auction.Cleared.Passes, 1);
            if (waits)
            {
                auctions.Cleared.Add(key);
                auctions.Put(auction);
            }
            else
            {
                AuctionResult? result = Settle(auction, block);
                auctions.Add(result, transcript.Fills, transcript.Leases);
            }
        }
    }

    /// <returns>Null when it is empty, or closed though its due work is still waiting.</returns>
    private OrderBook? OpenBook(int instrument, in BlockContext block)
    {
        InstrumentKey key = tables.Instruments.KeyOf(instrument);
        bool closed = !key.IsSpot && tables.Products[key.Product].CloseOf(key.Slot) <= block.TimestampMs;
        return closed ? null : tables.Orders.BookOf(instrument);
    }

    /// <returns>Null when nothing happened.</returns>
    private AuctionResult? Settle(BookAuction auction, in BlockContext block)
    {
        InstrumentRow row = tables.Instruments[auction.Instrument];
        // Cleared for a bundle before its turn came.
        if (row.TouchedMs != 0)
            tables.Instruments.Update(auction.Instrument, row with { TouchedMs = 0 });
        transcript.Begin(auction);
        settlement.Settle(auction, block);
        settlement.CancelImmediate(auction.Instrument);
        return transcript.ToResult(
            tables.Instruments.KeyOf(auction.Instrument), auction.Cleared, auction.Terms.Reference);
    }
}
