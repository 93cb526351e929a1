using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>
/// Capacity one tenant bought from one provider in one auction. Money in it counts until it has ended.
/// </summary>
/// <param name="Price">Per lot, for SPOT per lot and hour.</param>
/// <param name="Escrow">
/// Paid to the provider at the end: price × lots less the provider's fee. A SPOT lease starts with none; its
/// tenant's balance holds the reserve (M-603).
/// </param>
/// <param name="Collateral">Locked in the provider's balance, released at the end.</param>
internal readonly record struct LeaseRow(
    InstrumentKey Instrument, int Provider, int Tenant, ulong Lots, ulong Price, ulong Escrow,
    ulong Collateral, LeaseState State, ulong TradedHeight)
{
    /// <summary>What the leases of one bundle have in common (M-510); else default.</summary>
    public Hash32 Group { get; init; }

    /// <summary>The attestation that it was sold from.</summary>
    public CapacityKey SoldFrom => new(Provider, Instrument);

    /// <summary>SPOT leases count in the `sold` of their capacity until they end (M-217).</summary>
    public bool HoldsSpot => Instrument.IsSpot && State != LeaseState.Ended;
}

internal sealed class LeaseTable(
    ChangeLog log, AccountTable accounts, ProductTable products, DueIndex due) : Table<Hash32, LeaseRow>(log)
{
    private readonly Dictionary<CapacityKey, SortedSet<(Hash32 Id, int Slot)>> spot = [];

    /// <summary>The lowest id among the SPOT leases that hold lots of a capacity.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryFirstOf(CapacityKey capacity, out int lease)
    {
        lease = spot.TryGetValue(capacity, out SortedSet<(Hash32 Id, int Slot)>? leases)
            ? leases.Min.Slot : -1;
        return lease >= 0;
    }

    protected override void WriteKey(Hash32 key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Lease);
        writer.Hash(key);
    }

    protected override void WriteRow(in LeaseRow row, ref FixedWriter writer)
    {
        Text.Counted(ref writer, products.KeyOf(row.Instrument.Product));
        row.Instrument.WriteDelivery(ref writer);
        writer.Hash(accounts.KeyOf(row.Provider).Bytes);
        writer.Hash(accounts.KeyOf(row.Tenant).Bytes);
        writer.U64(row.Lots);
        writer.U64(row.Price);
        writer.U64(row.Escrow);
        writer.U64(row.Collateral);
        writer.U8((byte)row.State);
        writer.U64(row.TradedHeight);
        Text.CountedKey(ref writer, row.Group);
    }

    protected override void Added(int slot) => Follow(slot, this[slot]);

    protected override void Removing(int slot) => Unfollow(slot, this[slot]);

    protected override void Changed(int slot, in LeaseRow before)
    {
        if (before.State == this[slot].State) return;
        Unfollow(slot, before);
        Follow(slot, this[slot]);
    }

    private void Follow(int slot, in LeaseRow row)
    {
        if (row.State == LeaseState.Ended) return;
        if (!row.HoldsSpot)
        {
            due.Add(DueOf(slot, row));
            return;
        }
        if (!spot.TryGetValue(row.SoldFrom, out SortedSet<(Hash32 Id, int Slot)>? leases))
            spot.Add(row.SoldFrom, leases = []);
        Require.That(leases.Add((KeyOf(slot), slot)));
    }

    private void Unfollow(int slot, in LeaseRow row)
    {
        if (row.State == LeaseState.Ended) return;
        if (!row.HoldsSpot)
        {
            due.Remove(DueOf(slot, row));
            return;
        }
        SortedSet<(Hash32 Id, int Slot)> leases = spot[row.SoldFrom];
        Require.That(leases.Remove((KeyOf(slot), slot)));
        if (leases.Count == 0) spot.Remove(row.SoldFrom);
    }

    private DueItem DueOf(int slot, in LeaseRow row)
    {
        ref readonly ProductRow product = ref products[row.Instrument.Product];
        return row.State == LeaseState.Booked
            ? new DueItem(product.StartOf(row.Instrument.Slot), DueKind.LeaseStart, KeyOf(slot), slot)
            : new DueItem(product.EndOf(row.Instrument.Slot), DueKind.LeaseEnd, KeyOf(slot), slot);
    }
}
