namespace Chain.Tests.Reference;

/// <summary>What has been done of the limits of a block's auctions (M-402, M-509).</summary>
internal sealed class Work
{
    public ulong Visits { get; set; }

    public Dictionary<Book, Clearing> Cleared { get; } = [];

    /// <summary>In the order of their first clearing.</summary>
    public List<Book> Order { get; } = [];

    public int Fills => Cleared.Values.Sum(one => one.Fills.Count);

    public int Leases(World world) => Cleared.Values.Sum(one => LeaseWalk.Of(world, one).Count);
}

/// <summary>Which books are cleared (M-401, M-402, M-406).</summary>
internal static class Auctions
{
    public static void Run(World world)
    {
        var work = new Work();
        InstrumentRow[] touched = [.. world.Instruments.All
            .Where(row => row.TouchedMs > 0 && !Books.IsClosed(world, row.Book))
            .OrderBy(row => row.TouchedMs).ThenBy(row => row.Id())];
        foreach (InstrumentRow row in touched.Take(Limits.BooksPerBlock))
        {
            OrderRow[] orders = [.. world.Orders.All.Where(order => order.Book == row.Book)];
            ulong c = Crossing(orders, []);
            ulong most = orders.Any(order => order.Minimum > 0) ? (ulong)Limits.AuctionPasses : 1;
            bool fits = work.Visits + c * most <= Limits.OrderVisitsPerBlock
                && (ulong)work.Fills + c <= Limits.FillsPerBlock
                && (ulong)work.Leases(world) + c <= Limits.LeasesPerBlock;
            if (!fits && work.Order.Count > 0) break;
            var clearing = new Clearing(
                world, row.Book, Eligible(world, row.Book), [], Limits.AuctionPasses);
            work.Visits += c * (ulong)clearing.Passes;
            work.Cleared.Add(row.Book, clearing);
            work.Order.Add(row.Book);
        }
        BundleRow[] accepted = Trials.Run(world, work);
        Settlement.Run(world, work, accepted);
    }

    public static Entry[] Eligible(World world, Book book) =>
    [.. world.Orders.All.Where(order => order.Book == book && IsEligible(world, order))
        .Select(order => new Entry(world.PartyOf(order.Account), order.Account, order.ClientId, order.IsBuy,
            order.Limit, order.Remaining, order.Age, order.Minimum, order.PostOnly && IsNew(world, order),
            order, null))];

    /// <summary>
    /// Orders whose limit meets the other side's best, the best bid being that of bids and legs (M-402).
    /// </summary>
    public static ulong Crossing(OrderRow[] orders, IReadOnlyList<ulong> legs)
    {
        ulong[] bids = [.. orders.Where(order => order.IsBuy).Select(order => order.Limit), .. legs];
        ulong[] asks = [.. orders.Where(order => !order.IsBuy).Select(order => order.Limit)];
        if (bids.Length == 0 || asks.Length == 0) return 0;
        return (ulong)orders.Count(order =>
            order.IsBuy ? order.Limit >= asks.Min() : order.Limit <= bids.Max());
    }

    /// <summary>Since its book was cleared last (M-406).</summary>
    private static bool IsNew(World world, OrderRow order) =>
        Books.Find(world, order.Book) is { TouchedMs: > 0 } row && order.EnteredMs >= row.TouchedMs;

    private static bool IsEligible(World world, OrderRow order) => order.EndMs > world.NowMs
        && !Freezing.IsFrozen(world, order.Account)
        && (order.IsBuy || order.Source is not null
            || Capacity.Find(world, order.Account, order.Book) is { } row
            && !Capacity.IsOver(world, row));
}
