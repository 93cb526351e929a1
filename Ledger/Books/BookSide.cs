namespace Chain.Ledger.Books;

/// <summary>All orders at one price.</summary>
/// <param name="Head">First slot of the level's list.</param>
internal record struct BookLevel(ulong Price, ulong Lots, int Orders, int Head);

/// <summary>
/// One side of a book: price levels in one sorted array, the best last, so that trading near the best price
/// moves few entries. A side holds at most <see cref="Limits.OrdersPerBookSide"/> orders, which
/// bounds every move.
/// </summary>
internal sealed class BookSide(bool bids)
{
    private BookLevel[] levels = new BookLevel[4];
    private int levelCount;

    public int Orders { get; private set; }

    /// <summary>Worst first.</summary>
    public ReadOnlySpan<BookLevel> Levels => levels.AsSpan(0, levelCount);

    public void Add(ulong price, ulong lots, int slot, OrderLinks links)
    {
        int at = Find(price);
        if (at < 0) at = Open(~at, price);
        ref BookLevel level = ref levels[at];
        links.Push(level.Head, slot);
        level = new BookLevel(price, level.Lots + lots, level.Orders + 1, slot);
        Orders += 1;
    }

    public void Remove(ulong price, ulong lots, int slot, OrderLinks links)
    {
        int at = Find(price);
        ref BookLevel level = ref levels[at];
        level = new BookLevel(price, level.Lots - lots, level.Orders - 1, links.Remove(level.Head, slot));
        Orders -= 1;
        if (level.Orders > 0) return;
        levelCount -= 1;
        Array.Copy(levels, at + 1, levels, at, levelCount - at);
    }

    public void Resize(ulong price, ulong before, ulong after)
    {
        ref BookLevel level = ref levels[Find(price)];
        level.Lots = level.Lots - before + after;
    }

    private int Open(int at, ulong price)
    {
        if (levelCount == levels.Length) Array.Resize(ref levels, 2 * levelCount);
        Array.Copy(levels, at, levels, at + 1, levelCount - at);
        levels[at] = new BookLevel(price, 0, 0, OrderLinks.End);
        levelCount += 1;
        return at;
    }

    /// <returns>The level's index, or the complement of where it belongs.</returns>
    private int Find(ulong price)
    {
        int low = 0, high = levelCount - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            if (levels[middle].Price == price) return middle;
            if (levels[middle].Price < price == bids) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }
}
