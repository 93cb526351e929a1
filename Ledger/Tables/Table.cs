using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Chain.Ledger.Tables;

/// <summary>What the change log and the encoder need of every table.</summary>
internal abstract class Table
{
    internal abstract void UndoLast();

    internal abstract object Detach();

    internal abstract void Attach(object images);

    /// <summary>Writes every row that differs from before the block, once each.</summary>
    internal abstract void WriteChanges(ChangeWriter writer);

    /// <summary>Of all rows, in no order that a rule may use.</summary>
    internal abstract IEnumerable<int> AllSlots { get; }

    /// <summary>Writes a row as it is.</summary>
    internal abstract void WriteSlot(int slot, ChangeWriter writer);
}

/// <summary>
/// Rows in numbered slots, found by key. A slot is stable while its row lives, so it serves as the interned
/// id of its key; no rule may depend on its number, which differs between replicas. Secondary indexes follow
/// the rows through <see cref="Added"/>, <see cref="Removing"/> and <see cref="Changed"/>, in undo
/// as in execution.
/// </summary>
internal abstract class Table<TKey, TRow>(ChangeLog log) : Table
    where TKey : notnull, IEquatable<TKey>
    where TRow : struct
{
    private const int ChunkBits = 12;
    private const int ChunkMask = (1 << ChunkBits) - 1;
    private const int LeastRoom = 16;

    private enum Step : byte { Appended, Refilled, Updated, Deleted }

    private struct Entry(TKey key, in TRow row)
    {
        public readonly TKey Key = key;
        public TRow Row = row;
    }

    private readonly record struct Image(TKey Key, TRow Before, int Slot, Step Step);

    private readonly SlotIndex slots = new();
    private readonly List<Entry[]> chunks = [];
    private readonly List<int> free = [];
    private List<Image> images = [];
    private int slotCount;
    private int room;

    public int Count => slots.Count;

    /// <summary>Of all rows, in no order that a rule may use.</summary>
    public IEnumerable<int> Slots => slots.All;

    /// <summary>Rows and the index of their keys; secondary indexes are not counted.</summary>
    public MemoryUse Memory(string name) => new(
        name, Count, (long)room * Unsafe.SizeOf<Entry>() + slots.Bytes);

    /// <returns>The row's slot, or -1.</returns>
    public int Find(TKey key)
    {
        foreach (int slot in slots.Candidates(key.GetHashCode()))
            if (At(slot).Key.Equals(key)) return slot;
        return -1;
    }

    /// <summary>Asks for the memory that <see cref="Find"/> begins with.</summary>
    public void PrefetchIndex(TKey key) => slots.Prefetch(key.GetHashCode());

    /// <summary>Asks for what is probably the row of a key.</summary>
    /// <returns>Its slot, or -1.</returns>
    public int PrefetchRow(TKey key)
    {
        foreach (int slot in slots.Candidates(key.GetHashCode()))
        {
            Prefetch(slot);
            return slot;
        }
        return -1;
    }

    /// <summary>Asks for the memory of a row that is inserted soon.</summary>
    /// <param name="ahead">0: by the next insert.</param>
    /// <returns>Its slot.</returns>
    protected int PrefetchInsert(int ahead)
    {
        int slot = ahead < free.Count ? free[^(ahead + 1)] : slotCount + ahead - free.Count;
        if (slot < room) Prefetch(slot);
        return slot;
    }

    /// <summary>The row in place: valid until the next write, never kept.</summary>
    public ref readonly TRow this[int slot] => ref At(slot).Row;

    public TKey KeyOf(int slot) => At(slot).Key;

    public int Insert(TKey key, in TRow row)
    {
        bool refill = free.Count > 0;
        int slot = refill ? free[^1] : slotCount;
        images.Add(new Image(key, default, slot, refill ? Step.Refilled : Step.Appended));
        log.Record(this);
        if (refill) free.RemoveAt(free.Count - 1);
        else slotCount += 1;
        Put(slot, key, row);
        return slot;
    }

    public void Update(int slot, in TRow row)
    {
        ref Entry entry = ref At(slot);
        images.Add(new Image(entry.Key, entry.Row, slot, Step.Updated));
        log.Record(this);
        TRow before = entry.Row;
        entry.Row = row;
        Changed(slot, before);
    }

    public void Delete(int slot)
    {
        ref Entry entry = ref At(slot);
        images.Add(new Image(entry.Key, entry.Row, slot, Step.Deleted));
        log.Record(this);
        Remove(slot);
        free.Add(slot);
    }

    internal override void UndoLast()
    {
        Image image = images[^1];
        images.RemoveAt(images.Count - 1);
        switch (image.Step)
        {
            case Step.Appended:
                Remove(image.Slot);
                slotCount -= 1;
                break;
            case Step.Refilled:
                Remove(image.Slot);
                free.Add(image.Slot);
                break;
            case Step.Updated:
                ref Entry entry = ref At(image.Slot);
                TRow after = entry.Row;
                entry.Row = image.Before;
                Changed(image.Slot, after);
                break;
            case Step.Deleted:
                Require.That(free[^1] == image.Slot);
                free.RemoveAt(free.Count - 1);
                Put(image.Slot, image.Key, image.Before);
                break;
        }
    }

    internal override object Detach()
    {
        List<Image> detached = images;
        images = new List<Image>(Math.Min(detached.Count, 1 << 14));
        return detached;
    }

    internal override void Attach(object images) => this.images = (List<Image>)images;

    internal override void WriteChanges(ChangeWriter writer)
    {
        if (images.Count == 0) return;
        var seen = new HashSet<TKey>(images.Count);
        foreach (ref readonly Image image in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(images))
        {
            if (!seen.Add(image.Key)) continue;
            bool existed = image.Step is Step.Updated or Step.Deleted;
            int now = Find(image.Key);
            if (!existed && now < 0) continue;
            writer.Begin();
            WriteKey(writer, image.Key);
            if (existed) WriteRow(writer, ChangeWriter.Part.Before, image.Before);
            if (now >= 0) WriteRow(writer, ChangeWriter.Part.After, At(now).Row);
            writer.End();
        }
    }

    internal override IEnumerable<int> AllSlots => Slots;

    internal override void WriteSlot(int slot, ChangeWriter writer)
    {
        ref readonly Entry entry = ref At(slot);
        writer.Begin();
        WriteKey(writer, entry.Key);
        WriteRow(writer, ChangeWriter.Part.After, entry.Row);
        writer.End();
    }

    protected abstract void WriteKey(TKey key, ref FixedWriter writer);

    protected abstract void WriteRow(in TRow row, ref FixedWriter writer);

    protected virtual void Added(int slot) { }

    protected virtual void Removing(int slot) { }

    protected virtual void Changed(int slot, in TRow before) { }

    private void WriteKey(ChangeWriter writer, TKey key)
    {
        FixedWriter part = writer.Open();
        WriteKey(key, ref part);
        writer.Close(ChangeWriter.Part.Key, part.Written);
    }

    private void WriteRow(ChangeWriter writer, ChangeWriter.Part which, in TRow row)
    {
        FixedWriter part = writer.Open();
        WriteRow(row, ref part);
        writer.Close(which, part.Written);
    }

    private unsafe void Prefetch(int slot)
    {
        const int LineBytes = 64;
        if (!Sse.IsSupported) return;
        // Only a hint: it does no harm if the collector moves the array meanwhile.
        byte* entry = (byte*)Unsafe.AsPointer(ref At(slot));
        for (int at = 0; at < Unsafe.SizeOf<Entry>(); at += LineBytes) Sse.Prefetch0(entry + at);
        Sse.Prefetch0(entry + Unsafe.SizeOf<Entry>() - 1);
    }

    private ref Entry At(int slot) => ref chunks[slot >> ChunkBits][slot & ChunkMask];

    private void Put(int slot, TKey key, in TRow row)
    {
        if (slot == room) Grow();
        Require.That(Find(key) < 0);
        slots.Add(key.GetHashCode(), slot);
        At(slot) = new Entry(key, row);
        Added(slot);
    }

    /// <summary>The first chunk doubles, so that a small table takes little memory.</summary>
    private void Grow()
    {
        if (room is > 0 and <= ChunkMask)
        {
            Entry[] first = chunks[0];
            Array.Resize(ref first, 2 * room);
            chunks[0] = first;
            room *= 2;
            return;
        }
        int items = room == 0 ? LeastRoom : 1 << ChunkBits;
        chunks.Add(new Entry[items]);
        room += items;
    }

    private void Remove(int slot)
    {
        Removing(slot);
        slots.Remove(At(slot).Key.GetHashCode(), slot);
        At(slot) = default;
    }
}
