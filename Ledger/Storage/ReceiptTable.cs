namespace Chain.Ledger.Storage;

/// <summary>Where each transaction was committed, and the receipts of each block.</summary>
internal static class ReceiptTable
{
    private const int LocationSize = 8 + 4;

    public static void Put(RowBatch batch, BlockToStore block)
    {
        Require.That(block.Receipts.Count == block.TransactionIds.Count);
        Hash32[] ids = [.. block.TransactionIds];
        uint[] indexes = new uint[ids.Length];
        for (int i = 0; i < ids.Length; i++) indexes[i] = (uint)i;
        // Keys in order are cheaper for the memtable, which goes on from where the last one went in.
        Array.Sort(ids, indexes);
        for (int i = 0; i < ids.Length; i++)
        {
            var writer = new FixedWriter(batch.Payload(LocationSize));
            writer.U64(block.Header.Height.Value);
            writer.U32(indexes[i]);
            batch.Put(Family.Transactions, ids[i].Span);
        }
        BlobList.Encode(block.Receipts, batch.Payload(BlobList.SizeOf(block.Receipts)));
        batch.Put(Family.Receipts, RowKeys.Number(block.Header.Height.Value));
    }

    public static TransactionLocation? Location(ReadScope scope, Hash32 id)
    {
        byte[]? payload = scope.Get(Family.Transactions, id.Span);
        if (payload is null) return null;
        var reader = new FixedReader(payload);
        var location = new TransactionLocation(new Height(reader.U64()), reader.U32());
        return reader.Complete ? location : throw StoreErrors.BrokenRow(Family.Transactions, id.Span);
    }

    public static ReadOnlyMemory<byte>[]? Receipts(ReadScope scope, Height height)
    {
        byte[] key = RowKeys.Number(height.Value);
        byte[]? payload = scope.Get(Family.Receipts, key);
        return payload is null ? null
            : BlobList.Decode(payload) ?? throw StoreErrors.BrokenRow(Family.Receipts, key);
    }
}
