namespace Chain.Ledger.Storage;

/// <summary>
/// The families that hold nothing but what follows from the blocks. A change of their layouts, or of the
/// rules behind them, raises <see cref="MetaTable.DerivedSchema"/> and needs no new chain.
/// </summary>
internal static class DerivedFamilies
{
    public static IReadOnlyList<Family> All { get; } =
        [Family.Trades, Family.InstrumentTrades, Family.Candles, Family.BundleResults, Family.Leases,
            Family.Events, Family.Movements, Family.Auctions];
}
