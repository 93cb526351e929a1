using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// The block's auctions are those of the second implementation, on books rebuilt from the parent's rows and
/// the operations that the block accepted.
/// </summary>
internal sealed class AuctionChecks
{
    private readonly RowsView parent;
    private readonly ulong now;
    private readonly Dictionary<(AccountId, ulong), StateRow.Order> orders = [];
    private readonly Dictionary<(AccountId, ulong), StateRow.Bundle> bundles = [];
    private readonly HashSet<(string, Delivery, ulong)> touched = [];

    private AuctionChecks(RowsView parent, ulong now)
    {
        (this.parent, this.now) = (parent, now);
        foreach (StateRow.Order order in parent.Of<StateRow.Order>())
        {
            const ulong lifetime = 30ul * 24 * 3_600_000;
            ulong ends = order.Conditions is { ExpiresMs: > 0 } some
                ? some.ExpiresMs : order.EnteredMs + lifetime;
            if (ends > now && IsOpen(order)) orders.Add((order.Owner, order.ClientOrderId), order);
        }
        foreach (StateRow.Bundle bundle in parent.Of<StateRow.Bundle>())
            if (bundle.EndsMs(name => parent.Products[name]) > now)
                bundles.Add((bundle.Owner, bundle.ClientOrderId), bundle);
    }

    /// <summary>Its book has not closed, nor the attestation ended that it offers from.</summary>
    private bool IsOpen(StateRow.Order order) => order.Delivery == Delivery.Spot
        ? order.Side == Side.Buy || parent.Of<StateRow.Capacity>().Single(c =>
            c.Provider == order.Owner && c.Delivery == Delivery.Spot).UntilMs > now
        : order.Slot * parent.Products[order.ProductName].SlotMs
            - parent.Products[order.ProductName].LeadMs > now;

    /// <returns>The reasons met.</returns>
    public static HashSet<AuctionReason> Check(
        RowsView parent, BlockOutcome outcome, IReadOnlyList<Transaction> transactions, RowsView after)
    {
        var check = new AuctionChecks(parent, outcome.Block.TimestampMs);
        var capacity = new NaiveCapacity(parent, outcome, after);
        for (int i = 0; i < transactions.Count; i += 1)
        {
            if (outcome.Receipts[i].Status != ReceiptStatus.Ok) continue;
            foreach (Operation operation in transactions[i].Body.Operations)
            {
                capacity.Accepted(transactions[i].Account, operation, check.orders, Market.Hour);
                check.Admit(transactions[i].Account, operation);
            }
        }
        HashSet<AccountId> frozen = [.. after.Of<StateRow.Freeze>().Select(row => row.Frozen)];
        foreach ((AccountId, ulong) id in check.orders.Keys.Where(id => frozen.Contains(id.Item1)).ToList())
            check.orders.Remove(id);
        capacity.Check(after);
        foreach ((AccountId, ulong) id in check.bundles.Keys.Where(id => frozen.Contains(id.Item1)).ToList())
            check.bundles.Remove(id);
        return check.Compare(outcome, after);
    }

    private void Admit(AccountId account, Operation operation)
    {
        if (operation.CancelOrder is { } cancel)
        {
            orders.Remove((account, cancel.ClientOrderId));
            bundles.Remove((account, cancel.ClientOrderId));
        }
        BundleChecks.Admit(bundles, touched, account, operation, now);
        if (operation.RefuseHandover is { } refuse)
            foreach (StateRow.Order order in orders.Values.ToList())
                if (order.Conditions is { } some && some.Source == new Hash32(refuse.Lease.Span))
                    orders.Remove((order.Owner, order.ClientOrderId));
        if (operation.ReplaceOrder is { } replace) Replace(account, replace);
        if (operation.CancelAllOrders is { } all)
            foreach (StateRow.Order order in orders.Values.Where(o => o.Owner == account).ToList())
            {
                bool book = all.Instrument is null
                    || (all.Instrument.Product, all.Instrument.Delivery, all.Instrument.Slot)
                        == (order.ProductName, order.Delivery, order.Slot);
                if (book && (all.Side == 0 || all.Side == order.Side))
                    orders.Remove((account, order.ClientOrderId));
            }
        if (operation.PlaceOrder is not { } place) return;
        var placed = new StateRow.Order(
            account, place.ClientOrderId, place.Instrument.Product, place.Instrument.Delivery,
            place.Instrument.Slot, place.Side, place.TimeInForce, place.Lots, place.Lots, place.Limit, 0, now,
            new OrderConditions(
                place.ExpiresMs, place.MinimumFillLots,
                place.AllOrNone || place.TimeInForce == TimeInForce.Fok,
                place.PostOnly, 0, default)
            {
                Source = place.SourceLease.IsEmpty ? default : new Hash32(place.SourceLease.Span),
            });
        if (orders.TryAdd((account, place.ClientOrderId), placed))
            touched.Add((placed.ProductName, placed.Delivery, placed.Slot));
    }

    private void Replace(AccountId account, ReplaceOrder replace)
    {
        StateRow.Order old = orders[(account, replace.ClientOrderId)];
        OrderConditions conditions = old.Conditions ?? new OrderConditions(0, 0, false, false, 0, default);
        ulong lots = replace.Lots == 0 ? old.Lots : replace.Lots;
        ulong limit = replace.Limit == 0 ? old.Limit : replace.Limit;
        ulong expires = replace.ExpiresMs == 0 ? conditions.ExpiresMs : replace.ExpiresMs;
        bool reduces = lots <= old.Lots && limit == old.Limit && expires == conditions.ExpiresMs;
        orders[(account, replace.ClientOrderId)] = old with
        {
            Lots = lots,
            Remaining = old.Remaining + lots - old.Lots,
            Limit = limit,
            EnteredMs = reduces ? old.EnteredMs : now,
            Conditions = reduces ? conditions : conditions with { ExpiresMs = expires, Exclusions = 0 },
        };
        touched.Add((old.ProductName, old.Delivery, old.Slot));
    }

    private HashSet<AuctionReason> Compare(BlockOutcome outcome, RowsView after)
    {
        var reasons = new HashSet<AuctionReason>();
        var left = new Dictionary<(string, Delivery, ulong), AuctionResult>();
        foreach (AuctionResult auction in outcome.Auctions)
            left.Add((auction.Product, auction.Delivery, auction.Slot), auction);
        foreach (((string, Delivery, ulong) key, NaiveBook book) in Expect(outcome, after))
        {
            if (book.Result is not { } expected) continue;
            List<StateRow.Order> resting = OrdersOf(key);
            var cancelled = Cancelled(resting, expected);
            left.Remove(key, out AuctionResult? actual);
            if (expected.Fills.Count + expected.Excluded.Count + cancelled.Count == 0)
            {
                Assert.That(actual, Is.Null);
                continue;
            }
            Assert.That(actual, Is.Not.Null, $"{key}");
            Assert.That(actual!.Reference, Is.EqualTo((ulong)book.Reference));
            Same(actual, expected);
            Left(actual, expected, cancelled);
            Counted(resting, expected, cancelled, after);
            reasons.UnionWith(actual.Exclusions.Select(e => e.Reason));
            reasons.UnionWith(actual.Cancellations.Select(c => c.Reason));
        }
        Assert.That(left, Is.Empty, "only touched books are cleared, and those of accepted bundles");
        return reasons;
    }

    /// <summary>Every book after both stages, and what became of the bundles.</summary>
    private Dictionary<(string, Delivery, ulong), NaiveBook> Expect(BlockOutcome outcome, RowsView after)
    {
        var books = new Dictionary<(string, Delivery, ulong), NaiveBook>();
        var legs = bundles.Values.SelectMany(b => b.Legs.Select(l => (l.ProductName, b.Delivery, l.Slot)));
        foreach ((string Product, Delivery Delivery, ulong Slot) key in touched.Concat(legs).Distinct())
        {
            List<NaiveOrder> book = [.. OrdersOf(key).Select(o => parent.Naive(o, now))];
            long reference = parent.Reference(key.Product, key.Delivery, key.Slot, now);
            long tick = (long)parent.Products[key.Product].Tick;
            var auction = new NaiveAuction(reference, tick, outcome.Block.ParentDigest,
                RowsView.InstrumentId(key.Product, key.Delivery, key.Slot));
            books.Add(key, new NaiveBook(book, reference, tick, auction)
            {
                Result = touched.Contains(key) ? auction.Run(book, [], passes: 17) : null,
            });
        }
        var stage = new NaiveBundles(parent, outcome.Block.ParentDigest);
        List<NaiveVerdict> verdicts = stage.Run(bundles.Values, books, touched);
        BundleChecks.Check(bundles.Values, verdicts, touched, outcome, after);
        return stage.Books;
    }

    private List<StateRow.Order> OrdersOf((string, Delivery, ulong) book) =>
        [.. orders.Values.Where(o => (o.ProductName, o.Delivery, o.Slot) == book)];

    /// <summary>Everything that the auction takes away, and what was left of it.</summary>
    private Dictionary<(AccountId, ulong), (AuctionReason Reason, ulong Lots)> Cancelled(
        List<StateRow.Order> book, NaiveResult expected)
    {
        var cancelled = new Dictionary<(AccountId, ulong), (AuctionReason, ulong)>();
        foreach (StateRow.Order order in book)
        {
            NaiveOrder naive = parent.Naive(order, now);
            ulong filled = (ulong)expected.Fills.GetValueOrDefault(naive);
            ulong rest = order.Remaining - filled, exclusions = order.Conditions?.Exclusions ?? 0ul;
            ulong least = Math.Max(
                parent.Products[order.ProductName].MinOrderLots, order.Conditions?.MinimumFill ?? 0);
            if (rest == 0) continue;
            AuctionReason reason = expected.Cancelled.TryGetValue(naive, out AuctionReason before) ? before
                : filled > 0 && rest < least ? AuctionReason.SmallRemainder
                : order.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok ? AuctionReason.Immediate
                : expected.Excluded.ContainsKey(naive) && exclusions == 7 ? AuctionReason.ExcludedTooOften
                : AuctionReason.None;
            if (reason != AuctionReason.None)
                cancelled.Add((order.Owner, order.ClientOrderId), (reason, rest));
        }
        return cancelled;
    }

    private void Same(AuctionResult actual, NaiveResult expected)
    {
        Assert.That((actual.Price, actual.Lots, actual.Low, actual.High), Is.EqualTo((
            (ulong)expected.Price, (ulong)expected.Volume, (ulong)expected.Low, (ulong)expected.High)));
        Assert.That(
            actual.Fills.Select(f => (f.Account, f.ClientOrderId, f.Side == Side.Buy, (long)f.Limit, f.Lots)),
            Is.EquivalentTo(expected.Fills.Select(f =>
                (f.Key.Account, f.Key.Id, f.Key.Buys, f.Key.Limit, (ulong)f.Value))));
        Assert.That(actual.Leases.Select(l => (SellerOf(l), l.Tenant, l.Lots)),
            Is.EqualTo(expected.Leases.Select(l => (l.Provider, l.Tenant, (ulong)l.Lots))));
        foreach (Fill fill in actual.Fills)
            Assert.That(fill.Side == Side.Buy ? actual.Price <= fill.Limit : actual.Price >= fill.Limit,
                "limit");
        foreach (NaiveOrder order in expected.Fills.Keys)
            Assert.That(expected.Fills[order], Is.GreaterThanOrEqualTo(order.Minimum), "minimum");
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            Assert.That(actual.Fills.Where(f => f.Side == side).Aggregate(0UL, (sum, f) => sum + f.Lots),
                Is.EqualTo(actual.Lots), "bought equals sold");
    }

    /// <summary>Who sold it: of a resale the tenant that the source had before the block.</summary>
    private AccountId SellerOf(LeaseTrade trade) => trade.Source == default ? trade.Provider
        : parent.Of<StateRow.Lease>().Single(lease => lease.Id == trade.Source).Tenant;

    private static void Left(
        AuctionResult actual, NaiveResult expected,
        Dictionary<(AccountId, ulong), (AuctionReason, ulong)> cancelled)
    {
        Assert.That(actual.Exclusions.Select(e => (e.Account, e.ClientOrderId, e.Pass, e.Reason)),
            Is.EquivalentTo(expected.Excluded.Select(e =>
                (e.Key.Account, e.Key.Id, e.Value.Pass, e.Value.Reason))));
        Assert.That(actual.Cancellations.Select(c => ((c.Account, c.ClientOrderId), (c.Reason, c.Lots))),
            Is.EquivalentTo(cancelled.Select(c => (c.Key, c.Value))));
    }

    /// <summary>Who stays has the exclusions it had, and this one.</summary>
    private void Counted(
        List<StateRow.Order> book, NaiveResult expected,
        Dictionary<(AccountId, ulong), (AuctionReason, ulong)> cancelled, RowsView after)
    {
        Dictionary<(AccountId, ulong), StateRow.Order> rows =
            after.Of<StateRow.Order>().ToDictionary(o => (o.Owner, o.ClientOrderId));
        foreach (StateRow.Order order in book)
        {
            NaiveOrder naive = parent.Naive(order, now);
            ulong filled = (ulong)expected.Fills.GetValueOrDefault(naive);
            (AccountId, ulong) id = (order.Owner, order.ClientOrderId);
            bool stays = filled < order.Remaining && !cancelled.ContainsKey(id);
            Assert.That(rows.TryGetValue(id, out StateRow.Order? row),
                Is.EqualTo(stays), "who rests afterwards");
            if (row is null) continue;
            int exclusions = order.Conditions?.Exclusions ?? 0;
            if (expected.Excluded.ContainsKey(naive)) exclusions += 1;
            Assert.That((row.Remaining, row.Lots, row.Limit, row.EnteredMs, row.Conditions?.Exclusions ?? 0),
                Is.EqualTo((order.Remaining - filled, order.Lots, order.Limit, order.EnteredMs, exclusions)));
        }
    }
}
