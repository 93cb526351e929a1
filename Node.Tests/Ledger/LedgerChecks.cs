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
            BigInteger held = totals.Escrow + (BigInteger)totals.Fees;
            foreach (StateRow.Balance balance in rows.Of<StateRow.Balance>().Where(b => b.Symbol == totals.Symbol))
                held += balance.Available + (BigInteger)balance.Locked;
            Assert.That(held, Is.EqualTo((BigInteger)(totals.Minted - totals.Burnt)), "conservation");

            BigInteger escrow = 0;
            foreach (StateRow.Lease lease in rows.Of<StateRow.Lease>())
                if (lease.State != LeaseState.Ended && rows.Products[lease.ProductName].Asset == totals.Symbol)
                    escrow += lease.Escrow;
            Assert.That((BigInteger)totals.Escrow, Is.EqualTo(escrow), "escrow is what running leases hold");
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
        foreach (StateRow.Lease lease in rows.Of<StateRow.Lease>())
        {
            if (lease.State == LeaseState.Ended) continue;
            Owe(lease.Provider, lease.ProductName, lease.Collateral);
            if (lease.Delivery == Delivery.Spot)
                Owe(lease.Tenant, lease.ProductName,
                    lease.Lots * Reserve(rows, lease.ProductName, lease.Price));
        }
        foreach (StateRow.Balance balance in rows.Of<StateRow.Balance>())
            Assert.That((BigInteger)balance.Locked, Is.EqualTo(owed.GetValueOrDefault((balance.Owner, balance.Symbol))),
                "locks equal open obligations");
    }

    /// <summary>What notice and grace cost of one lot at a price per hour, rounded up (M-603).</summary>
    private static BigInteger Reserve(RowsView rows, string product, ulong price) =>
        (price * (BigInteger)(rows.Products[product].NoticeMs + MarketParameters.GraceMs) + Market.Hour - 1)
        / Market.Hour;

    public static void Capacity(RowsView rows)
    {
        foreach (StateRow.Capacity capacity in rows.Of<StateRow.Capacity>())
        {
            ulong offered = 0, sold = 0;
            foreach (StateRow.Order order in rows.Of<StateRow.Order>())
                if (order.Side == Side.Sell && order.Owner == capacity.Provider
                    && (order.Delivery, order.Slot) == (capacity.Delivery, capacity.Slot))
                    offered += order.Remaining;
            foreach (StateRow.Lease lease in rows.Of<StateRow.Lease>())
                if (lease.Provider == capacity.Provider && lease.State != LeaseState.Ended
                    && (lease.Delivery, lease.Slot) == (capacity.Delivery, capacity.Slot)) sold += lease.Lots;
            Assert.That((capacity.Offered, capacity.Sold), Is.EqualTo((offered, sold)));
            // Only a revocation leaves more sold than attested, and then nothing on offer (M-216).
            Assert.That(offered + sold <= capacity.Attested || offered == 0, "never oversold");
            Assert.That(capacity.UntilMs, capacity.Delivery == Delivery.Spot ? Is.GreaterThan(0ul) : Is.Zero);
        }
    }

    public static void NoBookIsCrossed(RowsView rows)
    {
        foreach (var book in rows.Of<StateRow.Order>().GroupBy(o => (o.ProductName, o.Delivery, o.Slot)))
        {
            ulong bid = book.Where(o => o.Side == Side.Buy).Select(o => o.Limit).DefaultIfEmpty(0UL).Max();
            ulong ask = book.Where(o => o.Side == Side.Sell).Select(o => o.Limit)
                .DefaultIfEmpty(ulong.MaxValue).Min();
            Assert.That(bid, Is.LessThan(ask));
            Assert.That(book.All(o => o.TimeInForce == TimeInForce.Gtc),
                "an IOC order lives for one auction");
        }
    }

    /// <summary>
    /// The block's auctions are those of the second implementation, on books rebuilt from the parent's rows.
    /// </summary>
    public static void Auctions(
        RowsView parent, BlockOutcome outcome, IReadOnlyList<Transaction> transactions, RowsView after)
    {
        ulong now = outcome.Block.TimestampMs;
        bool IsOpen(StateRow.Order o) => o.Delivery == Delivery.Spot
            ? o.Side == Side.Buy || parent.Of<StateRow.Capacity>().Single(
                c => c.Provider == o.Owner && c.Delivery == Delivery.Spot).UntilMs > now
            : o.Slot * parent.Products[o.ProductName].SlotMs - parent.Products[o.ProductName].LeadMs > now;
        var orders = parent.Of<StateRow.Order>().Where(IsOpen)
            .ToDictionary(o => (o.Owner, o.ClientOrderId));
        var capacity = new NaiveCapacity(parent, now);
        for (int i = 0; i < transactions.Count; i += 1)
        {
            if (outcome.Receipts[i].Status != ReceiptStatus.Ok) continue;
            foreach (Operation operation in transactions[i].Body.Operations)
            {
                capacity.Accepted(transactions[i].Account, operation, orders, Market.Hour);
                Admit(orders, transactions[i].Account, operation, now);
            }
        }
        HashSet<AccountId> frozen = [.. after.Of<StateRow.Freeze>().Select(row => row.Frozen)];
        foreach ((AccountId, ulong) id in orders.Keys.Where(id => frozen.Contains(id.Item1)).ToList())
            orders.Remove(id);
        capacity.Check(after);
        var expected = new Dictionary<(string, Delivery, ulong), NaiveResult>();
        foreach (var book in orders.Values.GroupBy(o => (o.ProductName, o.Delivery, o.Slot)))
        {
            NaiveResult result = NaiveAuction.Run([.. book.Select(parent.Naive)],
                parent.Reference(book.Key.ProductName, book.Key.Delivery, book.Key.Slot, now),
                (long)parent.Products[book.Key.ProductName].Tick, outcome.Block.ParentDigest,
                RowsView.InstrumentId(book.Key.ProductName, book.Key.Delivery, book.Key.Slot));
            if (result.Volume > 0) expected.Add(book.Key, result);
        }
        Assert.That(
            outcome.Trades.Select(t => (t.Product, t.Delivery, t.Slot)), Is.EquivalentTo(expected.Keys));
        foreach (AuctionResult trade in outcome.Trades)
            Same(trade, expected[(trade.Product, trade.Delivery, trade.Slot)]);
    }

    private static void Admit(
        Dictionary<(AccountId, ulong), StateRow.Order> orders, AccountId account, Operation operation, ulong now)
    {
        if (operation.CancelOrder is { } cancel) orders.Remove((account, cancel.ClientOrderId));
        if (operation.PlaceOrder is not { } place) return;
        orders.TryAdd((account, place.ClientOrderId), new StateRow.Order(
            account, place.ClientOrderId, place.Instrument.Product, place.Instrument.Delivery,
            place.Instrument.Slot, place.Side, place.TimeInForce, place.Lots, place.Lots, place.Limit, 0,
            now));
    }

    private static void Same(AuctionResult actual, NaiveResult expected)
    {
        Assert.That((actual.Price, actual.Lots), Is.EqualTo(((ulong)expected.Price, (ulong)expected.Volume)));
        Assert.That(
            actual.Fills.Select(f => (f.Account, f.ClientOrderId, f.Side == Side.Buy, (long)f.Limit, f.Lots)),
            Is.EquivalentTo(expected.Fills.Select(f =>
                (f.Key.Account, f.Key.Id, f.Key.Buys, f.Key.Limit, (ulong)f.Value))));
        Assert.That(actual.Leases.Select(l => (l.Provider, l.Tenant, l.Lots)),
            Is.EqualTo(expected.Leases.Select(l => (l.Provider, l.Tenant, (ulong)l.Lots))));
        foreach (Fill fill in actual.Fills)
            Assert.That(fill.Side == Side.Buy ? actual.Price <= fill.Limit : actual.Price >= fill.Limit,
                "limit");
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            Assert.That(actual.Fills.Where(f => f.Side == side).Aggregate(0UL, (sum, f) => sum + f.Lots),
                Is.EqualTo(actual.Lots), "bought equals sold");
    }
}
