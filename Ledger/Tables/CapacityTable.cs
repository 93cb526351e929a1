using Chain.Crypto;

namespace Chain.Ledger.Tables;

internal readonly record struct CapacityKey(int Provider, InstrumentKey Instrument)
{
    public override int GetHashCode() =>
        SeededHash.Of((ulong)Provider, unchecked((uint)Instrument.GetHashCode()));
}

/// <summary>Lots one provider may sell in one slot, or for SPOT.</summary>
/// <param name="Attestor">Slot of the member in whose name it was attested last.</param>
/// <param name="Offered">In resting asks.</param>
/// <param name="Sold">In leases (M-217). Offered + sold may pass attested after a revocation only.</param>
/// <param name="UntilMs">Of SPOT: when it expires; else 0, as a slot's expires with the slot.</param>
internal readonly record struct CapacityRow(
    int Attestor, ulong Attested, ulong Offered, ulong Sold, ulong UntilMs)
{
    /// <summary>What may still be offered (M-215).</summary>
    public ulong Free => Attested - Math.Min(Attested, Offered + Sold);

    public bool IsEmpty => Attested == 0 && Offered == 0 && Sold == 0;
}

/// <summary>A row lives while it is not empty, and until it expires.</summary>
internal sealed class CapacityTable(
    ChangeLog log, AccountTable accounts, ProductTable products, DueIndex due)
    : Table<CapacityKey, CapacityRow>(log)
{
    /// <summary>Moves lots between free, offered and sold of an attestation that must exist.</summary>
    public void Move(CapacityKey key, long offered, long sold)
    {
        CapacityRow row = this[Find(key)];
        Set(key, row with
        {
            Offered = (ulong)((long)row.Offered + offered),
            Sold = (ulong)((long)row.Sold + sold),
        });
    }

    /// <summary>Writes the row; an empty one goes.</summary>
    public void Set(CapacityKey key, in CapacityRow row)
    {
        int slot = Find(key);
        if (slot < 0)
        {
            if (!row.IsEmpty) Insert(key, row);
        }
        else if (row.IsEmpty) Delete(slot);
        else Update(slot, row);
    }

    /// <summary>When the row goes: at its slot's end (M-211), or its own `until` (M-213).</summary>
    public ulong ExpiryOf(CapacityKey key, in CapacityRow row) => key.Instrument.IsSpot
        ? row.UntilMs : products[key.Instrument.Product].EndOf(key.Instrument.Slot);

    protected override void WriteKey(CapacityKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Capacity);
        writer.Hash(accounts.KeyOf(key.Provider).Bytes);
        key.Instrument.WriteDelivery(ref writer);
        Text.Raw(ref writer, products.KeyOf(key.Instrument.Product));
    }

    protected override void WriteRow(in CapacityRow row, ref FixedWriter writer)
    {
        writer.Hash(accounts.KeyOf(row.Attestor).Bytes);
        writer.U64(row.Attested);
        writer.U64(row.Offered);
        writer.U64(row.Sold);
        writer.U64(row.UntilMs);
    }

    protected override void Added(int slot) => due.Add(DueOf(slot, this[slot]));

    protected override void Removing(int slot) => due.Remove(DueOf(slot, this[slot]));

    protected override void Changed(int slot, in CapacityRow before)
    {
        if (before.UntilMs == this[slot].UntilMs) return;
        due.Remove(DueOf(slot, before));
        Added(slot);
    }

    /// <summary>Hash of the row's key.</summary>
    public Hash32 IdOf(int slot)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Longest];
        var writer = new FixedWriter(bytes);
        WriteKey(KeyOf(slot), ref writer);
        return StateHash.Of(bytes[..writer.Written]);
    }

    private DueItem DueOf(int slot, in CapacityRow row) =>
        new(ExpiryOf(KeyOf(slot), row), DueKind.CapacityExpiry, IdOf(slot), slot);
}
