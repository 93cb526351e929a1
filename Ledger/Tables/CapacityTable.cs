using Chain.Crypto;

namespace Chain.Ledger.Tables;

internal readonly record struct CapacityKey(int Provider, int Product, ulong Slot)
{
    public override int GetHashCode() => SeededHash.Of(((ulong)Provider << 32) | (uint)Product, Slot);
}

/// <summary>Lots one provider may sell in one slot.</summary>
/// <param name="Attestor">Slot of the member account that attested last.</param>
/// <param name="Offered">In resting asks.</param>
/// <param name="Sold">In leases. Offered + sold ≤ attested.</param>
internal readonly record struct CapacityRow(int Attestor, ulong Attested, ulong Offered, ulong Sold);

/// <summary>A row lives until its slot's book closes.</summary>
internal sealed class CapacityTable(
    ChangeLog log, AccountTable accounts, ProductTable products, DueIndex due)
    : Table<CapacityKey, CapacityRow>(log)
{
    /// <summary>Moves lots between free, offered and sold of an attestation that must exist.</summary>
    public void Move(CapacityKey key, long offered, long sold)
    {
        int slot = Find(key);
        CapacityRow row = this[slot];
        Update(slot, row with
        {
            Offered = (ulong)((long)row.Offered + offered),
            Sold = (ulong)((long)row.Sold + sold),
        });
    }

    protected override void WriteKey(CapacityKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Capacity);
        writer.Hash(accounts.KeyOf(key.Provider).Bytes);
        writer.U64(key.Slot);
        Text.Raw(ref writer, products.KeyOf(key.Product));
    }

    protected override void WriteRow(in CapacityRow row, ref FixedWriter writer)
    {
        writer.Hash(accounts.KeyOf(row.Attestor).Bytes);
        writer.U64(row.Attested);
        writer.U64(row.Offered);
        writer.U64(row.Sold);
    }

    protected override void Added(int slot) => due.Add(DueOf(slot));

    protected override void Removing(int slot) => due.Remove(DueOf(slot));

    /// <summary>Hash of the row's key.</summary>
    public Hash32 IdOf(int slot)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Longest];
        var writer = new FixedWriter(bytes);
        WriteKey(KeyOf(slot), ref writer);
        return StateHash.Of(bytes[..writer.Written]);
    }

    private DueItem DueOf(int slot)
    {
        CapacityKey key = KeyOf(slot);
        return new DueItem(products[key.Product].CloseOf(key.Slot), DueKind.CapacityExpiry, IdOf(slot), slot);
    }
}
