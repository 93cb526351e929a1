using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>
/// Capacity one tenant bought from one provider in one auction. Money in it counts until it has ended.
/// </summary>
/// <param name="Escrow">Paid to the provider at the end: price × lots less the provider's fee.</param>
/// <param name="Collateral">Locked in the provider's balance, released at the end.</param>
internal readonly record struct LeaseRow(
    int Product, ulong Slot, int Provider, int Tenant, ulong Lots, ulong Price, ulong Escrow,
    ulong Collateral, LeaseState State, ulong TradedHeight);

internal sealed class LeaseTable(
    ChangeLog log, AccountTable accounts, ProductTable products, DueIndex due) : Table<Hash32, LeaseRow>(log)
{
    protected override void WriteKey(Hash32 key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Lease);
        writer.Hash(key);
    }

    protected override void WriteRow(in LeaseRow row, ref FixedWriter writer)
    {
        Text.Counted(ref writer, products.KeyOf(row.Product));
        writer.U64(row.Slot);
        writer.Hash(accounts.KeyOf(row.Provider).Bytes);
        writer.Hash(accounts.KeyOf(row.Tenant).Bytes);
        writer.U64(row.Lots);
        writer.U64(row.Price);
        writer.U64(row.Escrow);
        writer.U64(row.Collateral);
        writer.U8((byte)row.State);
        writer.U64(row.TradedHeight);
    }

    protected override void Added(int slot)
    {
        if (this[slot].State != LeaseState.Ended) due.Add(DueOf(slot, this[slot]));
    }

    protected override void Removing(int slot)
    {
        if (this[slot].State != LeaseState.Ended) due.Remove(DueOf(slot, this[slot]));
    }

    protected override void Changed(int slot, in LeaseRow before)
    {
        if (before.State == this[slot].State) return;
        if (before.State != LeaseState.Ended) due.Remove(DueOf(slot, before));
        Added(slot);
    }

    private DueItem DueOf(int slot, in LeaseRow row)
    {
        ref readonly ProductRow product = ref products[row.Product];
        return row.State == LeaseState.Booked
            ? new DueItem(product.StartOf(row.Slot), DueKind.LeaseStart, KeyOf(slot), slot)
            : new DueItem(product.EndOf(row.Slot), DueKind.LeaseEnd, KeyOf(slot), slot);
    }
}
