namespace Chain.Ledger.Tables;

/// <summary>What falls due; the numbers order work of one instant.</summary>
internal enum DueKind : byte { BookClose = 1, CapacityExpiry = 2, LeaseStart = 3, LeaseEnd = 4 }

/// <param name="Id">
/// Hash of the row's key, or the lease's id: the same on every replica, as the slot is not.
/// </param>
/// <param name="Slot">The row in its table.</param>
internal readonly record struct DueItem(ulong TimeMs, DueKind Kind, Hash32 Id,
    int Slot) : IComparable<DueItem>
{
    public int CompareTo(DueItem other)
    {
        int byTime = TimeMs.CompareTo(other.TimeMs);
        if (byTime != 0) return byTime;
        int byKind = Kind.CompareTo(other.Kind);
        return byKind != 0 ? byKind : Id.CompareTo(other.Id);
    }

    public static bool operator <(DueItem left, DueItem right) => left.CompareTo(right) < 0;
    public static bool operator >(DueItem left, DueItem right) => left.CompareTo(right) > 0;
    public static bool operator <=(DueItem left, DueItem right) => left.CompareTo(right) <= 0;
    public static bool operator >=(DueItem left, DueItem right) => left.CompareTo(right) >= 0;
}

/// <summary>
/// Everything that will fall due, by (time, kind, id). Work left over by a block's cap stays in front.
/// </summary>
internal sealed class DueIndex
{
    private readonly SortedSet<DueItem> items = [];

    public int Count => items.Count;

    public IEnumerable<DueItem> All => items;

    public void Add(DueItem item) => Require.That(items.Add(item));

    public void Remove(DueItem item) => Require.That(items.Remove(item));

    /// <returns>False when nothing is due at or before the time.</returns>
    public bool TryFirst(ulong timeMs, out DueItem item)
    {
        item = items.Count == 0 ? default : items.Min;
        return items.Count > 0 && item.TimeMs <= timeMs;
    }
}
