using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>
/// No party trades with itself (M-406): per party, oldest first by (age, order id), an order is kept unless it
/// crosses a kept one.
/// </summary>
internal sealed class SelfCrossing(LedgerTables tables) : IComparer<(Side Side, Entry Entry)>
{
    private readonly Dictionary<int, (ulong Bid, ulong Ask)> best = [];
    private readonly List<(Side Side, Entry Entry)> suspects = [];

    /// <summary>Slots of the orders not kept.</summary>
    public HashSet<int> Dropped { get; } = [];

    public void Find(AuctionSide bids, AuctionSide asks)
    {
        Dropped.Clear();
        if (!AnyPartyCrosses(bids.Entries, asks.Entries)) return;
        suspects.Clear();
        foreach (Entry bid in bids.Entries)
            if (Crosses(best[bid.Party])) suspects.Add((Side.Buy, bid));
        foreach (Entry ask in asks.Entries)
            if (best.TryGetValue(ask.Party, out (ulong, ulong) of) && Crosses(of))
                suspects.Add((Side.Sell, ask));
        suspects.Sort(this);
        best.Clear();
        foreach ((Side side, Entry entry) in suspects) Keep(side, entry);
    }

    private bool AnyPartyCrosses(ReadOnlySpan<Entry> bids, ReadOnlySpan<Entry> asks)
    {
        best.Clear();
        foreach (Entry bid in bids)
            best[bid.Party] = (Math.Max(bid.Limit, best.GetValueOrDefault(bid.Party).Bid), ulong.MaxValue);
        bool any = false;
        foreach (Entry ask in asks)
        {
            if (!best.TryGetValue(ask.Party, out (ulong Bid, ulong Ask) of)) continue;
            of.Ask = Math.Min(ask.Limit, of.Ask);
            best[ask.Party] = of;
            any |= Crosses(of);
        }
        return any;
    }

    private void Keep(Side side, Entry entry)
    {
        if (!best.TryGetValue(entry.Party, out (ulong Bid, ulong Ask) kept)) kept = (0, ulong.MaxValue);
        (ulong bid, ulong ask) = kept;
        if (side == Side.Buy)
        {
            if (entry.Limit >= ask) Dropped.Add(entry.Order);
            else best[entry.Party] = (Math.Max(bid, entry.Limit), ask);
        }
        else
        {
            if (bid >= entry.Limit) Dropped.Add(entry.Order);
            else best[entry.Party] = (bid, Math.Min(ask, entry.Limit));
        }
    }

    private static bool Crosses((ulong Bid, ulong Ask) party) => party.Bid >= party.Ask;

    int IComparer<(Side Side, Entry Entry)>.Compare((Side Side, Entry Entry) left, (Side Side,
        Entry Entry) right) =>
        left.Entry.Age != right.Entry.Age
            ? left.Entry.Age.CompareTo(right.Entry.Age)
            : tables.Orders.CompareIds(left.Entry.Order, right.Entry.Order);
}
