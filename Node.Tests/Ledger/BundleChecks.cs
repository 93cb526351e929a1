using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>A block's bundles against the second implementation, and what holds of all of them.</summary>
internal static class BundleChecks
{
    /// <summary>What an accepted operation does to resting bundles.</summary>
    public static void Admit(
        Dictionary<(AccountId, ulong), StateRow.Bundle> bundles, HashSet<(string, Delivery, ulong)> touched,
        AccountId account, Operation operation, ulong now)
    {
        if (operation.CancelAllOrders is { Side: not Side.Sell } all)
            foreach (StateRow.Bundle bundle in bundles.Values.Where(b => b.Owner == account).ToList())
                if (all.Instrument is not { } book || bundle.Legs.Any(leg =>
                    (leg.ProductName, bundle.Delivery, leg.Slot) == (book.Product, book.Delivery, book.Slot)))
                    bundles.Remove((account, bundle.ClientOrderId));
        StateRow.Bundle? placed =
            Of(account, operation.PlaceBundle, now) ?? Of(account, operation.PlaceBlockOrder, now);
        if (placed is null || !bundles.TryAdd((account, placed.ClientOrderId), placed)) return;
        foreach (StateRow.Leg leg in placed.Legs) touched.Add((leg.ProductName, placed.Delivery, leg.Slot));
    }

    public static void Check(
        IEnumerable<StateRow.Bundle> resting, List<NaiveVerdict> verdicts,
        HashSet<(string, Delivery, ulong)> cleared, BlockOutcome outcome, RowsView after)
    {
        Assert.That(
            outcome.Bundles.Select(b => (b.Account, b.ClientOrderId, b.Verdict, b.Cost, b.Paradoxical)),
            Is.EqualTo(verdicts.Select(v => (v.Bundle.Owner, v.Bundle.ClientOrderId, v.Verdict, (ulong)v.Cost,
                v.Paradoxical))));
        foreach (NaiveVerdict verdict in verdicts) AllOrNothing(verdict, outcome, after);
        Dictionary<(AccountId, ulong), NaiveVerdict> tried =
            verdicts.ToDictionary(v => (v.Bundle.Owner, v.Bundle.ClientOrderId));
        ulong now = outcome.Block.TimestampMs;
        var expected = new List<(AccountId, ulong, ulong, int)>();
        foreach (StateRow.Bundle bundle in resting)
        {
            bool was = tried.TryGetValue((bundle.Owner, bundle.ClientOrderId), out NaiveVerdict? verdict);
            bool met = bundle.Legs.Any(leg => cleared.Contains((leg.ProductName, bundle.Delivery, leg.Slot)));
            bool over = met && bundle.TimeInForce == TimeInForce.Ioc;
            if (verdict?.Verdict == BundleVerdict.Accepted || over) continue;
            int failures = bundle.Failures + (was ? 1 : 0);
            if (failures < 8)
                expected.Add((bundle.Owner, bundle.ClientOrderId, was ? now : bundle.AgedMs, failures));
        }
        Assert.That(
            after.Of<StateRow.Bundle>().Select(b => (b.Owner, b.ClientOrderId, b.AgedMs, (int)b.Failures)),
            Is.EquivalentTo(expected), "who rests afterwards");
    }

    private static void AllOrNothing(NaiveVerdict verdict, BlockOutcome outcome, RowsView after)
    {
        var bought = after.Of<StateRow.Lease>().Where(l => l.Group == verdict.Group)
            .GroupBy(l => new StateRow.Leg(l.ProductName, l.Slot, 0))
            .Select(g => g.Key with { Lots = g.Aggregate(0ul, (sum, l) => sum + l.Lots) });
        Assert.That(bought, Is.EquivalentTo(
            verdict.Verdict == BundleVerdict.Accepted ? verdict.Bundle.Legs : []), "all legs or none");
        BundleResult result = outcome.Bundles.Single(b =>
            (b.Account, b.ClientOrderId) == (verdict.Bundle.Owner, verdict.Bundle.ClientOrderId));
        Assert.That(result.Cost, Is.LessThanOrEqualTo(verdict.Bundle.Limit), "never above its limit");
    }

    private static StateRow.Bundle? Of(AccountId account, PlaceBundle? place, ulong now) =>
        place is null ? null : new StateRow.Bundle(
            account, place.ClientOrderId, place.Legs[0].Instrument.Delivery, place.TimeInForce, place.Limit,
            0, now, place.ExpiresMs, now, 0, default)
        {
            Legs = [.. place.Legs.Select(l =>
                new StateRow.Leg(l.Instrument.Product, l.Instrument.Slot, l.Lots))],
        };

    private static StateRow.Bundle? Of(AccountId account, PlaceBlockOrder? place, ulong now) =>
        place is null ? null : new StateRow.Bundle(
            account, place.ClientOrderId, Delivery.Slot, place.TimeInForce,
            place.Limit * place.Lots * place.Count, 0, now, place.ExpiresMs, now, 0, default)
        {
            Legs = [.. Enumerable.Range(0, (int)place.Count).Select(i =>
                new StateRow.Leg(place.Product, place.FirstSlot + (ulong)i, place.Lots))],
        };
}
