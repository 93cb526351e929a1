using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;
using OrderId = (Chain.AccountId Owner, ulong ClientOrderId);
using PoolKey = (Chain.AccountId Provider, string Product, Chain.Wire.Delivery Delivery, ulong Slot);

namespace Chain.Tests.Ledger;

/// <summary>
/// M-211 to M-216 once more, from rows and accepted operations alone: what is attested, and that no ask is
/// admitted above it. Sold lots change before a block's auctions where a SPOT lease ends; offered ones are
/// the orders.
/// </summary>
internal sealed class NaiveCapacity
{
    private readonly Dictionary<PoolKey, (ulong Attested, ulong Sold, ulong UntilMs)> pools = [];
    private readonly Dictionary<Hash32, StateRow.Lease> spot = [];
    private readonly Dictionary<PoolKey, ulong> quoted = [];
    private readonly Dictionary<(AccountId, ulong), ulong> asked = [];
    private readonly HashSet<(AccountId, ulong, AccountId)> committed = [];

    /// <param name="parent">Rows before the block.</param>
    /// <param name="outcome">Of the block: at its timestamp what expires by then is gone.</param>
    /// <param name="after">Rows after it: where the leases are that succeed one that was transferred.</param>
    public NaiveCapacity(RowsView parent, BlockOutcome outcome, RowsView after)
    {
        ulong now = outcome.Block.TimestampMs;
        foreach (StateRow.Capacity row in parent.Of<StateRow.Capacity>())
        {
            ulong end = row.Delivery == Delivery.Spot
                ? row.UntilMs : (row.Slot + 1) * parent.Products[row.ProductName].SlotMs;
            if (end > now)
                pools.Add((row.Provider, row.ProductName, row.Delivery, row.Slot),
                    (row.Attested, row.Sold, row.UntilMs));
        }
        foreach (StateRow.Lease lease in parent.Of<StateRow.Lease>())
            if (lease.Delivery == Delivery.Spot && lease.State != LeaseState.Ended) spot.Add(lease.Id, lease);
        foreach (LedgerEvent begun in outcome.Events.Where(happened => happened.Kind
            is LedgerEventKind.Transferred or LedgerEventKind.GoesOn))
            Begin(after.Of<StateRow.Lease>().Concat(outcome.ClosedLeases).Single(l => l.Id == begun.Lease));
        // Those that leave at once do so by an operation, the others before the first.
        HashSet<Hash32> exited = [.. Of(outcome, LedgerEventKind.Exited)];
        foreach (Hash32 lease in Of(outcome, LedgerEventKind.Ended).Concat(Of(outcome,
            LedgerEventKind.Closed)))
            if (!exited.Contains(lease)) End(lease);
        AddQuotations(parent, outcome);
    }

    /// <summary>Those that stand after the block's due work, and what was won in it.</summary>
    private void AddQuotations(RowsView parent, BlockOutcome outcome)
    {
        foreach (StateRow.Request request in parent.Of<StateRow.Request>())
        {
            LedgerEvent? decided = outcome.Events.Cast<LedgerEvent?>().FirstOrDefault(one => one!.Value.Kind
                is LedgerEventKind.QuoteWon or LedgerEventKind.RequestWithoutWinner
                && one.Value.Document == request.Id);
            if (decided is null) asked.Add((request.Tenant, request.ClientOrderId), request.Lots);
            foreach (StateRow.Quotation one in parent.Of<StateRow.Quotation>())
            {
                committed.Add((one.Tenant, one.ClientOrderId, one.Provider));
                PoolKey pool = (one.Provider, one.ProductName, one.Delivery, one.Slot);
                if ((one.Tenant, one.ClientOrderId) != (request.Tenant, request.ClientOrderId)
                    || !pools.TryGetValue(pool, out var row)) continue;
                if (decided is null) quoted[pool] = quoted.GetValueOrDefault(pool) + request.Lots;
                else if (decided.Value.Provider == one.Provider)
                    pools[pool] = (row.Attested, row.Sold + request.Lots, row.UntilMs);
            }
        }
        foreach (StateChange change in outcome.Changes)
            if (change is { Kind: RowKind.Lease, Before: null, After: { } value }
                && StateRow.Decode(change.Key.Span, value.Span)
                    is StateRow.Lease { Delivery: Delivery.Spot } lease
                && outcome.Events.Any(one =>
                    one.Kind == LedgerEventKind.QuoteWon && one.Lease == lease.Id)) spot.Add(lease.Id, lease);
    }

    private void Quote(AccountId provider, CommitQuote commit, Dictionary<OrderId, StateRow.Order> orders)
    {
        Instrument book = commit.Instrument;
        PoolKey pool = (provider, book.Product, book.Delivery, book.Slot);
        var tenant = new AccountId(new Hash32(commit.Tenant.Span));
        if (!committed.Add((tenant, commit.ClientOrderId, provider))) return;
        ulong lots = asked[(tenant, commit.ClientOrderId)];
        quoted[pool] = quoted.GetValueOrDefault(pool) + lots;
        Assert.That(Offered(pool, orders) + pools[pool].Sold, Is.LessThanOrEqualTo(pools[pool].Attested));
    }

    /// <param name="orders">Those that rest; a revocation takes some out.</param>
    /// <param name="slotMs">Of the product it is about.</param>
    public void Accepted(
        AccountId account, Operation operation, Dictionary<OrderId, StateRow.Order> orders, ulong slotMs)
    {
        switch (operation.KindCase)
        {
            case Operation.KindOneofCase.ExitLease:
                End(new Hash32(operation.ExitLease.Lease.Span));
                break;
            case Operation.KindOneofCase.RefuseHandover:
                End(new Hash32(operation.RefuseHandover.Lease.Span));
                break;
            case Operation.KindOneofCase.RequestQuotes:
                asked[(account, operation.RequestQuotes.ClientOrderId)] = operation.RequestQuotes.Lots;
                break;
            case Operation.KindOneofCase.CommitQuote:
                Quote(account, operation.CommitQuote, orders);
                break;
            case Operation.KindOneofCase.AttestCapacity:
                AttestCapacity attest = operation.AttestCapacity;
                foreach (PoolKey pool in PoolsOf(
                    attest.Provider.Span, attest.Product, attest.Delivery, attest.FirstSlot, attest.LastSlot))
                    pools[pool] = (attest.Lots, pools.GetValueOrDefault(pool).Sold, attest.UntilMs);
                break;
            case Operation.KindOneofCase.MoveCapacity:
                Moved(account, operation.MoveCapacity, slotMs);
                break;
            case Operation.KindOneofCase.RevokeCapacity:
                RevokeCapacity revoke = operation.RevokeCapacity;
                foreach (PoolKey pool in PoolsOf(
                    revoke.Provider.Span, revoke.Product, revoke.Delivery, revoke.FirstSlot, revoke.LastSlot))
                    Revoked(pool, revoke.Lots, orders);
                break;
            case Operation.KindOneofCase.PlaceOrder when operation.PlaceOrder is
            {
                Side: Side.Sell,
                SourceLease.IsEmpty: true,
            }:
                PlaceOrder place = operation.PlaceOrder;
                if (orders.ContainsKey((account, place.ClientOrderId))) break;
                Instrument book = place.Instrument;
                PoolKey of = (account, book.Product, book.Delivery, book.Slot);
                Assert.That(place.Lots + Offered(of, orders) + pools[of].Sold,
                    Is.LessThanOrEqualTo(pools[of].Attested), "admitted above what is attested");
                break;
        }
    }

    /// <summary>The rows after the block attest what the operations said.</summary>
    public void Check(RowsView after)
    {
        var rows = after.Of<StateRow.Capacity>().ToDictionary(
            row => (row.Provider, row.ProductName, row.Delivery, row.Slot),
            row => (row.Attested, row.UntilMs));
        foreach ((PoolKey pool, var row) in rows)
            Assert.That(row, Is.EqualTo((pools[pool].Attested, pools[pool].UntilMs)), $"{pool}");
        Assert.That(pools.Where(pool => !rows.ContainsKey(pool.Key)).All(pool => pool.Value.Attested == 0));
    }

    private static IEnumerable<Hash32> Of(BlockOutcome outcome, LedgerEventKind kind) =>
        outcome.Events.Where(happened => happened.Kind == kind).Select(happened => happened.Lease);

    /// <summary>It holds lots that another lease gave up (M-804).</summary>
    private void Begin(StateRow.Lease lease)
    {
        PoolKey pool = (lease.Provider, lease.ProductName, Delivery.Spot, 0);
        if (!pools.TryGetValue(pool, out var row)) return;
        spot.Add(lease.Id, lease);
        pools[pool] = (row.Attested, row.Sold + lease.Lots, row.UntilMs);
    }

    /// <summary>Its lots are no longer sold (M-217).</summary>
    private void End(Hash32 id)
    {
        if (!spot.Remove(id, out StateRow.Lease? lease)) return;
        PoolKey pool = (lease.Provider, lease.ProductName, Delivery.Spot, 0);
        if (pools.TryGetValue(pool, out var row)) pools[pool] = (row.Attested, row.Sold - lease.Lots,
            row.UntilMs);
    }

    private void Moved(AccountId provider, MoveCapacity move, ulong slotMs)
    {
        PoolKey spot = (provider, move.Product, Delivery.Spot, 0);
        var before = pools.GetValueOrDefault(spot);
        if (before is { Attested: 0, Sold: 0 }) before.UntilMs = (move.LastSlot + 1) * slotMs;
        bool toSpot = move.To == Delivery.Spot;
        before.Attested = toSpot ? before.Attested + move.Lots : before.Attested - move.Lots;
        pools[spot] = before;
        foreach (PoolKey pool in PoolsOf(
            provider.Bytes.Span, move.Product, Delivery.Slot, move.FirstSlot, move.LastSlot))
        {
            var row = pools.GetValueOrDefault(pool);
            row.Attested = toSpot ? row.Attested - move.Lots : row.Attested + move.Lots;
            pools[pool] = row;
        }
    }

    private void Revoked(PoolKey pool, ulong lots, Dictionary<OrderId, StateRow.Order> orders)
    {
        if (!pools.TryGetValue(pool, out var row)) return;
        row.Attested = Math.Min(row.Attested, lots);
        pools[pool] = row;
        while (orders.Values.Any(order => TakesFrom(order, pool))
            && Offered(pool, orders) + row.Sold > row.Attested)
            orders.Remove(orders.Where(order => TakesFrom(order.Value, pool))
                .MaxBy(order => (order.Value.EnteredMs, order.Key.ClientOrderId)).Key);
    }

    /// <summary>In asks and in quotations.</summary>
    private ulong Offered(PoolKey pool, Dictionary<OrderId, StateRow.Order> orders) => orders.Values
        .Where(order => TakesFrom(order, pool))
        .Aggregate(quoted.GetValueOrDefault(pool), (sum, order) => sum + order.Remaining);

    private static bool TakesFrom(StateRow.Order order, PoolKey pool) => order.Side == Side.Sell
        && (order.Conditions is not { } some || some.Source == default)
        && (order.Owner, order.ProductName, order.Delivery, order.Slot) == pool;

    private static List<PoolKey> PoolsOf(
        ReadOnlySpan<byte> provider, string product, Delivery delivery, ulong first, ulong last)
    {
        var account = new AccountId(new Hash32(provider));
        List<PoolKey> pools = [];
        for (ulong slot = first; slot <= last; slot += 1) pools.Add((account, product, delivery, slot));
        return pools;
    }
}
