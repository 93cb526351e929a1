namespace Chain.Ledger.Tables;

/// <param name="Issuer">Slot of the account that mints and burns.</param>
internal readonly record struct AssetRow(uint Decimals, int Issuer);

/// <summary>Settlement assets by symbol.</summary>
internal sealed class AssetTable(ChangeLog log, AccountTable accounts) : Table<string, AssetRow>(log)
{
    protected override void WriteKey(string key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Asset);
        Text.Raw(ref writer, key);
    }

    protected override void WriteRow(in AssetRow row, ref FixedWriter writer)
    {
        writer.U8((byte)row.Decimals);
        writer.Hash(accounts.KeyOf(row.Issuer).Bytes);
    }
}
