using Chain.Crypto;

namespace Chain.Ledger.Tables;

/// <param name="UntilMs">When it lapses.</param>
/// <param name="OrdersSinceMs">Since when its orders are to be cancelled; 0: none is left.</param>
internal readonly record struct FreezeRow(ulong UntilMs, ulong OrdersSinceMs);

/// <summary>Frozen accounts (M-160), by slot.</summary>
internal sealed class FreezeTable(ChangeLog log, AccountTable accounts, DueIndex due)
    : Table<int, FreezeRow>(log)
{
    /// <param name="account">Slot of the account.</param>
    /// <param name="nowMs">The block's timestamp.</param>
    public bool IsFrozen(int account, ulong nowMs)
    {
        if (Count == 0) return false;
        int slot = Find(account);
        return slot >= 0 && nowMs < this[slot].UntilMs;
    }

    /// <summary>Hash of the row's key.</summary>
    public Hash32 IdOf(int slot)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Longest];
        var writer = new FixedWriter(bytes);
        WriteKey(KeyOf(slot), ref writer);
        return StateHash.Of(bytes[..writer.Written]);
    }

    protected override void WriteKey(int key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Freeze);
        writer.Hash(accounts.KeyOf(key).Bytes);
    }

    protected override void WriteRow(in FreezeRow row, ref FixedWriter writer)
    {
        writer.U64(row.UntilMs);
        writer.U64(row.OrdersSinceMs);
    }

    protected override void Added(int slot)
    {
        FreezeRow row = this[slot];
        due.Add(Lapse(slot, row));
        if (row.OrdersSinceMs != 0) due.Add(Orders(slot, row));
    }

    protected override void Removing(int slot) => Leave(slot, this[slot]);

    protected override void Changed(int slot, in FreezeRow before)
    {
        Leave(slot, before);
        Added(slot);
    }

    private void Leave(int slot, in FreezeRow row)
    {
        due.Remove(Lapse(slot, row));
        if (row.OrdersSinceMs != 0) due.Remove(Orders(slot, row));
    }

    private DueItem Lapse(int slot, in FreezeRow row) =>
        new(row.UntilMs, DueKind.FreezeLapse, IdOf(slot), slot);

    private DueItem Orders(int slot, in FreezeRow row) =>
        new(row.OrdersSinceMs, DueKind.FreezeOrders, IdOf(slot), slot);
}
