using Chain.Ledger.Tables;

namespace Chain.Ledger.Leases;

/// <summary>Writes what leases and streams do: money with its movements, and events.</summary>
internal sealed class LeaseBook(LedgerTables tables)
{
    public int AssetOf(in LeaseRow lease) => tables.Products[lease.Instrument.Product].Asset;

    /// <summary>Out of an escrow to an account.</summary>
    public void PayOut(int lease, int account, ulong amount, MovementReason reason)
    {
        if (amount == 0) return;
        int asset = AssetOf(tables.Leases[lease]);
        tables.Hold(asset, escrow: -(Int128)amount);
        tables.Balances.Credit(account, asset, amount, new Cause(reason, tables.Leases.KeyOf(lease)));
    }

    /// <summary>The provider's fee, out of what it was just paid.</summary>
    public void Charge(int lease, ulong fee)
    {
        if (fee == 0) return;
        LeaseRow row = tables.Leases[lease];
        int asset = AssetOf(row);
        var cause = new Cause(MovementReason.Fee, tables.Leases.KeyOf(lease));
        Require.That(tables.Balances.TryDebit(row.Provider, asset, fee, cause));
        tables.Hold(asset, fees: fee);
    }

    /// <summary>Takes collateral that is left, and gives it to the tenant (M-702).</summary>
    public void Slash(int lease, ulong amount)
    {
        if (amount == 0) return;
        LeaseRow row = tables.Leases[lease];
        int asset = AssetOf(row);
        var cause = new Cause(MovementReason.Slash, tables.Leases.KeyOf(lease));
        tables.Balances.Spend(row.Provider, asset, amount, amount, cause);
        tables.Balances.Credit(row.Tenant, asset, amount, cause);
        tables.Leases.Update(lease, row with { Collateral = row.Collateral - amount });
    }

    public void Say(
        LedgerEventKind kind, int lease, ulong effectiveMs, ulong timeMs = 0, Hash32 document = default,
        LeaseMoney money = default)
    {
        LeaseRow row = tables.Leases[lease];
        tables.Journal.Add(new LedgerEvent(kind, effectiveMs, tables.Leases.KeyOf(lease),
            tables.Accounts.KeyOf(row.Provider), tables.Accounts.KeyOf(row.Tenant),
            tables.Assets.KeyOf(AssetOf(row)), timeMs, document, money));
    }

    /// <summary>An event of a lease that another than its tenant learns of.</summary>
    public void Tell(
        int account, LedgerEventKind kind, int lease, ulong effectiveMs, LeaseMoney money = default)
    {
        LeaseRow row = tables.Leases[lease];
        tables.Journal.Add(new LedgerEvent(kind, effectiveMs, tables.Leases.KeyOf(lease),
            tables.Accounts.KeyOf(row.Provider), tables.Accounts.KeyOf(account),
            tables.Assets.KeyOf(AssetOf(row)), TimeMs: 0, Document: default, money));
    }

    public void Say(LedgerEventKind kind, StreamKey stream, ulong effectiveMs, ulong timeMs) =>
        tables.Journal.Add(new LedgerEvent(kind, effectiveMs, default, default,
            tables.Accounts.KeyOf(stream.Account), tables.Assets.KeyOf(stream.Asset), timeMs,
            Document: default, Money: default));
}
