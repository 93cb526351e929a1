using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>
/// Who of the eligible orders stays (M-406). No party trades with itself: per party, oldest first by (age,
/// order id), an order is kept unless it crosses a kept one. And a new post-only order stays only where
/// it crosses none. Both are judged on the same orders, none of which has left yet.
/// </summary>
internal sealed class Admission(LedgerTables tables) : IComparer<Admission.Suspect>
{
    internal readonly record struct Suspect(
        Side Side, int Index, ulong Age, int Account, ulong ClientOrderId);

    private readonly Dictionary<int, (ulong Bid, ulong Ask)> best = [];
    private readonly List<Suspect> suspects = [];

    /// <summary>Marks who goes; nobody has been dismissed afterwards.</summary>
    public void Judge(AuctionSide bids, AuctionSide asks)
    {
        if (AnyPartyCrosses(bids.Entries, asks.Entries)) MarkSelfCrossing(bids, asks);
        if (bids.PostOnly + asks.PostOnly == 0) return;
        ulong bestBid = 0, bestAsk = ulong.MaxValue;
        foreach (ref readonly Entry bid in bids.Entries) bestBid = Math.Max(bestBid, bid.Limit);
        foreach (ref readonly Entry ask in asks.Entries) bestAsk = Math.Min(bestAsk, ask.Limit);
        MarkPostOnly(bids, bestAsk);
        MarkPostOnly(asks, bestBid);
    }

    private static void MarkPostOnly(AuctionSide side, ulong best)
    {
        foreach (ref Entry entry in side.Entries)
            if (entry.PostOnly && side.Meets(entry.Limit, best)) entry.Out = AuctionReason.PostOnly;
    }

    private bool AnyPartyCrosses(ReadOnlySpan<Entry> bids, ReadOnlySpan<Entry> asks)
    {
        best.Clear();
        foreach (ref readonly Entry bid in bids)
            best[bid.Party] = (Math.Max(bid.Limit, best.GetValueOrDefault(bid.Party).Bid), ulong.MaxValue);
        bool any = false;
        foreach (ref readonly Entry ask in asks)
        {
            if (!best.TryGetValue(ask.Party, out (ulong Bid, ulong Ask) of)) continue;
            of.Ask = Math.Min(ask.Limit, of.Ask);
            best[ask.Party] = of;
            any |= Crosses(of);
        }
        return any;
    }

    private void MarkSelfCrossing(AuctionSide bids, AuctionSide asks)
    {
        suspects.Clear();
        Suspects(bids);
        Suspects(asks);
        suspects.Sort(this);
        best.Clear();
        foreach (Suspect suspect in suspects)
        {
            ref Entry entry = ref (suspect.Side == Side.Buy ? bids : asks).Entries[suspect.Index];
            if (!TryKeep(suspect.Side, entry)) entry.Out = AuctionReason.SelfCrossing;
        }
    }

    private void Suspects(AuctionSide side)
    {
        for (int i = 0; i < side.Entries.Length; i += 1)
        {
            ref readonly Entry entry = ref side.Entries[i];
            if (best.TryGetValue(entry.Party, out (ulong, ulong) of) && Crosses(of))
                suspects.Add(new Suspect(side.Side, i, entry.Age, entry.Account, entry.ClientOrderId));
        }
    }

    private bool TryKeep(Side side, in Entry entry)
    {
        if (!best.TryGetValue(entry.Party, out (ulong Bid, ulong Ask) kept)) kept = (0, ulong.MaxValue);
        (ulong bid, ulong ask) = kept;
        kept = side == Side.Buy ? (Math.Max(bid, entry.Limit), ask) : (bid, Math.Min(ask, entry.Limit));
        if (Crosses(kept)) return false;
        best[entry.Party] = kept;
        return true;
    }

    private static bool Crosses((ulong Bid, ulong Ask) party) => party.Bid >= party.Ask;

    int IComparer<Suspect>.Compare(Suspect left, Suspect right)
    {
        if (left.Age != right.Age) return left.Age.CompareTo(right.Age);
        return left.Account == right.Account
            ? left.ClientOrderId.CompareTo(right.ClientOrderId)
            : tables.Accounts.KeyOf(left.Account).CompareTo(tables.Accounts.KeyOf(right.Account));
    }
}
