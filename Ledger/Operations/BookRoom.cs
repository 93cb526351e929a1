using Chain.Ledger.Books;
using Chain.Ledger.Tables;

namespace Chain.Ledger.Operations;

/// <summary>
/// A full side of a book gives up its order farthest from R, then the newest (M-307); only where the new
/// order is that one is it refused.
/// </summary>
internal sealed class BookRoom(LedgerTables tables)
{
    private readonly OrderRelease release = new(tables);

    /// <returns>False when there is no room for that order.</returns>
    public bool TryMake(OrderKey key, in OrderRow entering, ulong reference)
    {
        BookSide? side = tables.Orders.BookOf(entering.Instrument)?.On(entering.Side);
        if (side is null || side.Orders < Limits.OrdersPerBookSide) return true;
        // Levels are sorted by price, so the farthest is at one of the ends.
        BookLevel lowest = side.Levels[0], highest = side.Levels[^1];
        ulong below = Distance(lowest.Price, reference), above = Distance(highest.Price, reference);
        ulong farthest = Math.Max(below, above), distance = Distance(entering.Limit, reference);
        if (distance > farthest) return false;
        int victim = below == above ? Newer(Newest(lowest), Newest(highest))
            : Newest(below > above ? lowest : highest);
        if (distance == farthest && IsNewer(entering.EnteredMs, key, victim)) return false;
        release.Cancel(victim);
        return true;
    }

    private int Newest(in BookLevel level)
    {
        int newest = level.Head;
        foreach (int order in tables.Orders.Chain(level.Head))
            newest = Newer(order, newest);
        return newest;
    }

    private int Newer(int left, int right) =>
        IsNewer(tables.Orders[left].EnteredMs, tables.Orders.KeyOf(left), right) ? left : right;

    /// <summary>Of one block the higher id is the newer.</summary>
    private bool IsNewer(ulong enteredMs, OrderKey key, int order)
    {
        ulong other = tables.Orders[order].EnteredMs;
        return enteredMs != other
            ? enteredMs > other : tables.Orders.CompareKeys(key, tables.Orders.KeyOf(order)) > 0;
    }

    private static ulong Distance(ulong price, ulong reference) =>
        price > reference ? price - reference : reference - price;
}
