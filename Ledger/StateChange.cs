namespace Chain.Ledger;

/// <summary>One row that a block changed, as stored and as hashed.</summary>
/// <param name="Key">
/// Kind byte and key: docs/spec/ledger.md, Rows. <see cref="StateRow.Decode"/> types it.
/// </param>
/// <param name="Before">Null: there was no such row.</param>
/// <param name="After">Null: the row is gone.</param>
public readonly record struct StateChange(
    ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Before, ReadOnlyMemory<byte>? After)
{
    public RowKind Kind => (RowKind)Key.Span[0];
}
