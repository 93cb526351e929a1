using Chain.Ledger.Auctions;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Leases;

/// <summary>
/// A transfer takes effect (M-804): the lease ends with its period, the taker's begins, and with the rest its
/// tenant goes on in one of its own. So no meter ever counts lots that change.
/// </summary>
internal sealed class Succession(LedgerTables tables)
{
    private readonly LeaseBook book = new(tables);
    private readonly Transfers transfers = new(tables);
    private readonly Streams streams = new(tables);
    private readonly NewLease leases = new(tables);
    private readonly Ending ending = new(tables);
    private readonly LeaseRoom room = new(tables);

    /// <param name="lease">A period of it ends.</param>
    /// <returns>False where nothing is transferred: the period ends as always.</returns>
    public bool TryRun(int lease, ulong atMs, in BlockContext block)
    {
        int slot = transfers.Of(lease);
        if (slot < 0 || !tables.Transfers[slot].IsAccepted) return false;
        LeaseRow row = tables.Leases[lease];
        TransferRow transfer = tables.Transfers[slot];
        Require.That(row.EndMs == 0 && row is { Acknowledged: true, State: LeaseState.Active });
        if (!IsPossible(row, transfer, atMs))
        {
            transfers.Drop(lease, atMs);
            return false;
        }
        tables.Transfers.Delete(slot);
        Run(lease, row, transfer, atMs, block);
        return true;
    }

    private bool IsPossible(in LeaseRow row, in TransferRow transfer, ulong atMs)
    {
        int asset = book.AssetOf(row);
        ulong fee = tables.Products[row.Instrument.Product].RekeyFee;
        return !row.Disputed && !streams.Of(tables.Leases.StreamOf(row)).IsDry
            && !tables.Freezes.IsFrozen(row.Tenant, atMs) && !tables.Freezes.IsFrozen(transfer.Taker, atMs)
            && room.Fits(new StreamKey(transfer.Taker, asset), more: 1)
            && tables.Balances.Of(row.Tenant, asset).Available + (UInt128)transfer.Price >= fee;
    }

    private void Run(
        int lease, in LeaseRow row, in TransferRow transfer, ulong atMs, in BlockContext block)
    {
        Hash32 id = tables.Leases.KeyOf(lease), taken = IdOf(id, row, transfer.Taker, block);
        Pay(row, transfer, taken);
        ulong moved = Fraction.OfPart(row.Collateral, 0, transfer.Lots, row.Lots);
        LeaseRow taking = leases.ChildOf(
            row, transfer.Taker, transfer.Lots, fee: 0, collateral: moved, block.Height);
        int child = tables.Leases.Insert(taken, taking with
        {
            Marks = LeaseMarks.Of(group: default, transfer.DeliveryKey, (byte)(row.Splits + 1)),
        });
        book.Say(LedgerEventKind.Transferred, child, atMs, document: id,
            money: new LeaseMoney(0, transfer.Price, 0, 0, 0));
        ulong kept = row.Lots == transfer.Lots
            ? 0 : KeepRest(id, row, transfer, row.Collateral - moved, atMs, block);
        tables.Capacity.Move(row.SoldFrom, offered: 0, (long)row.Lots);
        tables.Leases.Update(lease, row with { Collateral = 0, Reserve = row.Reserve - kept });
        ending.EndTransferred(lease, atMs);
    }

    /// <summary>The tenant's own part: served on as it is, from a meter that begins anew.</summary>
    /// <returns>Its reserve, out of the lease's.</returns>
    private ulong KeepRest(
        Hash32 id, in LeaseRow row, in TransferRow transfer, ulong collateral, ulong atMs,
        in BlockContext block)
    {
        LeaseRow booked = leases.ChildOf(
            row, row.Tenant, row.Lots - transfer.Lots, fee: 0, collateral, block.Height);
        int rest = tables.Leases.Insert(IdOf(id, row, row.Tenant, block), booked.WithoutWindow() with
        {
            State = LeaseState.Active,
            Marks = row.Marks,
            PostedMs = atMs,
            Postings = row.Postings,
            Acknowledged = true,
            ThroughMs = atMs,
            PeriodMs = atMs,
            WakeMs = ending.NextWake(atMs, endMs: 0),
        });
        streams.Join(tables.Leases[rest], atMs);
        book.Say(LedgerEventKind.GoesOn, rest, atMs, document: id);
        return booked.Reserve;
    }

    /// <summary>The price to the tenant, and of what it has then the provider's new credentials.</summary>
    private void Pay(in LeaseRow row, in TransferRow transfer, Hash32 child)
    {
        int asset = book.AssetOf(row);
        var price = new Cause(MovementReason.Resale, child);
        tables.Balances.Spend(transfer.Taker, asset, transfer.Price, transfer.Price, price);
        tables.Balances.Credit(row.Tenant, asset, transfer.Price, price);
        ulong fee = tables.Products[row.Instrument.Product].RekeyFee;
        var rekeying = new Cause(MovementReason.Rekeying, child);
        Require.That(tables.Balances.TryDebit(row.Tenant, asset, fee, rekeying));
        tables.Balances.Credit(row.Provider, asset, fee, rekeying);
    }

    private Hash32 IdOf(Hash32 lease, in LeaseRow row, int tenant, in BlockContext block) =>
        LedgerHashes.OfLease(block.ParentDigest, tables.Instruments.IdOf(row.Instrument),
            new AccountId(lease), tables.Accounts.KeyOf(tenant));
}
