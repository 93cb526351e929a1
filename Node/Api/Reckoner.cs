using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;

namespace Chain.Node.Api;

/// <summary>
/// Counts where all units of an asset are, from every row that holds some. It reads the whole state, so only
/// one count runs at a time.
/// </summary>
internal sealed class Reckoner(ChainStore store)
{
    private readonly Lock counting = new();

    public Reconciliation Count(string asset)
    {
        if (!counting.TryEnter()) throw ApiErrors.Busy();
        try
        {
            using StoreSnapshot now = store.Snapshot();
            return Count(now, asset);
        }
        finally
        {
            counting.Exit();
        }
    }

    private static Reconciliation Count(StoreSnapshot now, string asset)
    {
        StoreReads reads = now.Reads;
        if (StateRows.Row<StateRow.Totals>(reads, StateKey.Totals(asset)) is not { } totals)
            throw ApiErrors.NotFound("asset");
        var sums = new Reconciliation { Asset = asset, Height = now.Height.Value, Fees = totals.Fees };
        UInt128 available = 0, locked = 0, escrow = 0, streamFunds = 0;
        foreach (StateRow.Balance row in StateRows.Rows<StateRow.Balance>(reads, [(byte)RowKind.Balance]))
        {
            if (row.Symbol != asset) continue;
            sums.Accounts++;
            available += row.Available;
            locked += row.Locked;
        }
        var products = StateRows.Rows<StateRow.Product>(reads, [(byte)RowKind.Product])
            .Where(row => row.Terms.Asset == asset).Select(row => row.Terms.Product).ToHashSet();
        foreach (StateRow.Lease row in StateRows.Rows<StateRow.Lease>(reads, [(byte)RowKind.Lease]))
        {
            if (!products.Contains(row.ProductName)) continue;
            sums.Leases++;
            escrow += row.Escrow;
        }
        foreach (StateRow.Stream row in StateRows.Rows<StateRow.Stream>(reads, [(byte)RowKind.Stream]))
        {
            if (row.Symbol != asset) continue;
            sums.Streams++;
            streamFunds += (UInt128)row.Funds + row.Pool;
        }
        (sums.Available, sums.Locked) = (Describe.Wide(available), Describe.Wide(locked));
        (sums.Escrow, sums.StreamFunds) = (Describe.Wide(escrow), Describe.Wide(streamFunds));
        (sums.Minted, sums.Burnt) = (Describe.Wide(totals.Minted), Describe.Wide(totals.Burnt));
        return sums;
    }
}
