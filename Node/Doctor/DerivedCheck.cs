using Chain.Ledger.Storage;

namespace Chain.Node.Doctor;

/// <summary>
/// Trades, candles and what else follows from the blocks: its version, and rows from either end.
/// </summary>
internal static class DerivedCheck
{
    private const string Name = "derived";

    private const int RowsFromEachEnd = 10_000;

    /// <param name="all">Reads all rows.</param>
    /// <param name="blocksAreSound">Without them nothing can be made again.</param>
    public static Finding Run(StoreInspection store, bool all, bool blocksAreSound)
    {
        long rows = 0;
        try
        {
            store.CheckDerived();
            foreach (string family in StoreInspection.Derived)
                rows += store.CheckDerivedRows(family, all ? null : RowsFromEachEnd);
            return Finding.Sound(
                Name, $"trades, candles and the like are of this release's version; {rows} rows read, none "
                    + "broken");
        }
        catch (StoreException error) when (blocksAreSound)
        {
            return Finding.Mends(
                Name, error.What, "makes it again from the stored blocks before it opens its ports");
        }
        catch (StoreException error)
        {
            return Finding.Fault(
                Name, error.What, "cannot make it again, for the blocks are damaged too", Remedy.Resync);
        }
    }
}
