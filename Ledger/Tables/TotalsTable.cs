namespace Chain.Ledger.Tables;

/// <summary>Sums of one asset over the whole ledger, minor units.</summary>
/// <param name="Minted">Since genesis, as <paramref name="Burnt"/>.</param>
/// <param name="Escrow">Held by leases.</param>
/// <param name="Pools">Funds and pools of streams.</param>
/// <param name="Fees">Collected; they leave only by quorum.</param>
internal readonly record struct TotalsRow(UInt128 Minted, UInt128 Burnt, ulong Escrow, ulong Pools,
    ulong Fees)
{
    public ulong Supply => (ulong)(Minted - Burnt);
}

/// <summary>Keyed by the slot of the asset.</summary>
internal sealed class TotalsTable(ChangeLog log, AssetTable assets) : Table<int, TotalsRow>(log)
{
    protected override void WriteKey(int key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Totals);
        Text.Raw(ref writer, assets.KeyOf(key));
    }

    protected override void WriteRow(in TotalsRow row, ref FixedWriter writer)
    {
        writer.U128(row.Minted);
        writer.U128(row.Burnt);
        writer.U64(row.Escrow);
        writer.U64(row.Pools);
        writer.U64(row.Fees);
    }
}
