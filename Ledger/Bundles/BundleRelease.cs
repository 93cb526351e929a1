using Chain.Ledger.Tables;

namespace Chain.Ledger.Bundles;

/// <summary>Takes bundles away unfilled and frees what they lock (M-504).</summary>
internal sealed class BundleRelease(LedgerTables tables)
{
    public void End(int bundle)
    {
        BundleRow row = tables.Bundles[bundle];
        int asset = tables.Products[row.Legs[0].Instrument.Product].Asset;
        tables.Balances.Unlock(tables.Bundles.KeyOf(bundle).Account, asset, row.Locked, spent: 0);
        tables.Bundles.Delete(bundle);
    }
}
