using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>The newest state, row by row.</summary>
internal static class StateTable
{
    /// <summary>In key order, which is cheaper for the memtable.</summary>
    public static void Put(RowBatch batch, IReadOnlyList<StoredChange> changes)
    {
        StoredChange[] sorted = [.. changes];
        Array.Sort(sorted, static (left, right) => left.Key.Span.SequenceCompareTo(right.Key.Span));
        foreach (StoredChange change in sorted) Put(batch, change);
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
}
