namespace Chain.Ledger.Tables;

/// <summary>What was posted last and not acknowledged yet (M-611).</summary>
/// <param name="Credentials">SHA-256 of the sealed bytes, which are in the block.</param>
internal readonly record struct HandoverRow(Hash32 Credentials, ulong Height);

/// <summary>By lease.</summary>
internal sealed class HandoverTable(ChangeLog log) : Table<Hash32, HandoverRow>(log)
{
    protected override void WriteKey(Hash32 key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Handover);
        writer.Hash(key);
    }

    protected override void WriteRow(in HandoverRow row, ref FixedWriter writer)
    {
        writer.Hash(row.Credentials);
        writer.U64(row.Height);
    }
}
