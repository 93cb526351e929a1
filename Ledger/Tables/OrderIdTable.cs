namespace Chain.Ledger.Tables;

/// <summary>Which client order ids an account has used (M-301; docs/adr/0007).</summary>
/// <param name="Highest">The highest of all.</param>
/// <param name="Near">Bit i: highest − 1 − i is used.</param>
/// <param name="Far">Bit i: highest − 129 − i is used.</param>
internal readonly record struct OrderIdRow(ulong Highest, UInt128 Near, UInt128 Far)
{
    private const int Half = Limits.UsedOrderIds / 2;

    /// <summary>Used, or too far below the highest to tell.</summary>
    public bool IsUsed(ulong id)
    {
        if (id > Highest) return false;
        ulong below = Highest - id;
        if (below is 0 or > Limits.UsedOrderIds) return true;
        int bit = (int)below - 1;
        return bit < Half ? (Near >> bit & 1) == 1 : (Far >> (bit - Half) & 1) == 1;
    }

    /// <param name="id">Not used.</param>
    public OrderIdRow With(ulong id)
    {
        if (id < Highest) return Marked((int)(Highest - id) - 1);
        ulong by = id - Highest;
        return by > Limits.UsedOrderIds ? new OrderIdRow(id, 0, 0)
            : Shifted(id, (int)by).Marked((int)by - 1);
    }

    private OrderIdRow Shifted(ulong highest, int by)
    {
        // Shift counts of a UInt128 are taken modulo 128.
        if (by < Half) return new(highest, Near << by, Far << by | Near >> (Half - by));
        return new(highest, 0, by == 2 * Half ? 0 : Near << (by - Half));
    }

    private OrderIdRow Marked(int bit) => bit < Half
        ? this with { Near = Near | UInt128.One << bit }
        : this with { Far = Far | UInt128.One << (bit - Half) };
}

/// <summary>Keyed by the slot of the account; a row from its first order on, for ever.</summary>
internal sealed class OrderIdTable(ChangeLog log, AccountTable accounts) : Table<int, OrderIdRow>(log)
{
    public bool IsUsed(int account, ulong id)
    {
        int slot = Find(account);
        return slot >= 0 && this[slot].IsUsed(id);
    }

    /// <param name="account">Slot of the account.</param>
    /// <param name="id">Not used.</param>
    public void Use(int account, ulong id)
    {
        int slot = Find(account);
        if (slot < 0) Insert(account, new OrderIdRow(id, 0, 0));
        else Update(slot, this[slot].With(id));
    }

    protected override void WriteKey(int key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.OrderIds);
        writer.Hash(accounts.KeyOf(key).Bytes);
    }

    protected override void WriteRow(in OrderIdRow row, ref FixedWriter writer)
    {
        writer.U64(row.Highest);
        writer.U128(row.Near);
        writer.U128(row.Far);
    }
}
