using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <param name="Account">Slot of the account appointed.</param>
internal readonly record struct RoleKey(int Account, Role Role)
{
    public override int GetHashCode() => SeededHash.Of((ulong)Account, (ulong)Role);
}

/// <param name="Member">Who appointed it, and in whose name it acts.</param>
internal readonly record struct RoleRow(AccountId Member);

/// <summary>Appointments (M-112); whether one counts, <see cref="Operations.Authority"/> says.</summary>
internal sealed class RoleTable(ChangeLog log, AccountTable accounts) : Table<RoleKey, RoleRow>(log)
{
    protected override void WriteKey(RoleKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Role);
        writer.Hash(accounts.KeyOf(key.Account).Bytes);
        writer.U8((byte)key.Role);
    }

    protected override void WriteRow(in RoleRow row, ref FixedWriter writer) => writer.Hash(row.Member.Bytes);
}
