namespace Chain.Ledger.Tables;

/// <param name="Party">Slot of the party.</param>
internal readonly record struct AccountRow(int Party);

internal sealed class AccountTable(ChangeLog log, PartyTable parties) : Table<AccountId, AccountRow>(log)
{
    protected override void WriteKey(AccountId key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Account);
        writer.Hash(key.Bytes);
    }

    protected override void WriteRow(in AccountRow row, ref FixedWriter writer) =>
        Text.Counted(ref writer, parties.KeyOf(row.Party));
}
