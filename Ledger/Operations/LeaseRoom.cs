using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>
/// Open SPOT leases of a tenant and asset, bounded with all that could still become one (M-604): each lot of a
/// resting bid or bundle could.
/// </summary>
internal sealed class LeaseRoom(LedgerTables tables)
{
    /// <param name="lots">What is about to be bid for, beside all that rests.</param>
    public bool Fits(StreamKey stream, UInt128 lots) =>
        lots + (ulong)tables.Leases.OpenSpotOf(stream) + tables.Orders.SpotLotsOf(stream)
            + tables.Bundles.SpotLotsOf(stream) <= Limits.LeasesPerStream;
}
