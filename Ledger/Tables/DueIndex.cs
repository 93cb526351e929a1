using System.Runtime.InteropServices;

namespace Chain.Ledger.Tables;

/// <summary>What falls due; the numbers order work of one instant.</summary>
internal enum DueKind : byte
{
    BookClose = 1,
    CapacityExpiry = 2,
    LeaseStart = 3,
    LeaseEnd = 4,
    OrderEnd = 5,
    Proposal = 6,
    FreezeOrders = 7,
    FreezeLapse = 8,
    SpotWake = 10,
    StreamDry = 11,
    StreamClose = 12,
    Handover = 13,
    Acknowledge = 14,
    Challenge = 15,
    Receipt = 16,
    PanelDrawing = 20,
    Commitments = 21,
    Reveals = 22,
    QuoteCommitments = 23,
    QuoteReveals = 24,
    BundleEnd = 25,
}

/// <param name="Id">
/// Hash of the row's key, or the lease's id: the same on every replica, as the slot is not.
/// </param>
/// <param name="Slot">The row in its table.</param>
internal readonly record struct DueItem(ulong TimeMs, DueKind Kind, Hash32 Id, int Slot);

/// <summary>
/// Everything that will fall due, by (time, kind, id). Work left over by a block's cap stays in front. An
/// item of a common time costs its slot's four bytes: items wait unordered in heaps of one time, kind and
/// first byte of the id, and only the heap in front is sorted.
/// </summary>
/// <param name="idOf">The id of a waiting item.</param>
internal sealed class DueIndex(Func<DueKind, int, Hash32> idOf)
{
    private readonly record struct HeapKey(ulong TimeMs, DueKind Kind, byte FirstOfId) : IComparable<HeapKey>
    {
        public static HeapKey Of(in DueItem item) => new(item.TimeMs, item.Kind, item.Id.Span[0]);

        public int CompareTo(HeapKey other)
        {
            int byTime = TimeMs.CompareTo(other.TimeMs);
            if (byTime != 0) return byTime;
            int byKind = Kind.CompareTo(other.Kind);
            return byKind != 0 ? byKind : FirstOfId.CompareTo(other.FirstOfId);
        }

        public override int GetHashCode() => SeededHash.Of(TimeMs, ((ulong)Kind << 8) | FirstOfId);
    }

    /// <param name="Slots">Greatest id first once sorted, so that the first item goes at no cost.</param>
    private sealed record Heap(List<int> Slots)
    {
        public bool Sorted { get; set; }
    }

    private readonly Dictionary<HeapKey, Heap> heaps = [];
    private readonly SortedSet<HeapKey> order = [];

    /// <summary>In order; for checks.</summary>
    public IEnumerable<DueItem> All
    {
        get
        {
            foreach (HeapKey key in order)
                foreach (int slot in Enumerable.Reverse(Sorted(key)))
                    yield return new DueItem(key.TimeMs, key.Kind, idOf(key.Kind, slot), slot);
        }
    }

    /// <summary>An estimate: per heap its list, its places in dictionary and sorted set.</summary>
    public MemoryUse Memory()
    {
        long items = 0, bytes = 0;
        foreach (Heap heap in heaps.Values)
        {
            items += heap.Slots.Count;
            bytes += 200 + sizeof(int) * (long)heap.Slots.Capacity;
        }
        return new MemoryUse("due items", items, bytes);
    }

    public void Add(in DueItem item)
    {
        HeapKey key = HeapKey.Of(item);
        if (!heaps.TryGetValue(key, out Heap? heap))
        {
            heap = new Heap([]);
            heaps.Add(key, heap);
            order.Add(key);
        }
        heap.Slots.Add(item.Slot);
        heap.Sorted = false;
    }

    public void Remove(in DueItem item)
    {
        HeapKey key = HeapKey.Of(item);
        Heap heap = heaps[key];
        // Mostly the newest, when a block is undone, or the last of the sorted heap in front.
        int at = heap.Slots.LastIndexOf(item.Slot);
        Require.That(at >= 0);
        heap.Slots.RemoveAt(at);
        if (heap.Slots.Count > 0) return;
        heaps.Remove(key);
        order.Remove(key);
    }

    public bool IsEmpty => order.Count == 0;

    /// <returns>False when nothing is due at or before the time.</returns>
    public bool TryFirst(ulong timeMs, out DueItem item)
    {
        item = default;
        if (order.Count == 0 || order.Min is var first && first.TimeMs > timeMs) return false;
        int slot = Sorted(first)[^1];
        item = new DueItem(first.TimeMs, first.Kind, idOf(first.Kind, slot), slot);
        return true;
    }

    private List<int> Sorted(HeapKey key)
    {
        Heap heap = heaps[key];
        if (heap.Sorted) return heap.Slots;
        Hash32[] ids = [.. heap.Slots.Select(slot => idOf(key.Kind, slot))];
        Span<int> slots = CollectionsMarshal.AsSpan(heap.Slots);
        ids.AsSpan().Sort(slots, static (left, right) => right.CompareTo(left));
        heap.Sorted = true;
        return heap.Slots;
    }
}
