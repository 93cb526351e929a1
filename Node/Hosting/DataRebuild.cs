using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Execution;

namespace Chain.Node.Hosting;

/// <summary>
/// Drops what a stopped node derived (trades, candles, ...) and makes it again by executing every stored
/// block from the genesis on. Each state root must be the one that the chain names. So does a start that
/// finds it stale or damaged, and <c>chain data rebuild</c>, which makes the rows of the state again too
/// where asked.
/// </summary>
internal static class DataRebuild
{
    /// <summary>What was rebuilt.</summary>
    /// <param name="Trades">Rows of the trade history.</param>
    /// <param name="StateRoot">Of the executed state, which is the stored one.</param>
    public sealed record Report(ulong Height, ulong Transactions, ulong Trades, Hash32 StateRoot);

    /// <param name="genesis">The state before the first block.</param>
    /// <param name="path">The store.</param>
    /// <param name="state">Replace the rows of the state too, once all blocks have executed.</param>
    /// <param name="progress">Told the height and the newest one after each block; may throw to end
    /// it.</param>
    /// <exception cref="StoreException">
    /// Locked while the node runs; Damaged when the blocks do not execute to the roots they name: then the
    /// derived data stays marked incomplete, and the state as it was.
    /// </exception>
    public static Report Run(
        GenesisState genesis, string path, bool state = false, Action<Height, Height>? progress = null)
    {
        using DerivedRebuild rebuild = DerivedRebuild.Open(path, genesis.ChainHash);
        rebuild.Begin();
        var chain = new StoredChain(genesis, rebuild.Reads, rebuild.Head);
        ulong transactions = 0, trades = 0;
        while (!chain.AtHead)
        {
            (BlockHeader header, BlockOutcome outcome) = chain.Next();
            DerivedRows rows = Derivation.Of(outcome);
            rebuild.Add(header, rows);
            transactions += (ulong)outcome.Receipts.Count;
            trades += (ulong)rows.Trades.Count;
            progress?.Invoke(header.Height, rebuild.Head.Height);
        }
        chain.CheckNewest();
        if (state)
            rebuild.ReplaceState(chain.State.Rows().Select(
                row => new StoredRow(row.Key.ToArray(), row.After!.Value.ToArray())));
        rebuild.Complete();
        return new Report(rebuild.Head.Height.Value, transactions, trades, chain.State.Root);
    }
}
