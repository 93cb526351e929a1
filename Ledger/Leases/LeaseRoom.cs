using Chain.Ledger.Tables;

namespace Chain.Ledger.Leases;

/// <summary>
/// Open SPOT leases of a tenant and asset, bounded with all that could still become one (M-604): each lot of
/// a resting bid or bundle could, and each open request.
/// </summary>
internal sealed class LeaseRoom(LedgerTables tables)
{
    /// <param name="stream">Of the tenant.</param>
    /// <param name="more">As many leases as what it wants could make, beside all that rests.</param>
    public bool Fits(StreamKey stream, UInt128 more) =>
        more + (ulong)tables.Leases.OpenSpotOf(stream) + tables.Orders.SpotLotsOf(stream)
            + tables.Bundles.SpotLotsOf(stream) + tables.Requests.OpenSpotOf(stream)
        <= Limits.LeasesPerStream;
}
