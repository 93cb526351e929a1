using Chain.Ledger.Leases;
using Chain.Ledger.Operations;
using Chain.Ledger.Quotations;
using Chain.Ledger.Tables;

namespace Chain.Ledger;

/// <summary>
/// An attestation's end (M-213, M-546): what is offered from it is cancelled, quotations and SPOT leases end,
/// the row goes. A slot's has no asks by then: its book has closed, and its leases end with the slot
/// themselves.
/// </summary>
internal sealed class CapacityExpiry(LedgerTables tables)
{
    private readonly AsksOfCapacity asks = new(tables);
    private readonly OrderRelease release = new(tables);
    private readonly QuotationRelease quotations = new(tables);
    private readonly Ending ending = new(tables);

    /// <summary>The row goes with the last of its leases.</summary>
    /// <returns>The budget used, at least 1.</returns>
    public int Run(int capacity, int budget)
    {
        CapacityKey key = tables.Capacity.KeyOf(capacity);
        ulong atMs = tables.Capacity.ExpiryOf(key, tables.Capacity[capacity]);
        int used = 0;
        // All at once: a party has few orders in a book, and none of these may trade any more.
        foreach (int order in asks.NewestFirst(key))
        {
            release.Cancel(order);
            used += 1;
        }
        while (used < budget && tables.Quotations.TryFirstOf(key, out int quotation))
        {
            quotations.End(quotation, forfeits: false, atMs);
            used += 1;
        }
        while (used < budget && tables.Leases.TryFirstOf(key, out int lease))
        {
            ending.EndSpot(lease, atMs);
            used += 1;
        }
        if (used >= budget) return used;
        // The last of them may have taken an empty row along.
        if (tables.Capacity.Find(key) is >= 0 and var row) tables.Capacity.Delete(row);
        return used + 1;
    }
}
