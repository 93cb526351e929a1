using Chain.Wire;

namespace Chain.Client.Replay;

/// <summary>
/// Runs one auction again from its inputs (M-404 to M-422). It is written from the rules, apart from the
/// ledger, and shares nothing with it but hash functions: an auditor does not ask the same code twice. Plain
/// rather than fast: seconds for the largest book.
/// </summary>
public static class AuctionReplay
{
    private const int Passes = 17, LastPass = 16, AllBelowFrom = 8, MostExclusions = 8;

    private sealed record Pass(
        ReplayPrice At, Dictionary<ReplayOrder, ulong> Fills, List<ReplayOrder> Marginal);

    public static ReplayOutcome Run(ReplayBook book)
    {
        Dictionary<ReplayOrder, AuctionReasonKind> refused = NotAdmitted(book.Orders);
        List<ReplayOrder> taking =
            [.. Meeting([.. book.Orders.Where(order => !refused.ContainsKey(order))])];
        var excluded = new Dictionary<ReplayOrder, (AuctionReasonKind Reason, int Pass)>();
        foreach (ReplayOrder order in taking)
            if (order.Minimum > 0 && order.Minimum > Sum(taking.Where(order.Crosses)))
                excluded.Add(order, (AuctionReasonKind.UnreachableMinimum, 0));
        Pass? last = null;
        int passes = 0;
        while (taking.Count > 0)
        {
            passes += 1;
            List<ReplayOrder> orders = [.. taking.Where(order => !excluded.ContainsKey(order))];
            last = Clear(book, orders);
            if (last is null) break;
            Dictionary<ReplayOrder, AuctionReasonKind> next = ToExclude(book, passes, orders, last);
            if (next.Count == 0) break;
            if (passes == Passes) throw new InvalidOperationException("the 17th pass excludes (M-421)");
            foreach ((ReplayOrder order, AuctionReasonKind reason) in next)
                excluded.Add(order, (reason, passes));
        }
        Dictionary<ReplayOrder, ulong> fills = last?.Fills ?? [];
        return new ReplayOutcome
        {
            Price = last?.At.Price ?? 0,
            Lots = last?.At.Lots ?? 0,
            Low = last?.At.Low ?? 0,
            High = last?.At.High ?? 0,
            Passes = passes,
            Fills = fills,
            Leases = ReplayLeases.Of(book, fills),
            Exclusions = [.. Sorted(excluded.Keys).Select(order =>
                new ReplayExclusion(order, excluded[order].Reason, excluded[order].Pass))],
            Cancellations = Cancelled(book, refused, excluded, fills),
        };
    }

    /// <summary>M-406, judged on orders alone, none of which has left yet.</summary>
    private static Dictionary<ReplayOrder, AuctionReasonKind> NotAdmitted(IReadOnlyList<ReplayOrder> all)
    {
        List<ReplayOrder> orders = [.. all.Where(order => !order.IsLeg)];
        var refused = new Dictionary<ReplayOrder, AuctionReasonKind>();
        foreach (var party in orders.GroupBy(order => order.Party))
        {
            List<ReplayOrder> kept = [];
            foreach (ReplayOrder order in party.OrderBy(o => o.Age).ThenBy(o => o.Account)
                .ThenBy(o => o.ClientOrderId))
            {
                if (kept.Any(order.Crosses)) refused.Add(order, AuctionReasonKind.SelfCrossing);
                else kept.Add(order);
            }
        }
        HashSet<ReplayOrder> meeting = [.. Meeting(orders)];
        foreach (ReplayOrder order in orders)
            if (order.PostOnly && meeting.Contains(order)) refused[order] = AuctionReasonKind.WouldTake;
        return refused;
    }

    /// <summary>Those that cross somebody: the best of the other side, then.</summary>
    public static IEnumerable<ReplayOrder> Meeting(IReadOnlyCollection<ReplayOrder> orders)
    {
        ReplayOrder? bid = orders.Where(order => order.Buys).MaxBy(order => order.Limit);
        ReplayOrder? ask = orders.Where(order => !order.Buys).MinBy(order => order.Limit);
        return bid is null || ask is null ? [] : orders.Where(order => order.Crosses(order.Buys ? ask : bid));
    }

    private static Pass? Clear(ReplayBook book, List<ReplayOrder> orders)
    {
        if (ReplayPrice.Find(orders, book.Reference, book.Tick) is not { } at) return null;
        var fills = new Dictionary<ReplayOrder, ulong>();
        var marginal = new List<ReplayOrder>();
        foreach (bool buys in (bool[])[true, false])
        {
            (ReplayOrder[] cohort, UInt128 left) = ReplayFills.Share(book, orders.Where(order =>
                order.Buys == buys && (buys ? order.Limit >= at.Price : order.Limit <= at.Price)),
                at.Lots, fills);
            marginal.AddRange(cohort.Where(order => order.Minimum > left));
        }
        return new Pass(at, fills, marginal);
    }

    /// <summary>M-421: X is marginal, V below its minimum.</summary>
    private static Dictionary<ReplayOrder, AuctionReasonKind> ToExclude(
        ReplayBook book, int number, List<ReplayOrder> orders, Pass pass)
    {
        List<ReplayOrder> below =
            [.. pass.Fills.Where(fill => fill.Value < fill.Key.Minimum).Select(fill => fill.Key)];
        if (below.Count + pass.Marginal.Count == 0) return [];
        if (number == LastPass)
            return orders.Where(order => order.Minimum > 0)
                .ToDictionary(order => order, _ => AuctionReasonKind.LastPass);
        var next = pass.Marginal.ToDictionary(order => order, _ => AuctionReasonKind.MarginalMinimum);
        if (number >= AllBelowFrom)
            foreach (ReplayOrder order in below) next.TryAdd(order, AuctionReasonKind.BelowMinimum);
        else if (next.Count == 0)
            next.Add(
                below.OrderByDescending(order => order.Minimum)
                    .ThenBy(order => book.HashOf(order.Buys, order.Party))
                    .ThenBy(order => order.Account).ThenBy(order => order.ClientOrderId).First(),
                AuctionReasonKind.LargestMinimum);
        return next;
    }

    /// <summary>Who goes, and with how many lots left (M-406, M-412, M-413, M-422).</summary>
    private static List<ReplayCancellation> Cancelled(
        ReplayBook book, Dictionary<ReplayOrder, AuctionReasonKind> refused,
        Dictionary<ReplayOrder, (AuctionReasonKind Reason, int Pass)> excluded,
        Dictionary<ReplayOrder, ulong> fills)
    {
        var cancelled = new List<ReplayCancellation>();
        foreach (ReplayOrder order in Sorted(book.Orders.Where(order => !order.IsLeg)))
        {
            ulong fill = fills.GetValueOrDefault(order), left = order.Lots - fill;
            AuctionReasonKind reason = refused.GetValueOrDefault(order);
            if (reason == 0 && fill > 0 && left < Math.Max(book.MinOrderLots, order.Minimum))
                reason = AuctionReasonKind.SmallRemainder;
            if (reason == 0 && order.Immediate) reason = AuctionReasonKind.ImmediateOver;
            if (reason == 0 && excluded.ContainsKey(order) && order.Exclusions + 1 >= MostExclusions)
                reason = AuctionReasonKind.ExcludedTooOften;
            if (left > 0 && reason != 0) cancelled.Add(new ReplayCancellation(order, reason, left));
        }
        return cancelled;
    }

    private static IEnumerable<ReplayOrder> Sorted(IEnumerable<ReplayOrder> orders) =>
        orders.OrderByDescending(order => order.Buys).ThenBy(order => order.Account)
            .ThenBy(order => order.ClientOrderId);

    private static UInt128 Sum(IEnumerable<ReplayOrder> orders) =>
        orders.Aggregate(UInt128.Zero, (sum, order) => sum + order.Lots);
}
