namespace Chain.Ledger.Tables;

/// <summary>Live time (L-14), ms since the chain's first deadline.</summary>
internal readonly record struct ClockRow(ulong LiveMs);

/// <summary>One row, from the first deadline in live time on.</summary>
internal sealed class ClockTable(ChangeLog log) : Table<byte, ClockRow>(log)
{
    public ulong LiveMs => Find(0) is >= 0 and var slot ? this[slot].LiveMs : 0;

    public void Advance(ulong ms)
    {
        int slot = Find(0);
        if (slot < 0) Insert(0, new ClockRow(ms));
        else Update(slot, new ClockRow(this[slot].LiveMs + ms));
    }

    protected override void WriteKey(byte key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Clock);
        writer.U8(key);
    }

    protected override void WriteRow(in ClockRow row, ref FixedWriter writer) => writer.U64(row.LiveMs);
}
