namespace Chain.Ledger.Tables;

/// <param name="Reporter">Account that reported it.</param>
/// <param name="Height">Of the block that holds the report.</param>
/// <param name="Proof">Of well-formed votes whose signatures hold.</param>
internal readonly record struct OffenceRow(AccountId Reporter, ulong Height, Evidence Proof);

/// <summary>The first offence of each validator (M-181), by its number.</summary>
internal sealed class OffenceTable(ChangeLog log) : Table<ushort, OffenceRow>(log)
{
    protected override void WriteKey(ushort key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Offence);
        writer.U16(key);
    }

    protected override void WriteRow(in OffenceRow row, ref FixedWriter writer)
    {
        writer.Hash(row.Reporter.Bytes);
        writer.U64(row.Height);
        writer.Bytes(VoteCodec.Encode(row.Proof.First));
        writer.Bytes(VoteCodec.Encode(row.Proof.Second));
    }
}
