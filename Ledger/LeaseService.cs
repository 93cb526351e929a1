namespace Chain.Ledger;

/// <summary>How far a lease's service has come; the fields of <see cref="Tables.LeaseRow"/>.</summary>
public sealed record LeaseService(
    ulong CollateralAtTrade, ulong Fee, ulong Reserve, ulong PostedMs, byte Postings, bool Acknowledged,
    bool HasPending, bool TenantEnds, bool Disputed, uint Receipts, ulong ThroughMs, UInt128 Delivered,
    ulong PeriodMs, ulong WakeMs, ulong EndMs, ulong WindowMs, ulong WindowToMs)
{
    internal static LeaseService Read(ref FixedReader v)
    {
        ulong collateral = v.U64(), fee = v.U64(), reserve = v.U64(), posted = v.U64();
        byte postings = v.U8(), flags = v.U8();
        return new LeaseService(collateral, fee, reserve, posted, postings, (flags & 1) != 0,
            (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0, v.U32(), v.U64(), v.U128(), v.U64(),
            v.U64(), v.U64(), v.U64(), v.U64());
    }
}
