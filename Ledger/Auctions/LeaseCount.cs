namespace Chain.Ledger.Auctions;

/// <summary>
/// How many leases the walk of M-410 makes, before anybody makes it: both sides' running totals, and a lease
/// ends wherever one of them does. Equal lots may stand in any order.
/// </summary>
internal static class LeaseCount
{
    public static int Of(LedgerTables tables, AuctionSide bids, AuctionSide asks)
    {
        var ends = new HashSet<ulong>();
        AddEnds(tables, bids, ends);
        AddEnds(tables, asks, ends);
        return ends.Count;
    }

    private static void AddEnds(LedgerTables tables, AuctionSide side, HashSet<ulong> ends)
    {
        var lots = new Dictionary<(int Account, int Leg, Hash32 Source), ulong>();
        foreach (ref readonly Entry entry in side.Entries)
        {
            if (entry.Fill == 0) continue;
            (int, int, Hash32) trader = entry.IsLeg ? (entry.Account, entry.Order, default)
                : (entry.Account, 0, tables.Orders[entry.Order].Source);
            lots[trader] = lots.GetValueOrDefault(trader) + entry.Fill;
        }
        ulong end = 0;
        foreach (ulong of in lots.Values.OrderDescending()) ends.Add(end += of);
    }
}
