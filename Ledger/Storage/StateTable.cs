using System.Buffers.Binary;
using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>The newest state, row by row.</summary>
internal static class StateTable
{
    /// <summary>In key order, which is cheaper for the memtable.</summary>
    public static void Put(RowBatch batch, IReadOnlyList<StoredChange> changes)
    {
        foreach (int place in InKeyOrder(changes)) Put(batch, changes[place]);
    }

    public static void Put(RowBatch batch, StoredChange change)
    {
        if (change.Value is { } value) batch.Put(Family.State, change.Key.Span, value.Span);
        else batch.Delete(Family.State, change.Key.Span);
    }

    public static byte[]? Row(ReadScope scope, ReadOnlySpan<byte> key) => scope.Get(Family.State, key);

    public static StatePage Page(ReadScope scope, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> from, int limit)
    {
        Require.That(limit > 0);
        ReadOnlySpan<byte> start = from.SequenceCompareTo(prefix) > 0 ? from : prefix;
        using RowCursor cursor = scope.Walk(Family.State, start, ReadOptions.AfterPrefix(prefix));
        var rows = new List<StoredRow>();
        while (cursor.Forward())
        {
            if (rows.Count == limit) return new StatePage(rows, cursor.Key.ToArray());
            rows.Add(new StoredRow(cursor.Key.ToArray(), cursor.Payload.ToArray()));
        }
        return new StatePage(rows, null);
    }

    public static IEnumerable<StoredRow> All(ReadScope scope)
    {
        using RowCursor cursor = scope.Walk(Family.State);
        while (cursor.Forward()) yield return new StoredRow(cursor.Key.ToArray(), cursor.Payload.ToArray());
    }

    /// <summary>
    /// Numbers are sorted, not rows: by the first bytes of the keys, and where these are equal by the keys.
    /// </summary>
    private static int[] InKeyOrder(IReadOnlyList<StoredChange> changes)
    {
        ulong[] prefixes = new ulong[changes.Count];
        int[] places = new int[changes.Count];
        for (int i = 0; i < places.Length; i++) (prefixes[i], places[i]) = (Prefix(changes[i].Key.Span), i);
        Array.Sort(prefixes, places);
        Comparison<int> byKey = (left, right) =>
            changes[left].Key.Span.SequenceCompareTo(changes[right].Key.Span);
        for (int start = 0, end; start < places.Length; start = end)
        {
            for (end = start + 1; end < places.Length && prefixes[end] == prefixes[start];) end++;
            if (end - start > 1) places.AsSpan(start..end).Sort(byKey);
        }
        return places;
    }

    private static ulong Prefix(ReadOnlySpan<byte> key)
    {
        if (key.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(key);
        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        key.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }
}
