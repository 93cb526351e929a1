using System.Runtime.InteropServices;
using Chain.Ledger.Auctions;
using Chain.Ledger.Books;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Bundles;

/// <summary>
/// One trial (M-506): clears a bundle's books with its legs in them, beside the legs that are there already.
/// The result stands only if everybody of them is filled whole, at a cost within the limit.
/// </summary>
internal sealed class Trials(LedgerTables tables, BookClearing clearing)
{
    private readonly List<Candidate> buyers = [];

    /// <summary>On acceptance the books' auctions are replaced; else nothing changes.</summary>
    /// <param name="accepted">The bundles that stand.</param>
    public BundleVerdict Try(
        Candidate bundle, BlockAuctions auctions, IReadOnlyList<Candidate> accepted, in BlockContext block)
    {
        var books = new List<BookAuction>();
        int crossing = 0;
        foreach (Leg leg in bundle.Row.Legs)
        {
            books.Add(Open(leg, bundle, auctions, block));
            crossing += books[^1].Crossing;
        }
        if (!auctions.Fits((long)Limits.PassesPerTrial * crossing, crossing)) return BundleVerdict.NotTried;
        foreach (BookAuction book in books)
        {
            BundleVerdict verdict = Clear(book, bundle, auctions, block.TimestampMs);
            if (verdict != BundleVerdict.Accepted) return verdict;
        }
        if (CostOf(bundle, books, auctions) > bundle.Row.Limit) return BundleVerdict.AboveLimit;
        foreach (Candidate other in accepted)
            if (CostOf(other, books, auctions) > other.Row.Limit) return BundleVerdict.AboveAnothersLimit;
        foreach (BookAuction book in books) auctions.Put(book);
        return BundleVerdict.Accepted;
    }

    /// <summary>Σ lots · price at the prices that stand, or would.</summary>
    public UInt128 CostOf(Candidate bundle, IReadOnlyList<BookAuction> books, BlockAuctions auctions)
    {
        UInt128 cost = 0;
        foreach (Leg leg in bundle.Row.Legs)
        {
            int instrument = tables.Instruments.Find(leg.Instrument);
            BookAuction book = books.FirstOrDefault(b => b.Instrument == instrument)
                ?? auctions.Of(instrument)!;
            cost += (UInt128)leg.Lots * book.Cleared.At!.Value.Price;
        }
        return cost;
    }

    private BookAuction Open(in Leg leg, Candidate bundle, BlockAuctions auctions, in BlockContext block)
    {
        int instrument = tables.Instruments.Find(leg.Instrument);
        buyers.Clear();
        BookAuction? standing = auctions.Of(instrument);
        if (standing is not null) buyers.AddRange(standing.Legs);
        buyers.Add(bundle);
        var book = new BookAuction(tables);
        // It is open: a bundle ends with the first of its books.
        OrderBook? resting = tables.Orders.BookOf(instrument);
        book.Open(instrument, resting, CollectionsMarshal.AsSpan(buyers), standing, block);
        return book;
    }

    private BundleVerdict Clear(BookAuction book, Candidate bundle, BlockAuctions auctions, ulong timestampMs)
    {
        book.Collect(timestampMs);
        ulong limit = book.LimitOf(bundle);
        foreach (ref readonly Entry ask in book.Asks.Entries)
        {
            if (ask.Party != bundle.Party || ask.Limit > limit) continue;
            auctions.Visits += book.Crossing;
            return BundleVerdict.OwnAsk;
        }
        book.Clear(clearing, Limits.PassesPerTrial);
        auctions.Visits += (long)book.Crossing * Math.Max(book.Cleared.Passes, 1);
        if (book.Cleared.OutOfPasses) return BundleVerdict.Passes;
        BundleVerdict verdict = BundleVerdict.Accepted;
        foreach (Candidate buyer in book.Legs)
        {
            if (book.IsFilled(buyer)) continue;
            if (buyer == bundle) return BundleVerdict.LegUnfilled;
            verdict = BundleVerdict.Displaces;
        }
        return verdict;
    }
}
