using Chain.Ledger.Tables;

namespace Chain.Ledger.Leases;

/// <summary>The end of a lease's money, and of its row (M-633).</summary>
internal sealed class Closing(LedgerTables tables)
{
    private readonly LeaseBook book = new(tables);
    private readonly Reputation reputation = new(tables);
    private readonly Transfers transfers = new(tables);

    /// <summary>
    /// What is left goes back: escrow to the tenant, collateral to its provider. A lease that was sold from
    /// SPOT capacity, or joined a stream, has left both before.
    /// </summary>
    public void Close(int lease, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        Hash32 id = tables.Leases.KeyOf(lease);
        Require.That(!row.HasPending && !row.Disputed && row.Reserve == 0);
        reputation.Completed(row, atMs);
        book.PayOut(lease, row.Tenant, row.Escrow, MovementReason.Refund);
        tables.Balances.Unlock(row.Provider, book.AssetOf(row), row.Collateral, spent: 0);
        if (tables.Handovers.Find(id) is >= 0 and var handover) tables.Handovers.Delete(handover);
        tables.Leases.Update(lease, row.WithoutWindow() with
        {
            Escrow = 0,
            Collateral = 0,
            State = Wire.LeaseState.Closed,
        });
        book.Say(LedgerEventKind.Closed, lease, atMs, money: new LeaseMoney(0, 0, 0, row.Escrow, 0));
        tables.Journal.Add(tables.Leases.Typed(lease));
        tables.Leases.Delete(lease);
    }

    /// <summary>
    /// Without its end: no hand-over came (M-612). Escrow and collateral go to the tenant; a SPOT lease gives
    /// back its lots and its reserve.
    /// </summary>
    public void NoHandover(int lease, ulong atMs)
    {
        ulong collateral = tables.Leases[lease].Collateral;
        book.Slash(lease, collateral);
        book.Say(LedgerEventKind.NoHandover, lease, atMs,
            money: new LeaseMoney(0, 0, 0, 0, collateral));
        reputation.Fault(lease, byProvider: true, atMs);
        Withdraw(lease, atMs);
    }

    /// <summary>A lease that was never handed over is no more.</summary>
    public void Withdraw(int lease, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        if (row.IsSpot) ReleaseSpot(lease, spent: 0, atMs);
        Close(lease, atMs);
    }

    /// <summary>
    /// Its lots leave `sold`; what is not spent of its reserve is free again. A transfer of it is over.
    /// </summary>
    public void ReleaseSpot(int lease, ulong spent, ulong atMs)
    {
        transfers.Drop(lease, atMs);
        LeaseRow row = tables.Leases[lease];
        int asset = book.AssetOf(row);
        tables.Balances.Spend(row.Tenant, asset, row.Reserve, spent,
            new Cause(MovementReason.Reserve, tables.Leases.KeyOf(lease)));
        tables.Hold(asset, escrow: spent);
        tables.Capacity.Move(row.SoldFrom, offered: 0, -(long)row.Lots);
        tables.Leases.Update(lease, row with
        {
            Reserve = 0,
            Escrow = row.Escrow + spent,
            State = Wire.LeaseState.Ended,
        });
    }
}
