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
    public bool TryMake(in OrderRow entering, ulong reference)
    {
        BookSide? side = tables.Orders.BookOf(entering.Instrument)?.On(entering.Side);
        if (side is null || side.Orders < Limits.OrdersPerBookSide) return true;
        // Levels are sorted by price, so the farthest is at one of the ends.
        int victim = Farther(Newest(side.Levels[0]), Newest(side.Levels[^1]), reference);
        ulong distance = Distance(tables.Orders[victim].Limit, reference);
        if (Distance(entering.Limit, reference) >= distance) return false;
        release.Cancel(victim);
        return true;
    }

    private int Newest(in BookLevel level)
    {
        int newest = level.Head;
        foreach (int order in tables.Orders.Chain(level.Head))
            if (IsNewer(order, newest)) newest = order;
        return newest;
    }

    private int Farther(int left, int right, ulong reference)
    {
        ulong a = Distance(tables.Orders[left].Limit, reference);
        ulong b = Distance(tables.Orders[right].Limit, reference);
        if (a != b) return a > b ? left : right;
        return IsNewer(left, right) ? left : right;
    }

    private bool IsNewer(int left, int right)
    {
        ulong a = tables.Orders[left].EnteredMs, b = tables.Orders[right].EnteredMs;
        return a != b ? a > b : tables.Orders.CompareIds(left, right) > 0;
    }

    private static ulong Distance(ulong price, ulong reference) =>
        price > reference ? price - reference : reference - price;
}
