using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>A dispute that is open (M-731): about a hand-over, or about a receipt of delivery.</summary>
/// <param name="Receipt">Number of the disputed receipt; 0: the hand-over.</param>
/// <param name="Round">1 or 2.</param>
/// <param name="SinceHeight">Of the block that opened it, or ended the first round.</param>
/// <param name="DeadlineMs">Live time at which commitments or reveals end; 0 before the drawing.</param>
/// <param name="Sponsors">Of both parties at the opening; bits of members' numbers.</param>
/// <param name="Panel">Bits of members' numbers; before the drawing that of the round before.</param>
/// <param name="Contested">Minor units.</param>
/// <param name="ProviderBond">Out of the lease's collateral, as much as there was.</param>
/// <param name="Claimed">Lot-ms that the disputed receipt says; 0 for a hand-over.</param>
/// <param name="Stated">Lot-ms that the tenant admits; 0 for a hand-over.</param>
/// <param name="DisclosedKey">The key that opens the refused credentials (M-614); else zero.</param>
internal readonly record struct DisputeRow(
    Hash32 Lease, uint Receipt, DisputePhase Phase, byte Round, ulong SinceHeight, ulong DeadlineMs,
    UInt128 Sponsors, UInt128 Panel, ulong Contested, ulong TenantBond, ulong ProviderBond,
    UInt128 Claimed, UInt128 Stated, Hash32 DisclosedKey)
{
    /// <summary>The digest of a block that nobody knows at the opening seeds the panel (M-733).</summary>
    public const ulong BlocksToDrawing = 3;

    public bool IsHandover => Receipt == 0;

    public ulong DrawnAtHeight => SinceHeight + BlocksToDrawing;

    public int Seats => (int)UInt128.PopCount(Panel);
}
