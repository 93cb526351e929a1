using System.Buffers.Binary;

namespace Chain.Ledger.Storage;

/// <summary>
/// The voting journal: records numbered without gaps from the head marker's mark on. A crash may cut its end,
/// never leave a hole; so a hole is damage.
/// </summary>
internal static class JournalTable
{
    public const ulong FirstSequence = 1;

    public static JournalRange Append(RowBatch batch, ulong next, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        for (int i = 0; i < records.Count; i++)
            batch.Put(Family.Journal, RowKeys.Number(next + (ulong)i), records[i].Span);
        return new JournalRange(next, records.Count);
    }

    public static void Prune(RowBatch batch, ulong from, ulong before)
    {
        for (ulong sequence = from; sequence < before; sequence++)
            batch.Delete(Family.Journal, RowKeys.Number(sequence));
    }

    /// <exception cref="StoreException">JournalDamaged, at the first hole or broken record.</exception>
    public static IEnumerable<StoredRecord> Read(ReadScope scope, ulong start)
    {
        using RowCursor cursor = scope.Walk(Family.Journal);
        for (ulong expected = start; cursor.Forward(); expected++)
        {
            ReadOnlySpan<byte> key = cursor.Key;
            if (key.Length != RowKeys.HeightSize) throw StoreErrors.BrokenRow(Family.Journal, key);
            ulong sequence = BinaryPrimitives.ReadUInt64BigEndian(key);
            if (sequence != expected)
                throw new StoreException(
                    StoreErrorKind.JournalDamaged, $"the journal has record {sequence} where {expected} belongs");
            yield return new StoredRecord(sequence, cursor.Payload.ToArray());
        }
    }
}
