using System.Runtime.InteropServices;
using Chain.Ledger.Books;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>
/// The orders of one side that could trade: those whose limit meets the other side's best. No other order can
/// change price, volume or fills, so an auction costs what crosses, not what rests. Reused from
/// auction to auction.
/// </summary>
internal sealed class AuctionSide(LedgerTables tables, Side side) : IComparer<Entry>
{
    private readonly List<Entry> entries = [];
    private readonly List<PriceLevel> levels = [];
    private readonly List<Leaver> leavers = [];
    private readonly List<Entry> trimmed = [];

    public Side Side => side;

    /// <summary>Sorted by better limit, lower age, order id, once <see cref="Sort"/> has run.</summary>
    public Span<Entry> Entries => CollectionsMarshal.AsSpan(entries);

    /// <summary>Who was cancelled or excluded.</summary>
    public ReadOnlySpan<Leaver> Leavers => CollectionsMarshal.AsSpan(leavers);

    /// <summary>Who could meet nobody once the leavers were gone.</summary>
    public ReadOnlySpan<Entry> Trimmed => CollectionsMarshal.AsSpan(trimmed);

    /// <summary>Best first; made by <see cref="Sort"/> and <see cref="Dismiss"/>.</summary>
    public ReadOnlySpan<PriceLevel> Levels => CollectionsMarshal.AsSpan(levels);

    /// <summary>How many entries are post-only and new.</summary>
    public int PostOnly { get; private set; }

    /// <summary>How many entries have a minimum.</summary>
    public int Minimums { get; private set; }

    /// <summary>How many orders <see cref="Collect"/> would visit.</summary>
    public int Count(BookSide own, ulong meets)
    {
        int orders = 0;
        ReadOnlySpan<BookLevel> all = own.Levels;
        for (int i = all.Length - 1; i >= 0 && Meets(all[i].Price, meets); i -= 1) orders += all[i].Orders;
        return orders;
    }

    public void Clear()
    {
        entries.Clear();
        levels.Clear();
        leavers.Clear();
        trimmed.Clear();
        PostOnly = 0;
        Minimums = 0;
    }

    /// <summary>
    /// Takes the eligible orders (M-406): all but those that only wait for due work to remove them, since
    /// they have ended, their account is frozen or their attestation is over. This is the one place that
    /// says who they are.
    /// </summary>
    /// <param name="meets">The other side's best limit.</param>
    /// <param name="newSinceMs">Post-only is judged of those that entered then or later.</param>
    public void Collect(BookSide own, ulong meets, ulong timestampMs, ulong newSinceMs)
    {
        ReadOnlySpan<BookLevel> all = own.Levels;
        for (int i = all.Length - 1; i >= 0 && Meets(all[i].Price, meets); i -= 1)
            foreach (int order in tables.Orders.Chain(all[i].Head))
            {
                ref readonly OrderRow row = ref tables.Orders[order];
                if (IsEligible(order, row, timestampMs)) Add(order, row, newSinceMs);
            }
    }

    private bool IsEligible(int order, in OrderRow row, ulong timestampMs)
    {
        if (row.EndsMs <= timestampMs) return false;
        int account = tables.Orders.KeyOf(order).Account;
        if (tables.Freezes.Count > 0 && tables.Freezes.IsFrozen(account, timestampMs)) return false;
        if (side == Side.Buy || !row.Trades.IsSpot) return true;
        var key = new CapacityKey(account, row.Trades);
        return tables.Capacity.ExpiryOf(key, tables.Capacity[tables.Capacity.Find(key)]) > timestampMs;
    }

    /// <summary>Legs of bundles, each with a minimum.</summary>
    public void Add(ReadOnlySpan<Entry> legs)
    {
        entries.AddRange(legs);
        Minimums += legs.Length;
    }

    public void Sort()
    {
        entries.Sort(this);
        Sum();
    }

    /// <summary>Takes out whoever is marked.</summary>
    /// <returns>False where nobody is.</returns>
    public bool Dismiss(int pass)
    {
        int kept = 0;
        Span<Entry> all = Entries;
        for (int i = 0; i < all.Length; i += 1)
        {
            if (all[i].Out == AuctionReason.None)
            {
                if (kept < i) all[kept] = all[i];
                kept += 1;
                continue;
            }
            leavers.Add(new Leaver(all[i], pass));
            if (all[i].PostOnly) PostOnly -= 1;
            if (all[i].Minimum > 0) Minimums -= 1;
        }
        if (kept == all.Length) return false;
        entries.RemoveRange(kept, all.Length - kept);
        Sum();
        return true;
    }

    /// <summary>Leaves out the entries, of a sorted side, that cannot meet a limit.</summary>
    public void Trim(ulong meets)
    {
        int kept = entries.Count;
        for (; kept > 0 && !Meets(entries[kept - 1].Limit, meets); kept -= 1)
            if (entries[kept - 1].Minimum > 0) Minimums -= 1;
        trimmed.AddRange(Entries[kept..]);
        entries.RemoveRange(kept, entries.Count - kept);
        Sum();
    }

    /// <summary>True when an order of this side with that limit can trade with the other limit.</summary>
    public bool Meets(ulong limit, ulong other) => side == Side.Buy ? limit >= other : limit <= other;

    /// <summary>Order of order ids, as <see cref="OrderTable.CompareIds"/>.</summary>
    public int CompareIds(in Entry left, in Entry right) => left.Account == right.Account
        ? left.ClientOrderId.CompareTo(right.ClientOrderId)
        : tables.Accounts.KeyOf(left.Account).CompareTo(tables.Accounts.KeyOf(right.Account));

    /// <summary>The order of M-407, inside a cohort by order id.</summary>
    public int Compare(Entry left, Entry right)
    {
        if (left.Limit != right.Limit)
            return side == Side.Buy ? right.Limit.CompareTo(left.Limit) : left.Limit.CompareTo(right.Limit);
        return left.Age != right.Age ? left.Age.CompareTo(right.Age) : CompareIds(left, right);
    }

    private void Add(int order, in OrderRow row, ulong newSinceMs)
    {
        OrderKey key = tables.Orders.KeyOf(order);
        bool postOnly = row.Conditions is { PostOnly: true } && row.EnteredMs >= newSinceMs;
        entries.Add(new Entry(order, key.Account, tables.Accounts[key.Account].Party, postOnly,
            AuctionReason.None, key.ClientOrderId, row.Limit, row.Age, row.Remaining, row.Minimum, 0));
        if (postOnly) PostOnly += 1;
        if (row.Minimum > 0) Minimums += 1;
    }

    private void Sum()
    {
        levels.Clear();
        foreach (ref readonly Entry entry in Entries)
        {
            if (levels.Count > 0 && levels[^1].Price == entry.Limit)
                levels[^1] = new PriceLevel(entry.Limit, levels[^1].Lots + entry.Lots);
            else levels.Add(new PriceLevel(entry.Limit, entry.Lots));
        }
    }
}
