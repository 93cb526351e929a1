using Chain.Ledger.Auctions;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Leases;

/// <summary>
/// Leases as they begin: of trades and decided requests (M-411, M-601 to M-603), and as children of others
/// (M-802, M-804).
/// </summary>
internal sealed class NewLease(LedgerTables tables)
{
    private readonly Windows windows = new(tables);

    /// <param name="instrument">What was sold.</param>
    /// <param name="provider">Slot of the account; its collateral is locked.</param>
    /// <param name="tenant">Slot of the account; its money leaves by the caller.</param>
    /// <param name="lots">At least 1.</param>
    /// <param name="price">Per lot, of SPOT per hour.</param>
    /// <param name="fee">The provider's, of SLOT.</param>
    /// <param name="collateral">Of the provider.</param>
    /// <param name="height">Of the block that makes it.</param>
    public LeaseRow Of(
        InstrumentKey instrument, int provider, int tenant, ulong lots, ulong price, ulong fee,
        ulong collateral, Height height)
    {
        bool spot = instrument.IsSpot;
        return new LeaseRow(instrument, provider, tenant, lots, price, spot ? 0 : lots * price, collateral,
            LeaseState.Booked, height.Value)
        {
            CollateralAtTrade = collateral,
            Fee = fee,
            Reserve = spot ? lots * tables.Products[instrument.Product].BuyerLockPerLot(
                Delivery.Spot, price, tables.Parameters.GraceMs) : 0,
            WindowMs = spot ? windows.EndOf(ChainParameter.HandoverMs) : 0,
        };
    }

    /// <summary>Some lots of a lease for another tenant, at the terms of its first trade.</summary>
    /// <param name="source">The lease; what the child takes of it leaves by the caller.</param>
    public LeaseRow ChildOf(
        in LeaseRow source, int tenant, ulong lots, ulong fee, ulong collateral, Height height) =>
        Of(source.Instrument, source.Provider, tenant, lots, source.Price, fee, collateral, height);

    /// <summary>One that is paid for now.</summary>
    /// <param name="row">As <see cref="Of"/> makes it.</param>
    /// <param name="instrument">Hash of its row's key.</param>
    /// <param name="parent">Digest of the block's parent.</param>
    /// <param name="buyer">The tenant, or the id of its bundle's group or of its request.</param>
    /// <returns>Its id.</returns>
    public Hash32 Open(in LeaseRow row, Hash32 instrument, Hash32 parent, AccountId buyer)
    {
        Hash32 lease = LedgerHashes.OfLease(parent, instrument, tables.Accounts.KeyOf(row.Provider), buyer);
        tables.Leases.Insert(lease, row);
        if (row.Escrow > 0)
            tables.Balances.Moved(row.Tenant, tables.Products[row.Instrument.Product].Asset,
                -(long)row.Escrow, new Cause(MovementReason.Purchase, lease));
        return lease;
    }
}
