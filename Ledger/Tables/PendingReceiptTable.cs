namespace Chain.Ledger.Tables;

/// <summary>A receipt of delivery that its tenant has not signed, while it may be disputed (M-712).</summary>
internal readonly record struct PendingReceiptRow(ulong ThroughMs, UInt128 Delivered, Hash32 Evidence);

/// <summary>By lease.</summary>
internal sealed class PendingReceiptTable(ChangeLog log) : Table<Hash32, PendingReceiptRow>(log)
{
    protected override void WriteKey(Hash32 key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.PendingReceipt);
        writer.Hash(key);
    }

    protected override void WriteRow(in PendingReceiptRow row, ref FixedWriter writer)
    {
        writer.U64(row.ThroughMs);
        writer.U128(row.Delivered);
        writer.Hash(row.Evidence);
    }
}
