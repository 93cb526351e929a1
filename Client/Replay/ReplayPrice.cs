namespace Chain.Client.Replay;

/// <summary>The price rule (M-404, M-405), by trying every price at which anything could change.</summary>
internal readonly record struct ReplayPrice(ulong Price, ulong Lots, ulong Low, ulong High)
{
    /// <returns>Null when nothing can trade.</returns>
    public static ReplayPrice? Find(IReadOnlyCollection<ReplayOrder> orders, ulong reference, ulong tick)
    {
        var bids = new Ladder(orders.Where(order => order.Buys));
        var asks = new Ladder(orders.Where(order => !order.Buys));
        // Between a limit and the tick beside the next one neither side changes.
        ulong[] prices = [.. orders.SelectMany(order => Around(order.Limit, tick)).Distinct().Order()];
        UInt128 Demand(ulong price) => bids.Total - bids.Below(price);
        UInt128 Supply(ulong price) => asks.UpTo(price);
        UInt128 Volume(ulong price) => UInt128.Min(Demand(price), Supply(price));
        Int128 Surplus(ulong price) => (Int128)Demand(price) - (Int128)Supply(price);

        UInt128 volume = prices.Select(Volume).DefaultIfEmpty().Max();
        if (volume == 0) return null;
        ulong[] most = [.. prices.Where(price => Volume(price) == volume)];
        Int128 least = most.Min(price => Int128.Abs(Surplus(price)));
        ulong[] target = [.. most.Where(price => Int128.Abs(Surplus(price)) == least)];
        ulong aim = target.All(price => Surplus(price) > 0) ? target[^1]
            : target.All(price => Surplus(price) < 0) ? target[0]
            : Math.Clamp(reference, target[0], target[^1]);
        ulong step = Math.Max(tick, reference / 16 / tick * tick);
        ulong near = Math.Clamp(aim, reference - Math.Min(reference, step), reference + step);
        return new ReplayPrice(
            Math.Clamp(near, most[0], most[^1]), (ulong)volume, most[0], most[^1]);
    }

    private static IEnumerable<ulong> Around(ulong limit, ulong tick)
    {
        if (limit > tick) yield return limit - tick;
        yield return limit;
        yield return limit + tick;
    }

    /// <summary>Lots of one side, summed from the lowest limit up.</summary>
    private sealed class Ladder
    {
        private readonly ulong[] limits;
        private readonly UInt128[] sums;

        public Ladder(IEnumerable<ReplayOrder> side)
        {
            ReplayOrder[] sorted = [.. side.OrderBy(order => order.Limit)];
            limits = [.. sorted.Select(order => order.Limit)];
            sums = new UInt128[sorted.Length + 1];
            for (int i = 0; i < sorted.Length; i += 1) sums[i + 1] = sums[i] + sorted[i].Lots;
        }

        public UInt128 Total => sums[^1];

        public UInt128 Below(ulong price) => sums[Position(price)];

        public UInt128 UpTo(ulong price) => price == ulong.MaxValue ? Total : sums[Position(price + 1)];

        /// <summary>How many limits are below a price.</summary>
        private int Position(ulong price)
        {
            int low = 0, high = limits.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (limits[middle] < price) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }
}
