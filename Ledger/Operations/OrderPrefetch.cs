using System.Runtime.InteropServices;
using Chain.Ledger.Tables;
using Chain.Wire;
using Kind = Chain.Wire.Operation.KindOneofCase;

namespace Chain.Ledger.Operations;

/// <summary>
/// Asks for the memory that a transaction's orders will need, of all of them at once: of a large state little
/// is in the caches, and execution would wait for each place in turn. Decides and changes nothing.
/// </summary>
internal sealed class OrderPrefetch(LedgerTables tables)
{
    private readonly List<OrderKey> cancelled = [];
    private readonly List<CapacityKey> offered = [];
    private readonly List<int> found = [];

    public void Run(int account, IReadOnlyList<Operation> operations)
    {
        if (operations.Count == 1) return;
        cancelled.Clear();
        offered.Clear();
        found.Clear();
        int places = 0;
        for (int i = 0; i < operations.Count; i += 1)
        {
            Operation operation = operations[i];
            if (operation.KindCase == Kind.CancelOrder)
                cancelled.Add(new OrderKey(account, operation.CancelOrder.ClientOrderId));
            if (operation.KindCase != Kind.PlaceOrder) continue;
            places += 1;
            Begin(account, operation.PlaceOrder);
        }
        if (places > 0) tables.Orders.PrefetchPlaces(places);
        if (cancelled.Count > 0) Cancelled();
        foreach (CapacityKey key in offered) tables.Capacity.PrefetchRow(key);
    }

    private void Begin(int account, PlaceOrder place)
    {
        tables.Orders.PrefetchIndex(new OrderKey(account, place.ClientOrderId));
        // Nothing is known of it yet: it may name what is no instrument.
        if (place.Side == Side.Sell
            && InstrumentForm.Read(tables, place.Instrument, out InstrumentKey key) == ReceiptStatus.Ok)
            Offered(new CapacityKey(account, key));
    }

    private void Offered(CapacityKey key)
    {
        tables.Capacity.PrefetchIndex(key);
        offered.Add(key);
    }

    /// <summary>Each step needs what the one before has asked for.</summary>
    private void Cancelled()
    {
        foreach (OrderKey key in cancelled) tables.Orders.PrefetchIndex(key);
        foreach (OrderKey key in cancelled)
        {
            int order = tables.Orders.PrefetchRow(key);
            if (order < 0) continue;
            tables.Orders.PrefetchLinks(order);
            found.Add(order);
        }
        foreach (int order in CollectionsMarshal.AsSpan(found))
        {
            tables.Orders.PrefetchNeighbours(order);
            if (tables.Orders[order].Side == Side.Sell)
                Offered(new CapacityKey(tables.Orders.KeyOf(order).Account, tables.Orders[order].Trades));
        }
    }
}
