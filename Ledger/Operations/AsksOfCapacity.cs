using Chain.Ledger.Books;
using Chain.Ledger.Tables;

namespace Chain.Ledger.Operations;

/// <summary>The resting asks that take from one attestation: those of its provider in its book.</summary>
internal sealed class AsksOfCapacity(LedgerTables tables)
{
    private readonly List<int> asks = [];

    /// <summary>By (entry time, order id) descending (M-216); valid until the next call.</summary>
    public List<int> NewestFirst(CapacityKey capacity)
    {
        asks.Clear();
        int instrument = tables.Instruments.Find(capacity.Instrument);
        if (instrument < 0 || tables.Orders.BookOf(instrument) is not { } book) return asks;
        foreach (BookLevel level in book.Asks.Levels)
            foreach (int order in tables.Orders.Chain(level.Head))
                if (tables.Orders.KeyOf(order).Account == capacity.Provider) asks.Add(order);
        asks.Sort(CompareNewestFirst);
        return asks;
    }

    private int CompareNewestFirst(int left, int right)
    {
        ulong a = tables.Orders[left].EnteredMs, b = tables.Orders[right].EnteredMs;
        return a != b ? b.CompareTo(a) : tables.Orders.CompareIds(right, left);
    }
}
