using System.Runtime.InteropServices;
using Chain.Ledger.Books;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>An order in an auction.</summary>
/// <param name="Order">Its slot.</param>
/// <param name="Fill">Lots it trades; set by <see cref="Rationing"/>.</param>
internal record struct Entry(int Order, int Party, ulong Limit, ulong Age, ulong Lots, ulong Fill);

/// <summary>Lots wanted or offered at one limit.</summary>
internal readonly record struct PriceLevel(ulong Price, ulong Lots);

/// <summary>
/// The orders of one side that could trade: those whose limit meets the other side's best. No other order can
/// change price, volume or fills, so an auction costs what crosses, not what rests. Reused from
/// auction to auction.
/// </summary>
internal sealed class AuctionSide(LedgerTables tables, Side side) : IComparer<Entry>
{
    private readonly List<Entry> entries = [];
    private readonly List<PriceLevel> levels = [];

    public Side Side => side;

    /// <summary>Sorted by better limit, lower age, order id, once <see cref="Sort"/> has run.</summary>
    public Span<Entry> Entries => CollectionsMarshal.AsSpan(entries);

    /// <summary>Best first; made by <see cref="Sort"/>.</summary>
    public ReadOnlySpan<PriceLevel> Levels => CollectionsMarshal.AsSpan(levels);

    /// <summary>How many orders <see cref="Collect"/> would visit.</summary>
    public int Count(BookSide own, ulong meets)
    {
        int orders = 0;
        ReadOnlySpan<BookLevel> all = own.Levels;
        for (int i = all.Length - 1; i >= 0 && Meets(all[i].Price, meets); i -= 1) orders += all[i].Orders;
        return orders;
    }

    /// <param name="meets">The other side's best limit.</param>
    /// <param name="timestampMs">The block's: orders of accounts frozen then stay out (M-161).</param>
    public void Collect(BookSide own, ulong meets, ulong timestampMs)
    {
        entries.Clear();
        ReadOnlySpan<BookLevel> all = own.Levels;
        for (int i = all.Length - 1; i >= 0 && Meets(all[i].Price, meets); i -= 1)
            foreach (int order in tables.Orders.Chain(all[i].Head))
            {
                if (tables.Freezes.IsFrozen(tables.Orders.KeyOf(order).Account, timestampMs)) continue;
                ref readonly OrderRow row = ref tables.Orders[order];
                entries.Add(new Entry(order, tables.Orders.PartyOf(order), row.Limit, row.Age,
                    row.Remaining, 0));
            }
    }

    public void Remove(HashSet<int> orders) => entries.RemoveAll(entry => orders.Contains(entry.Order));

    public void Sort()
    {
        entries.Sort(this);
        levels.Clear();
        foreach (Entry entry in entries)
        {
            if (levels.Count > 0 && levels[^1].Price == entry.Limit)
                levels[^1] = new PriceLevel(entry.Limit, levels[^1].Lots + entry.Lots);
            else levels.Add(new PriceLevel(entry.Limit, entry.Lots));
        }
    }

    int IComparer<Entry>.Compare(Entry left, Entry right)
    {
        if (left.Limit != right.Limit)
            return side == Side.Buy ? right.Limit.CompareTo(left.Limit) : left.Limit.CompareTo(right.Limit);
        return left.Age != right.Age
            ? left.Age.CompareTo(right.Age)
            : tables.Orders.CompareIds(left.Order, right.Order);
    }

    private bool Meets(ulong limit, ulong other) => side == Side.Buy ? limit >= other : limit <= other;
}
