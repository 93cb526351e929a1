namespace Chain.Ledger.Auctions;

/// <param name="Price">Minor units per lot, a multiple of the tick.</param>
/// <param name="Lots">Traded at it: the most that any price allows.</param>
/// <param name="Low">Lowest price that allows as many.</param>
/// <param name="High">Highest such price.</param>
internal readonly record struct Clearing(ulong Price, ulong Lots, ulong Low, ulong High);

/// <summary>
/// The one price of an auction (M-404, M-405). Limits, reference and step are multiples of the tick.
/// </summary>
internal static class PriceRule
{
    /// <param name="bids">
    /// Best (highest) first, as <paramref name="asks"/> (lowest first); one per price.
    /// </param>
    /// <param name="step">δ: how far from the reference imbalance may move the price.</param>
    /// <returns>Null when nothing can trade.</returns>
    public static Clearing? Find(
        ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, ulong reference, ulong step, ulong tick)
    {
        (ulong volume, ulong low) = MostVolume(bids, asks);
        if (volume == 0) return null;
        ulong high = HighestBidWith(volume, bids);
        ulong target = LeastImbalance(bids, asks, low, high, reference, tick);
        ulong near = Math.Clamp(target, reference - Math.Min(reference, step), reference + step);
        return new Clearing(Math.Clamp(near, low, high), volume, low, high);
    }

    /// <summary>
    /// The largest min(demand, supply), and the lowest price with it, which is an ask's limit: from one ask's
    /// limit to just under the next, supply stays and demand can only shrink.
    /// </summary>
    private static (ulong Volume, ulong Low) MostVolume(
        ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks)
    {
        ulong demand = 0, supply = 0, volume = 0, low = 0;
        foreach (PriceLevel bid in bids) demand += bid.Lots;
        int worst = bids.Length - 1;
        foreach (PriceLevel ask in asks)
        {
            supply += ask.Lots;
            while (worst >= 0 && bids[worst].Price < ask.Price)
            {
                demand -= bids[worst].Lots;
                worst -= 1;
            }
            if (Math.Min(demand, supply) <= volume) continue;
            volume = Math.Min(demand, supply);
            low = ask.Price;
        }
        return (volume, low);
    }

    /// <summary>The highest price with that volume: the bid at which demand from above reaches it.</summary>
    private static ulong HighestBidWith(ulong volume, ReadOnlySpan<PriceLevel> bids)
    {
        ulong demand = 0;
        foreach (PriceLevel bid in bids)
        {
            demand += bid.Lots;
            if (demand >= volume) return bid.Price;
        }
        throw new BrokenInvariantException("more volume than demand");
    }

    /// <summary>
    /// Within [low, high], where |demand − supply| is smallest: the highest such price if buyers are in
    /// surplus at all of them, the lowest if sellers are, else the one nearest the reference. Demand − supply
    /// never grows with the price, so those prices are one run.
    /// </summary>
    private static ulong LeastImbalance(
        ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks,
        ulong low, ulong high, ulong reference, ulong tick)
    {
        long imbalance = 0;
        int nextAsk = 0, lowestBid = bids.Length - 1;
        foreach (PriceLevel bid in bids) imbalance += (long)bid.Lots;
        long first = 0, last = 0;
        ulong from = 0, to = 0;
        for (ulong price = low; ;)
        {
            for (; nextAsk < asks.Length && asks[nextAsk].Price <= price; nextAsk += 1)
                imbalance -= (long)asks[nextAsk].Lots;
            for (; bids[lowestBid].Price < price; lowestBid -= 1)
                imbalance -= (long)bids[lowestBid].Lots;
            ulong end = Math.Min(high, bids[lowestBid].Price);
            if (nextAsk < asks.Length) end = Math.Min(end, asks[nextAsk].Price - tick);

            if (price == low || Math.Abs(imbalance) < Math.Abs(last)) (from, first) = (price, imbalance);
            if (price == from || Math.Abs(imbalance) == Math.Abs(last)) (to, last) = (end, imbalance);
            if (end == high) break;
            price = end + tick;
        }
        if (last > 0) return to;
        return first < 0 ? from : Math.Clamp(reference, from, to);
    }
}
