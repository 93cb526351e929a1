namespace Chain.Ledger.Storage;

/// <summary>
/// Names of the column families inside RocksDB, by the number of their <see cref="Family"/>.
/// </summary>
internal static class FamilyNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "meta", "headers", "heights", "bodies", "transactions", "receipts", "state", "journal", "trades",
        "instrument_trades", "candles", "bundle_results", "leases", "events", "movements",
        "auctions",
    ];
}
