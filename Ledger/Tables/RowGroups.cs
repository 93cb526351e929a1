using System.Runtime.InteropServices;

namespace Chain.Ledger.Tables;

/// <summary>
/// Rows that share something, lowest id first. They wait unordered, four bytes each; a group is sorted when
/// its first is asked for, and stays so while rows only go.
/// </summary>
internal sealed class RowGroups<TKey> where TKey : notnull
{
    /// <param name="Slots">Greatest id first once sorted, so that the first goes at no cost.</param>
    private sealed record Group(List<int> Slots)
    {
        public bool Sorted { get; set; }
    }

    private readonly Dictionary<TKey, Group> groups = [];

    public void Add(TKey key, int slot)
    {
        ref Group? group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out _);
        group ??= new Group([]);
        group.Slots.Add(slot);
        group.Sorted = false;
    }

    public void Remove(TKey key, int slot)
    {
        Group group = groups[key];
        // Mostly the newest, when a block is undone, or the first of a group that ends.
        int at = group.Slots.LastIndexOf(slot);
        Require.That(at >= 0);
        group.Slots.RemoveAt(at);
        if (group.Slots.Count == 0) groups.Remove(key);
    }

    /// <summary>All of a group, lowest id last; ends with the next write.</summary>
    public IReadOnlyList<int> Of(TKey key, Func<int, Hash32> idOf) =>
        TryFirst(key, idOf, out _) ? groups[key].Slots : [];

    /// <param name="key">Of the group.</param>
    /// <param name="idOf">The id of a row.</param>
    /// <param name="row">Its slot.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFirst(TKey key, Func<int, Hash32> idOf, out int row)
    {
        row = -1;
        if (!groups.TryGetValue(key, out Group? group)) return false;
        if (!group.Sorted)
        {
            Hash32[] ids = [.. group.Slots.Select(idOf)];
            ids.AsSpan().Sort(CollectionsMarshal.AsSpan(group.Slots), static (a, b) => b.CompareTo(a));
            group.Sorted = true;
        }
        row = group.Slots[^1];
        return true;
    }
}
