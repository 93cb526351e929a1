namespace Chain.Ledger.Auctions;

/// <summary>
/// Orders that trade at least so much or not at all (M-420, M-421). Whose minimum cannot be met is excluded,
/// and the auction run again without it, few at first, so that one exclusion may save the others; from pass 8
/// on all at once, so that the passes end.
/// </summary>
internal sealed class MinimumFills(LedgerTables tables)
{
    private const int AllViolatorsFrom = 8;

    /// <summary>Before the first pass: excludes whom the whole other side could not fill.</summary>
    public static void ExcludeUnreachable(AuctionSide bids, AuctionSide asks)
    {
        MarkUnreachable(bids, asks.Levels);
        MarkUnreachable(asks, bids.Levels);
        bids.Dismiss(pass: 0);
        asks.Dismiss(pass: 0);
    }

    /// <summary>After a pass: excludes who keeps its result from standing.</summary>
    /// <returns>False when nobody does.</returns>
    public bool Exclude(
        int pass, AuctionSide bids, in Margin atBids, AuctionSide asks, in Margin atAsks,
        in AuctionTerms terms)
    {
        bool marginal = MarkMarginal(bids, atBids) | MarkMarginal(asks, atAsks);
        if (pass == Limits.AuctionPasses - 1)
        {
            if (!marginal && !AnyBelow(bids) && !AnyBelow(asks)) return false;
            MarkAll(bids);
            MarkAll(asks);
        }
        else if (pass >= AllViolatorsFrom)
        {
            MarkBelow(bids);
            MarkBelow(asks);
        }
        else if (!marginal)
        {
            MarkLargest(bids, asks, terms);
        }
        return bids.Dismiss(pass) | asks.Dismiss(pass);
    }

    private static void MarkUnreachable(AuctionSide side, ReadOnlySpan<PriceLevel> others)
    {
        if (side.Minimums == 0) return;
        ulong within = 0;
        foreach (PriceLevel other in others) within += other.Lots;
        // From the best limit to the worst, fewer and fewer of the others are within it.
        int worst = others.Length - 1;
        foreach (ref Entry entry in side.Entries)
        {
            for (; worst >= 0 && !side.Meets(entry.Limit, others[worst].Price); worst -= 1)
                within -= others[worst].Lots;
            if (entry.Minimum > within) entry.Out = AuctionReason.UnreachableMinimum;
        }
    }

    private static bool MarkMarginal(AuctionSide side, in Margin margin)
    {
        bool any = false;
        foreach (ref Entry entry in side.Entries[margin.Start..margin.End])
        {
            if (entry.Minimum <= margin.Left) continue;
            entry.Out = AuctionReason.MarginalMinimum;
            any = true;
        }
        return any;
    }

    private static bool AnyBelow(AuctionSide side)
    {
        foreach (ref readonly Entry entry in side.Entries)
            if (entry.IsBelowMinimum) return true;
        return false;
    }

    private static void MarkAll(AuctionSide side)
    {
        foreach (ref Entry entry in side.Entries)
            if (entry.Minimum > 0) entry.Out = AuctionReason.LastPass;
    }

    private static void MarkBelow(AuctionSide side)
    {
        foreach (ref Entry entry in side.Entries)
            if (entry.IsBelowMinimum && entry.Out == AuctionReason.None)
                entry.Out = AuctionReason.BelowMinimum;
    }

    private void MarkLargest(AuctionSide bids, AuctionSide asks, in AuctionTerms terms)
    {
        int bid = Largest(bids, terms), ask = Largest(asks, terms);
        bool isBid = bid >= 0 && (ask < 0 || Precedes(
            bids, bids.Entries[bid], asks, asks.Entries[ask], terms));
        if (isBid) bids.Entries[bid].Out = AuctionReason.LargestMinimum;
        else if (ask >= 0) asks.Entries[ask].Out = AuctionReason.LargestMinimum;
    }

    private int Largest(AuctionSide side, in AuctionTerms terms)
    {
        int largest = -1;
        for (int i = 0; i < side.Entries.Length; i += 1)
        {
            ref readonly Entry entry = ref side.Entries[i];
            if (!entry.IsBelowMinimum) continue;
            if (largest < 0 || Precedes(side, entry, side, side.Entries[largest], terms)) largest = i;
        }
        return largest;
    }

    /// <summary>The larger minimum, then the lower hash of party and side, then the lower id.</summary>
    private bool Precedes(
        AuctionSide leftSide, in Entry left, AuctionSide rightSide, in Entry right, in AuctionTerms terms)
    {
        if (left.Minimum != right.Minimum) return left.Minimum > right.Minimum;
        int byParty = HashOf(leftSide, left, terms).CompareTo(HashOf(rightSide, right, terms));
        return byParty != 0 ? byParty < 0 : leftSide.CompareIds(left, right) < 0;
    }

    private Hash32 HashOf(AuctionSide side, in Entry entry, in AuctionTerms terms) =>
        LedgerHashes.OfParty(terms.Parent, terms.Instrument, side.Side, tables.Parties.KeyOf(entry.Party));
}
