using System.Numerics;
using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>The invariants of leases, streams and movements, recomputed from rows alone.</summary>
internal static class LeaseChecks
{
    private static readonly BigInteger Hour = Market.Hour;

    /// <summary>What each account holds changed by what its movements say, and by nothing else.</summary>
    public static void Movements(RowsView before, RowsView after, BlockOutcome outcome)
    {
        Dictionary<(AccountId, string), BigInteger> was = Holdings(before), now = Holdings(after);
        var moved = new Dictionary<(AccountId, string), BigInteger>();
        foreach (Movement movement in outcome.Movements)
        {
            (AccountId, string) key = (movement.Account, movement.Asset);
            moved[key] = moved.GetValueOrDefault(key) + movement.Amount;
        }
        foreach ((AccountId, string) key in was.Keys.Union(now.Keys).Union(moved.Keys))
            Assert.That(now.GetValueOrDefault(key) - was.GetValueOrDefault(key),
                Is.EqualTo(moved.GetValueOrDefault(key)), "movements explain every change");
    }

    /// <summary>Rates add up, and no pool is short of what its leases may claim (M-621 to M-623).</summary>
    public static void Streams(RowsView rows)
    {
        foreach (StateRow.Stream stream in rows.Of<StateRow.Stream>())
        {
            List<StateRow.Lease> leases = [.. rows.Of<StateRow.Lease>().Where(lease =>
                lease.Delivery == Delivery.Spot && lease.State == LeaseState.Active
                && lease.Tenant == stream.Owner && rows.Products[lease.ProductName].Asset == stream.Symbol)];
            Assert.That((ulong)stream.Leases, Is.EqualTo((ulong)leases.Count));
            BigInteger rate = 0, unclaimed = 0;
            foreach (StateRow.Lease lease in leases)
            {
                BigInteger own = (BigInteger)lease.Lots * lease.Price;
                ulong posted = lease.Service.PostedMs;
                ulong paid = Math.Max(posted, stream.DryMs == 0 ? stream.SettledMs : stream.DryMs);
                rate += own;
                unclaimed += own * (paid - posted) / Hour - own * (lease.Service.ThroughMs - posted) / Hour;
            }
            Assert.That((BigInteger)stream.Rate, Is.EqualTo(rate));
            if (stream.DryMs == 0) Assert.That(stream.Remainder, Is.LessThan((UInt128)Market.Hour));
            Assert.That((BigInteger)stream.Pool, Is.GreaterThanOrEqualTo(unclaimed), "never short");
            if (leases.Count == 0)
                Assert.That((stream.Pool, stream.Remainder, stream.DryMs), Is.EqualTo((0UL, (UInt128)0,
                    0UL)));
        }
    }

    /// <summary>Meters only grow, and money only leaves: no lease is paid what it did not hold.</summary>
    public static void Meters(RowsView before, RowsView after)
    {
        var was = before.Of<StateRow.Lease>().ToDictionary(lease => lease.Id);
        foreach (StateRow.Lease lease in after.Of<StateRow.Lease>())
        {
            LeaseService service = lease.Service;
            Assert.That(lease.Collateral, Is.LessThanOrEqualTo(service.CollateralAtTrade));
            if (!was.TryGetValue(lease.Id, out StateRow.Lease? old) || old.Service.PostedMs == 0) continue;
            Assert.That(service.ThroughMs, Is.GreaterThanOrEqualTo(old.Service.ThroughMs));
            Assert.That(service.Delivered, Is.GreaterThanOrEqualTo(old.Service.Delivered));
            Assert.That(service.Receipts, Is.GreaterThanOrEqualTo(old.Service.Receipts));
            Assert.That(DisputeChecks.CollateralOf(lease, after),
                Is.LessThanOrEqualTo(DisputeChecks.CollateralOf(old, before)), "slashes only take");
        }
    }

    private static Dictionary<(AccountId, string), BigInteger> Holdings(RowsView rows)
    {
        var held = new Dictionary<(AccountId, string), BigInteger>();
        foreach (StateRow.Balance balance in rows.Of<StateRow.Balance>())
            held[(balance.Owner, balance.Symbol)] = balance.Available + (BigInteger)balance.Locked;
        foreach (StateRow.Stream stream in rows.Of<StateRow.Stream>())
        {
            (AccountId, string) key = (stream.Owner, stream.Symbol);
            held[key] = held.GetValueOrDefault(key) + stream.Funds;
        }
        return held;
    }
}
