using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>A published quality class (M-204); never changes.</summary>
/// <param name="Document">SHA-256 of the document that defines it.</param>
internal readonly record struct GradeRow(ProductClass Class, Hash32 Document, string Note);

internal sealed class GradeTable(ChangeLog log) : Table<string, GradeRow>(log)
{
    protected override void WriteKey(string key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Grade);
        Text.Raw(ref writer, key);
    }

    protected override void WriteRow(in GradeRow row, ref FixedWriter writer)
    {
        writer.U8((byte)row.Class);
        writer.Hash(row.Document);
        Text.Note(ref writer, row.Note);
    }
}
