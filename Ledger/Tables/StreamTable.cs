using Chain.Crypto;

namespace Chain.Ledger.Tables;

internal readonly record struct StreamKey(int Account, int Asset)
{
    public override int GetHashCode() => SeededHash.Of((ulong)Account, (ulong)Asset);
}

/// <summary>A row exists while it holds money or leases (M-621).</summary>
internal sealed class StreamTable(ChangeLog log, AccountTable accounts, AssetTable assets, DueIndex due)
    : Table<StreamKey, StreamRow>(log)
{
    /// <summary>Writes the row; an empty one goes.</summary>
    public void Set(StreamKey key, in StreamRow row)
    {
        int slot = Find(key);
        if (slot < 0)
        {
            if (!row.IsEmpty) Insert(key, row);
        }
        else if (row.IsEmpty) Delete(slot);
        else Update(slot, row);
    }

    /// <summary>Hash of the row's key.</summary>
    public Hash32 IdOf(int slot)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Longest];
        var writer = new FixedWriter(bytes);
        WriteKey(KeyOf(slot), ref writer);
        return StateHash.Of(bytes[..writer.Written]);
    }

    protected override void WriteKey(StreamKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Stream);
        writer.Hash(accounts.KeyOf(key.Account).Bytes);
        Text.Raw(ref writer, assets.KeyOf(key.Asset));
    }

    protected override void WriteRow(in StreamRow row, ref FixedWriter writer)
    {
        writer.U64(row.Funds);
        writer.U64(row.Pool);
        writer.U128(row.Rate);
        writer.U64(row.SettledMs);
        writer.U128(row.Remainder);
        writer.U32(row.Leases);
        writer.U64(row.DryMs);
        writer.U64(row.ClosesMs);
    }

    protected override void Added(int slot)
    {
        if (TryDue(slot, this[slot], out DueItem item)) due.Add(item);
    }

    protected override void Removing(int slot)
    {
        if (TryDue(slot, this[slot], out DueItem item)) due.Remove(item);
    }

    protected override void Changed(int slot, in StreamRow before)
    {
        bool had = TryDue(slot, before, out DueItem old), has = TryDue(slot, this[slot], out DueItem item);
        if (had == has && old.TimeMs == item.TimeMs && old.Kind == item.Kind) return;
        if (had) due.Remove(old);
        if (has) due.Add(item);
    }

    private bool TryDue(int slot, in StreamRow row, out DueItem item)
    {
        ulong timeMs = row.IsDry ? row.ClosesMs : row.RunsDryMs;
        item = default;
        if (row.Leases == 0 || timeMs == StreamRow.Never) return false;
        item = new DueItem(timeMs, row.IsDry ? DueKind.StreamClose : DueKind.StreamDry, IdOf(slot), slot);
        return true;
    }
}
