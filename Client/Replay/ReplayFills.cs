namespace Chain.Client.Replay;

/// <summary>Who trades how much at a price (M-407, M-408), one side of a pass.</summary>
internal static class ReplayFills
{
    /// <param name="side">Orders of the side whose limit the price meets.</param>
    /// <param name="lots">That trade.</param>
    /// <param name="fills">Gets those above 0.</param>
    /// <returns>The cohort that did not fit with more than 0 left for it, and what that was.</returns>
    public static (ReplayOrder[] Marginal, UInt128 Left) Share(
        ReplayBook book, IEnumerable<ReplayOrder> side, UInt128 lots, Dictionary<ReplayOrder, ulong> fills)
    {
        ReplayOrder[] sorted = [.. side];
        Array.Sort(sorted, ReplayOrder.ByPriority);
        UInt128 left = lots;
        for (int from = 0, to; from < sorted.Length && left > 0; from = to)
        {
            UInt128 sum = 0;
            for (to = from; to < sorted.Length && IsOneCohort(sorted[from], sorted[to]); to += 1)
                sum += sorted[to].Lots;
            ReplayOrder[] cohort = sorted[from..to];
            if (sum > left)
            {
                Ration(book, cohort, left, fills);
                return (cohort, left);
            }
            foreach (ReplayOrder order in cohort) fills.Add(order, order.Lots);
            left -= sum;
        }
        return ([], 0);
    }

    private static bool IsOneCohort(ReplayOrder a, ReplayOrder b) => (a.Limit, a.Age) == (b.Limit, b.Age);

    private static void Ration(
        ReplayBook book, ReplayOrder[] cohort, UInt128 left, Dictionary<ReplayOrder, ulong> fills)
    {
        var wants = new Dictionary<string, UInt128>();
        foreach (ReplayOrder order in cohort)
            wants[order.Party] = wants.GetValueOrDefault(order.Party) + order.Lots;
        foreach (string party in wants.Keys.ToList()) wants[party] = UInt128.Min(wants[party], left);
        UInt128 total = 0, given = 0;
        foreach (UInt128 want in wants.Values) total += want;
        var gets = new Dictionary<string, UInt128>();
        foreach ((string party, UInt128 want) in wants) given += gets[party] = want * left / total;
        bool buys = cohort[0].Buys;
        IEnumerable<string> next = wants.Keys.OrderByDescending(party => wants[party] * left % total)
            .ThenBy(party => book.HashOf(buys, party));
        foreach (string party in next.Take((int)(left - given))) gets[party] += 1;
        foreach (ReplayOrder order in cohort)
        {
            UInt128 fill = UInt128.Min(order.Lots, gets[order.Party]);
            gets[order.Party] -= fill;
            if (fill > 0) fills.Add(order, (ulong)fill);
        }
    }
}
