using Chain.Ledger.Tables;

namespace Chain.Ledger.Leases;

/// <summary>What a lease comes to at a meter reading, in all, since service began (M-713).</summary>
/// <param name="Earned">By the provider, its fee included.</param>
/// <param name="Fee">Of what was earned.</param>
/// <param name="Refund">To the tenant.</param>
/// <param name="Slash">From collateral, as if there were enough left.</param>
internal readonly record struct Meter(
    UInt128 Undelivered, UInt128 Earned, UInt128 Fee, UInt128 Refund, ulong Slash)
{
    /// <summary>At the lease's last final receipt; nothing before the first.</summary>
    public static Meter Last(in LeaseRow lease, in ProductRow product) =>
        lease.Receipts == 0 ? default : At(lease, product, lease.ThroughMs, lease.Delivered);

    public static Meter At(in LeaseRow lease, in ProductRow product, ulong throughMs, UInt128 delivered)
    {
        ulong unit = lease.IsSpot ? Limits.MsPerHour : product.SlotMs;
        ulong since = lease.IsSpot ? lease.PostedMs : product.StartOf(lease.Instrument.Slot);
        UInt128 undelivered = (UInt128)lease.Lots * (throughMs - since) - delivered;
        UInt128 earned = lease.Price * delivered / unit;
        UInt128 fee = FeeOf(lease, product, earned);
        ulong basis = lease.IsSpot ? product.NoticeMs : product.SlotMs;
        return new Meter(undelivered, earned, fee, lease.Price * undelivered / unit,
            Fraction.Of(lease.CollateralAtTrade, undelivered, (UInt128)lease.Lots * basis));
    }

    /// <summary>The provider's, of all it has earned.</summary>
    public static UInt128 FeeOf(in LeaseRow lease, in ProductRow product, UInt128 earned) => lease.IsSpot
        ? earned * product.FeeBps / 10_000
        : Fraction.Of(lease.Fee, earned, (UInt128)lease.Lots * lease.Price);
}
