using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>Open disputes by id (M-736), and what waits for them: panels to draw, and deadlines.</summary>
/// <param name="draws">By height.</param>
/// <param name="live">In live time.</param>
internal sealed class DisputeTable(ChangeLog log, DueIndex draws, DueIndex live)
    : Table<Hash32, DisputeRow>(log)
{
    protected override void WriteKey(Hash32 key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Dispute);
        writer.Hash(key);
    }

    protected override void WriteRow(in DisputeRow row, ref FixedWriter writer)
    {
        writer.Hash(row.Lease);
        writer.U32(row.Receipt);
        writer.U8((byte)row.Phase);
        writer.U8(row.Round);
        writer.U64(row.SinceHeight);
        writer.U64(row.DeadlineMs);
        writer.U128(row.Sponsors);
        writer.U128(row.Panel);
        writer.U64(row.Contested);
        writer.U64(row.TenantBond);
        writer.U64(row.ProviderBond);
        writer.U128(row.Claimed);
        writer.U128(row.Stated);
        writer.Hash(row.DisclosedKey);
    }

    protected override void Added(int slot) => IndexOf(this[slot]).Add(DueOf(slot, this[slot]));

    protected override void Removing(int slot) => IndexOf(this[slot]).Remove(DueOf(slot, this[slot]));

    protected override void Changed(int slot, in DisputeRow before)
    {
        IndexOf(before).Remove(DueOf(slot, before));
        Added(slot);
    }

    private DueIndex IndexOf(in DisputeRow row) => row.Phase == DisputePhase.Drawing ? draws : live;

    private DueItem DueOf(int slot, in DisputeRow row) => row.Phase switch
    {
        DisputePhase.Drawing => new DueItem(row.DrawnAtHeight, DueKind.PanelDrawing, KeyOf(slot), slot),
        DisputePhase.Committing => new DueItem(row.DeadlineMs, DueKind.Commitments, KeyOf(slot), slot),
        DisputePhase.Revealing => new DueItem(row.DeadlineMs, DueKind.Reveals, KeyOf(slot), slot),
        _ => throw new BrokenInvariantException("unknown phase of a dispute"),
    };
}
