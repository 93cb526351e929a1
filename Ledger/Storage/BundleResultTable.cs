namespace Chain.Ledger.Storage;

/// <summary>A bundle's result, and where it stands: its index counts the block's results.</summary>
public readonly record struct StoredBundleResult(TradePosition Position, ReadOnlyMemory<byte> Result);

/// <summary>What became of bundles, block by block, by account.</summary>
internal static class BundleResultTable
{
    private const int PrefixSize = sizeof(ushort) + Hash32.Size;
    private const int PositionSize = 8 + 4;

    public static void Put(RowBatch batch, Height height, IReadOnlyList<BundleResultRow> results)
    {
        for (int index = 0; index < results.Count; index += 1)
        {
            BundleResultRow row = results[index];
            var writer = new FixedWriter(batch.Payload(row.Result.Length));
            writer.Bytes(row.Result.Span);
            batch.Put(Family.BundleResults, Key(row.Owner, new TradePosition(height, (uint)index)));
        }
    }

    /// <summary>Results before the position (null: from the newest on), newest first.</summary>
    public static List<StoredBundleResult> Before(
        ReadScope scope, AccountId owner, TradePosition? before, int limit)
    {
        Require.That(limit > 0);
        byte[] upper = Key(owner, before ?? new TradePosition(new Height(ulong.MaxValue), uint.MaxValue));
        using RowCursor cursor = scope.Walk(Family.BundleResults, upper.AsSpan(0, PrefixSize), upper);
        var results = new List<StoredBundleResult>();
        while (results.Count < limit && cursor.Backward())
        {
            var position = new FixedReader(cursor.Key[PrefixSize..]);
            results.Add(new StoredBundleResult(
                new TradePosition(new Height(position.U64()), position.U32()), cursor.Payload.ToArray()));
        }
        return results;
    }

    // The length stands first: keys of derived families begin below 0xFF.
    private static byte[] Key(AccountId owner, TradePosition position)
    {
        byte[] key = new byte[PrefixSize + PositionSize];
        var writer = new FixedWriter(key);
        writer.U16(Hash32.Size);
        writer.Hash(owner.Bytes);
        writer.U64(position.Height.Value);
        writer.U32(position.Index);
        return key;
    }
}
