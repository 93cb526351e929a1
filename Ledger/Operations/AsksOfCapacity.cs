using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>The resting asks that take from one attestation: those of its provider in its book.</summary>
internal sealed class AsksOfCapacity(LedgerTables tables)
{
    private readonly List<int> asks = [];

    /// <summary>By (entry time, order id) descending (M-216); valid until the next call.</summary>
    public List<int> NewestFirst(CapacityKey capacity)
    {
        asks.Clear();
        foreach (int order in tables.Orders.ChainOf(capacity.Provider))
            if (tables.Orders[order] is { Side: Side.Sell } row && row.Trades == capacity.Instrument
                && row.Source == default)
                asks.Add(order);
        asks.Sort(CompareNewestFirst);
        return asks;
    }

    private int CompareNewestFirst(int left, int right)
    {
        ulong a = tables.Orders[left].EnteredMs, b = tables.Orders[right].EnteredMs;
        return a != b ? b.CompareTo(a) : tables.Orders.CompareIds(right, left);
    }
}
