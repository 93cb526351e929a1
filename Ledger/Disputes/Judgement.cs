using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Disputes;

/// <summary>What a verdict does: bonds, money, faults, and how the lease goes on (M-735).</summary>
internal sealed class Judgement(LedgerTables tables)
{
    private readonly LeaseBook book = new(tables);
    private readonly Receipts receipts = new(tables);
    private readonly Closing closing = new(tables);
    private readonly Windows windows = new(tables);
    private readonly Reputation reputation = new(tables);

    /// <param name="dispute">Its row is gone already.</param>
    public void Execute(in DisputeRow dispute, Verdict verdict, ulong atMs)
    {
        int lease = tables.Leases.Find(dispute.Lease);
        ReturnBonds(lease, dispute, verdict);
        if (verdict == Verdict.Provider) reputation.Fault(lease, byProvider: false, atMs);
        if (verdict == Verdict.Tenant) reputation.Fault(lease, byProvider: true, atMs);
        LedgerEventKind kind = verdict switch
        {
            Verdict.Provider => LedgerEventKind.DecidedForProvider,
            Verdict.Tenant => LedgerEventKind.DecidedForTenant,
            _ => LedgerEventKind.DecidedHalf,
        };
        Hash32 id = DisputeHashes.OfDispute(dispute.Lease, dispute.Receipt);
        if (dispute.IsHandover)
        {
            LeaseMoney money = SettleHandover(lease, verdict);
            book.Say(kind, lease, atMs, document: id, money: money);
            closing.Close(lease, atMs);
            return;
        }
        UInt128 delivered = verdict switch
        {
            Verdict.Provider => dispute.Claimed,
            Verdict.Tenant => dispute.Stated,
            _ => dispute.Stated + (dispute.Claimed - dispute.Stated) / 2,
        };
        LeaseMoney settled = receipts.Decide(lease, dispute.Claimed, delivered);
        book.Say(kind, lease, atMs, document: id, money: settled);
        windows.Next(lease, atMs);
    }

    /// <summary>The loser's goes to the winner; the provider's is collateral again.</summary>
    private void ReturnBonds(int lease, in DisputeRow dispute, Verdict verdict)
    {
        LeaseRow row = tables.Leases[lease];
        int asset = book.AssetOf(row);
        var cause = new Cause(MovementReason.Bond, dispute.Lease);
        ulong tenantLoses = verdict == Verdict.Provider ? dispute.TenantBond : 0;
        tables.Balances.Spend(row.Tenant, asset, dispute.TenantBond, tenantLoses, cause);
        tables.Balances.Credit(row.Provider, asset, tenantLoses, cause);
        ulong providerLoses = verdict == Verdict.Tenant ? dispute.ProviderBond : 0;
        tables.Balances.Spend(row.Provider, asset, providerLoses, providerLoses, cause);
        tables.Balances.Credit(row.Tenant, asset, providerLoses, cause);
        tables.Leases.Update(lease, row with
        {
            Collateral = row.Collateral + dispute.ProviderBond - providerLoses,
            Disputed = false,
        });
    }

    /// <summary>What it leaves in the lease is the tenant's when it closes.</summary>
    private LeaseMoney SettleHandover(int lease, Verdict verdict)
    {
        LeaseRow row = tables.Leases[lease];
        ulong earned = verdict switch
        {
            Verdict.Provider => row.Escrow,
            Verdict.Half => row.Escrow / 2,
            _ => 0,
        };
        ulong fee = (ulong)Meter.FeeOf(row, tables.Products[row.Instrument.Product], earned);
        tables.Leases.Update(lease, row with { Escrow = row.Escrow - earned });
        book.PayOut(lease, row.Provider, earned, MovementReason.Earned);
        book.Charge(lease, fee);
        ulong slash = verdict == Verdict.Tenant ? row.Collateral : 0;
        book.Slash(lease, slash);
        return new LeaseMoney(Claimed: 0, earned, fee, row.Escrow - earned, slash);
    }
}
