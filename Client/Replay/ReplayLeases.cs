namespace Chain.Client.Replay;

/// <summary>Leases from fills (M-410, M-411): both sides by lots descending, walked together.</summary>
internal static class ReplayLeases
{
    private sealed record Trader(AccountId Account, Hash32 Name, ulong Lots);

    public static List<ReplayLease> Of(ReplayBook book, IReadOnlyDictionary<ReplayOrder, ulong> fills)
    {
        List<Trader> tenants = Side(book, fills, buys: true);
        var leases = new List<ReplayLease>();
        int tenant = 0;
        ulong taken = 0;
        foreach (Trader seller in Side(book, fills, buys: false))
            for (ulong left = seller.Lots; left > 0;)
            {
                Trader with = tenants[tenant];
                ulong lots = Math.Min(left, with.Lots - taken);
                leases.Add(new ReplayLease(
                    book.LeaseOf(seller.Name, with.Name), seller.Account, with.Account, lots));
                left -= lots;
                taken += lots;
                if (taken < with.Lots) continue;
                tenant += 1;
                taken = 0;
            }
        return leases;
    }

    private static List<Trader> Side(
        ReplayBook book, IReadOnlyDictionary<ReplayOrder, ulong> fills, bool buys) =>
        [.. fills.Where(fill => fill.Key.Buys == buys).GroupBy(fill => (fill.Key.Account, fill.Key.Name))
            .Select(group => new Trader(
                group.Key.Account, group.Key.Name, group.Aggregate(0UL, (sum, fill) => sum + fill.Value)))
            .OrderByDescending(trader => trader.Lots).ThenBy(trader => book.WalkHashOf(trader.Name))];
}
