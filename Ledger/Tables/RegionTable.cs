namespace Chain.Ledger.Tables;

/// <summary>A published region (M-204); never changes.</summary>
/// <param name="Document">SHA-256 of the document that defines it.</param>
internal readonly record struct RegionRow(Hash32 Document, string Note);

internal sealed class RegionTable(ChangeLog log) : Table<string, RegionRow>(log)
{
    protected override void WriteKey(string key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Region);
        Text.Raw(ref writer, key);
    }

    protected override void WriteRow(in RegionRow row, ref FixedWriter writer)
    {
        writer.Hash(row.Document);
        Text.Note(ref writer, row.Note);
    }
}
