using Chain.Ledger.Tables;

namespace Chain.Ledger.Auctions;

/// <summary>
/// The auctions of one block and the work they took (M-402, M-509). Those of books with bundles wait here,
/// unsettled, until these have been tried.
/// </summary>
internal sealed class BlockAuctions
{
    private readonly List<BookAuction?> waiting = [];
    private readonly List<AuctionResult?> results = [];
    private readonly Dictionary<int, int> placeOf = [];

    /// <summary>Of stage 2, those of books with bundles.</summary>
    public List<InstrumentKey> Cleared { get; } = [];

    public long Visits { get; set; }

    public int Fills { get; private set; }

    public int Leases { get; private set; }

    /// <summary>Whether the block's limits leave room for an auction of so many orders.</summary>
    /// <param name="visits">Orders times passes, at most.</param>
    /// <param name="orders">Each is at most one fill, and adds at most one lease.</param>
    public bool Fits(long visits, int orders) => Visits + visits <= Limits.OrderVisitsPerBlock
        && Fills + orders <= Limits.FillsPerBlock && Leases + orders <= Limits.LeasesPerBlock;

    /// <summary>A book that is settled at once.</summary>
    public void Add(AuctionResult? result, int fills, int leases)
    {
        waiting.Add(null);
        results.Add(result);
        Fills += fills;
        Leases += leases;
    }

    /// <returns>Null where the book has none that waits.</returns>
    public BookAuction? Of(int instrument) =>
        placeOf.TryGetValue(instrument, out int place) ? waiting[place] : null;

    /// <summary>One that waits, in place of that before of its book, if any.</summary>
    public void Put(BookAuction auction)
    {
        if (!placeOf.TryGetValue(auction.Instrument, out int place))
        {
            place = waiting.Count;
            placeOf.Add(auction.Instrument, place);
            waiting.Add(null);
            results.Add(null);
        }
        auction.Count();
        Fills += auction.Fills - (waiting[place]?.Fills ?? 0);
        Leases += auction.Leases - (waiting[place]?.Leases ?? 0);
        waiting[place] = auction;
    }

    /// <summary>Settles all that wait.</summary>
    /// <returns>In the order of first clearing, without those in which nothing happened.</returns>
    public AuctionResult[] Settle(Func<BookAuction, AuctionResult?> settle)
    {
        for (int i = 0; i < waiting.Count; i += 1)
            if (waiting[i] is { } auction) results[i] = settle(auction);
        return [.. results.OfType<AuctionResult>()];
    }
}
