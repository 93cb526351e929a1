using System.Numerics;
using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>The invariants of the market, recomputed from rows alone.</summary>
internal static class LedgerChecks
{
    public static void Money(RowsView rows)
    {
        foreach (StateRow.Totals totals in rows.Of<StateRow.Totals>())
        {
            BigInteger held = totals.Escrow + (BigInteger)totals.Pools + totals.Fees;
            foreach (StateRow.Balance balance in rows.Of<StateRow.Balance>().Where(b => b.Symbol == totals.Symbol))
                held += balance.Available + (BigInteger)balance.Locked;
            Assert.That(held, Is.EqualTo((BigInteger)(totals.Minted - totals.Burnt)), "conservation");

            BigInteger escrow = 0, pools = 0;
            foreach (StateRow.Lease lease in rows.Of<StateRow.Lease>())
                if (rows.Products[lease.ProductName].Asset == totals.Symbol) escrow += lease.Escrow;
            foreach (StateRow.Stream stream in rows.Of<StateRow.Stream>().Where(s =>
                s.Symbol == totals.Symbol))
                pools += stream.Funds + (BigInteger)stream.Pool;
            Assert.That((BigInteger)totals.Escrow, Is.EqualTo(escrow), "escrow is what leases hold");
            Assert.That((BigInteger)totals.Pools, Is.EqualTo(pools), "pools are what streams hold");
        }
    }

    public static void Locks(RowsView rows)
    {
        var owed = new Dictionary<(AccountId, string), BigInteger>();
        void Owe(AccountId account, string product, BigInteger amount)
        {
            (AccountId, string) key = (account, rows.Products[product].Asset);
            owed[key] = owed.GetValueOrDefault(key) + amount;
        }
        foreach (StateRow.Order order in rows.Of<StateRow.Order>())
        {
            BigInteger fee = ((BigInteger)order.Limit * rows.Products[order.ProductName].FeeBps + 9_999) / 10_000;
            BigInteger perLot = order.Side == Side.Sell ? order.CollateralPerLot
                : order.Delivery == Delivery.Spot ? Reserve(rows, order.ProductName, order.Limit)
                : order.Limit + fee;
            Owe(order.Owner, order.ProductName, perLot * order.Remaining);
        }
        foreach (StateRow.Bundle bundle in rows.Of<StateRow.Bundle>())
            Owe(bundle.Owner, bundle.Legs[0].ProductName, BundleLock(rows, bundle));
        foreach (StateRow.Lease lease in rows.Of<StateRow.Lease>())
        {
            Owe(lease.Provider, lease.ProductName, lease.Collateral);
            Owe(lease.Tenant, lease.ProductName, lease.Service.Reserve);
            BigInteger reserve = lease.Delivery == Delivery.Spot && lease.State != LeaseState.Ended
                ? lease.Lots * Reserve(rows, lease.ProductName, lease.Price) : 0;
            Assert.That((BigInteger)lease.Service.Reserve, Is.EqualTo(reserve), "held until it has ended");
        }
        var leases = rows.Of<StateRow.Lease>().ToDictionary(lease => lease.Id);
        foreach (StateRow.Transfer transfer in rows.Of<StateRow.Transfer>())
        {
            StateRow.Lease lease = leases[transfer.LeaseId];
            Assert.That((lease.State, lease.Service.Acknowledged, lease.Service.EndMs),
                Is.EqualTo((LeaseState.Active, true, 0UL)), "it would be over");
            if (!transfer.IsAccepted) continue;
            Assert.That((BigInteger)transfer.Reserve,
                Is.EqualTo(transfer.Lots * Reserve(rows, lease.ProductName, lease.Price)));
            Owe(transfer.Taker, lease.ProductName, (BigInteger)transfer.Price + transfer.Reserve);
        }
        foreach ((AccountId account, string product, ulong amount) in DisputeChecks.Bonds(rows))
            Owe(account, product, amount);
        foreach ((AccountId account, string product, BigInteger amount) in QuotationChecks.Owed(rows))
            Owe(account, product, amount);
        foreach (StateRow.Balance balance in rows.Of<StateRow.Balance>())
            Assert.That((BigInteger)balance.Locked, Is.EqualTo(owed.GetValueOrDefault((balance.Owner, balance.Symbol))),
                "locks equal open obligations");
    }

    /// <summary>M-503.</summary>
    private static BigInteger BundleLock(RowsView rows, StateRow.Bundle bundle)
    {
        List<CreateProduct> products = [.. bundle.Legs.Select(leg => rows.Products[leg.ProductName])];
        BigInteger limit = bundle.Limit;
        if (bundle.Delivery == Delivery.Slot)
            return limit + (limit * products.Max(p => p.FeeBps) + 9_999) / 10_000 + bundle.Legs.Count - 1;
        BigInteger lots = bundle.Legs.Aggregate(BigInteger.Zero, (sum, leg) => sum + leg.Lots);
        return limit * (products.Max(p => p.NoticeMs) + rows.GraceMs) / Market.Hour + lots;
    }

    /// <summary>What notice and grace cost of one lot at a price per hour, rounded up (M-603).</summary>
    private static BigInteger Reserve(RowsView rows, string product, ulong price) =>
        (price * (BigInteger)(rows.Products[product].NoticeMs + rows.GraceMs) + Market.Hour - 1)
        / Market.Hour;

    public static void Capacity(RowsView rows)
    {
        foreach (StateRow.Capacity capacity in rows.Of<StateRow.Capacity>())
        {
            ulong offered = 0, sold = 0;
            foreach (StateRow.Order order in rows.Of<StateRow.Order>())
                if (order.Side == Side.Sell && order.Owner == capacity.Provider && SourceOf(order) == default
                    && (order.Delivery, order.Slot) == (capacity.Delivery, capacity.Slot))
                    offered += order.Remaining;
            foreach (StateRow.Lease lease in rows.Of<StateRow.Lease>())
                if (lease.Provider == capacity.Provider
                    && (lease.State != LeaseState.Ended || lease.Delivery == Delivery.Slot)
                    && (lease.Delivery, lease.Slot) == (capacity.Delivery, capacity.Slot)) sold += lease.Lots;
            // A lease that nobody handed over is gone before its slot: its lots stay sold.
            if (capacity.Delivery == Delivery.Spot) Assert.That(capacity.Sold, Is.EqualTo(sold));
            else Assert.That(capacity.Sold, Is.GreaterThanOrEqualTo(sold));
            ulong held = QuotationChecks.Held(rows, capacity);
            Assert.That(capacity.Offered, Is.EqualTo(offered + held));
            // Only a revocation leaves more sold or quoted than attested, and then no asks (M-216, M-546).
            Assert.That(offered + held + sold <= capacity.Attested || offered == 0, "never oversold");
            Assert.That(capacity.UntilMs, capacity.Delivery == Delivery.Spot ? Is.GreaterThan(0ul) : Is.Zero);
        }
    }

    /// <summary>No lot of a lease is offered twice, nor by anybody else than its tenant (M-801).</summary>
    public static void Sources(RowsView rows)
    {
        var leases = rows.Of<StateRow.Lease>().ToDictionary(lease => lease.Id);
        foreach (var asks in rows.Of<StateRow.Order>().Where(order => SourceOf(order) != default)
            .GroupBy(SourceOf))
        {
            StateRow.Lease lease = leases[asks.Key];
            Assert.That(asks.Aggregate(0UL, (sum, ask) => sum + ask.Remaining),
                Is.LessThanOrEqualTo(lease.Lots));
            Assert.That(lease.State, Is.EqualTo(LeaseState.Booked));
            Assert.That(asks.All(ask => ask.Owner == lease.Tenant && ask.CollateralPerLot == 0
                && (ask.ProductName, ask.Delivery, ask.Slot)
                    == (lease.ProductName, lease.Delivery, lease.Slot)));
        }
        foreach (StateRow.Lease lease in leases.Values)
            Assert.That(lease.Splits, Is.LessThanOrEqualTo(Limits.Splits));
    }

    /// <summary>The lease that an ask sells on; default where it is none.</summary>
    private static Hash32 SourceOf(StateRow.Order order) => order.Conditions?.Source ?? default;

    public static void NoBookIsCrossed(RowsView rows)
    {
        Assert.That(rows.Of<StateRow.Order>().All(o => o.TimeInForce is TimeInForce.Gtc or TimeInForce.Gtt),
            "an IOC order lives for one auction");
        // Who has a minimum may wait in front of others.
        foreach (var book in rows.Of<StateRow.Order>()
            .Where(o => o.Conditions is not { AllOrNone: true } and not { MinimumFill: > 0 })
            .GroupBy(o => (o.ProductName, o.Delivery, o.Slot)))
        {
            ulong bid = book.Where(o => o.Side == Side.Buy).Select(o => o.Limit).DefaultIfEmpty(0UL).Max();
            ulong ask = book.Where(o => o.Side == Side.Sell).Select(o => o.Limit)
                .DefaultIfEmpty(ulong.MaxValue).Min();
            Assert.That(bid, Is.LessThan(ask));
        }
    }
}
