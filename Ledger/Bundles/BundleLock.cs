using Chain.Ledger.Tables;

namespace Chain.Ledger.Bundles;

/// <summary>What a bundle locks: enough however its limit is spread over its legs (M-503).</summary>
internal static class BundleLock
{
    public static UInt128 Of(LedgerTables tables, in BundleRow row)
    {
        ulong bps = 0, ms = 0;
        UInt128 lots = 0;
        foreach (Leg leg in row.Legs)
        {
            ref readonly ProductRow product = ref tables.Products[leg.Instrument.Product];
            bps = Math.Max(bps, product.FeeBps);
            ms = Math.Max(ms, product.NoticeMs + tables.Parameters.GraceMs);
            lots += leg.Lots;
        }
        return row.IsSpot
            ? (UInt128)row.Limit * ms / Limits.MsPerHour + lots
            : row.Limit + ((UInt128)row.Limit * bps + 9_999) / 10_000 + (uint)(row.Legs.Length - 1);
    }
}
