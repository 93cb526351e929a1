namespace Chain.Ledger.Tables;

/// <param name="Key">What it signs votes with; an account of <paramref name="Member"/> too.</param>
/// <param name="Member">Who runs it.</param>
internal readonly record struct ValidatorRow(PublicKey Key, AccountId Member, string Name);

/// <summary>The validators of the genesis by number in voting order (M-180).</summary>
internal sealed class ValidatorTable(ChangeLog log) : Table<ushort, ValidatorRow>(log)
{
    protected override void WriteKey(ushort key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Validator);
        writer.U16(key);
    }

    protected override void WriteRow(in ValidatorRow row, ref FixedWriter writer)
    {
        writer.Hash(row.Key.Bytes);
        writer.Hash(row.Member.Bytes);
        Text.Counted(ref writer, row.Name);
    }
}
