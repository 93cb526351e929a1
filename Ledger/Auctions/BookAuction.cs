using System.Runtime.InteropServices;
using Chain.Ledger.Books;
using Chain.Ledger.Bundles;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>One book's auction, not yet settled.</summary>
internal sealed class BookAuction(LedgerTables tables)
{
    private readonly List<Candidate> legs = [];
    private readonly List<Entry> entries = [];
    private OrderBook? book;

    public AuctionSide Bids { get; } = new(tables, Side.Buy);

    public AuctionSide Asks { get; } = new(tables, Side.Sell);

    /// <summary>Slot of the book's row.</summary>
    public int Instrument { get; private set; } = -1;

    public AuctionTerms Terms { get; private set; }

    public Cleared Cleared { get; private set; }

    /// <summary>Bundles with a leg in it.</summary>
    public IReadOnlyList<Candidate> Legs => legs;

    /// <summary>Orders and legs that could trade: what each pass visits.</summary>
    public int Crossing { get; private set; }

    public int Fills { get; private set; }

    public int Leases { get; private set; }

    /// <summary>Counts who could trade; <see cref="Collect"/> takes them.</summary>
    /// <param name="resting">Null where it is empty or closed.</param>
    /// <param name="buyers">Each with a leg in this book.</param>
    /// <param name="standing">Of this book in this block, if it has been cleared already.</param>
    public void Open(
        int instrument, OrderBook? resting, ReadOnlySpan<Candidate> buyers, BookAuction? standing,
        in BlockContext block)
    {
        InstrumentKey key = tables.Instruments.KeyOf(instrument);
        ProductRow product = tables.Products[key.Product];
        InstrumentRow row = tables.Instruments[instrument];
        ulong reference = row.ReferenceAt(block.TimestampMs, product);
        // All trials of a block belong to one auction. Untouched, nobody has entered since the last.
        ulong touchedMs = row.TouchedMs == 0 ? ulong.MaxValue : row.TouchedMs;
        Instrument = instrument;
        Terms = new AuctionTerms(row.Id, block.ParentDigest, reference, product.StepAt(reference),
            product.Tick, standing?.Terms.NewSinceMs ?? touchedMs);
        book = resting;
        legs.Clear();
        entries.Clear();
        foreach (Candidate buyer in buyers)
        {
            entries.Add(buyer.EntryOf(buyer.LegIn(key), product.Tick, legs.Count));
            legs.Add(buyer);
        }
        Crossing = legs.Count
            + (book is null ? 0 : Bids.Count(book.Bids, BestAsk) + Asks.Count(book.Asks, BestBid));
    }

    public void Collect(ulong timestampMs)
    {
        Bids.Clear();
        Asks.Clear();
        if (book is null) return;
        Bids.Collect(book.Bids, BestAsk, timestampMs, Terms.NewSinceMs);
        Asks.Collect(book.Asks, BestBid, timestampMs, Terms.NewSinceMs);
    }

    /// <param name="passes">At most so many (M-421, M-506).</param>
    public void Clear(BookClearing clearing, int passes)
    {
        Cleared = clearing.Run(Bids, Asks, Terms, CollectionsMarshal.AsSpan(entries), passes);
    }

    /// <summary>Whom it fills and what it comes to, while it is not settled (M-509).</summary>
    public void Count()
    {
        (Fills, Leases) = (0, 0);
        if (Cleared.At is null) return;
        foreach (ref readonly Entry bid in Bids.Entries) Fills += bid.Fill > 0 ? 1 : 0;
        foreach (ref readonly Entry ask in Asks.Entries) Fills += ask.Fill > 0 ? 1 : 0;
        Leases = LeaseCount.Of(tables, Bids, Asks);
    }

    /// <summary>The bundle of a leg.</summary>
    public Candidate BuyerOf(in Entry leg) => legs[Entry.PlaceOfLeg(leg.Order)];

    /// <summary>The limit of a bundle's leg here.</summary>
    public ulong LimitOf(Candidate buyer) => entries[legs.IndexOf(buyer)].Limit;

    /// <summary>Whether a bundle's leg trades whole.</summary>
    public bool IsFilled(Candidate buyer)
    {
        int order = Entry.OrderOfLeg(legs.IndexOf(buyer));
        foreach (ref readonly Entry bid in Bids.Entries)
            if (bid.Order == order) return bid.Fill == bid.Lots;
        return false;
    }

    private ulong BestBid
    {
        get
        {
            ulong best = book!.Bids.Orders > 0 ? book.Bids.Levels[^1].Price : 0;
            foreach (Entry leg in entries) best = Math.Max(best, leg.Limit);
            return best;
        }
    }

    private ulong BestAsk => book!.Asks.Orders > 0 ? book.Asks.Levels[^1].Price : ulong.MaxValue;
}
