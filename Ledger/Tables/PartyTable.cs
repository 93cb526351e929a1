namespace Chain.Ledger.Tables;

/// <param name="Sponsor">
/// The member that answers for the party; or that did, and its successor does now (M-111).
/// </param>
internal readonly record struct PartyRow(AccountId Sponsor);

/// <summary>Legal entities by name.</summary>
internal sealed class PartyTable(ChangeLog log) : Table<string, PartyRow>(log)
{
    protected override void WriteKey(string key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Party);
        Text.Raw(ref writer, key);
    }

    protected override void WriteRow(in PartyRow row, ref FixedWriter writer) =>
        writer.Hash(row.Sponsor.Bytes);
}
