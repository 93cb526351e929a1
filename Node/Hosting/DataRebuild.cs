using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Execution;

namespace Chain.Node.Hosting;

/// <summary>
/// <c>chain data rebuild</c>: drops what a stopped node derived (trades, candles) and makes it again, by
/// executing every stored block from the genesis on. Each state root must be the one that the chain names.
/// </summary>
internal static class DataRebuild
{
    /// <summary>What was rebuilt.</summary>
    /// <param name="Trades">Rows of the trade history.</param>
    /// <param name="StateRoot">Of the executed state, which is the stored one.</param>
    public sealed record Report(ulong Height, ulong Transactions, ulong Trades, Hash32 StateRoot);

    /// <param name="genesis">The state before the first block.</param>
    /// <param name="path">The store.</param>
    /// <param name="progress">Told the height now and then.</param>
    /// <exception cref="StoreException">
    /// Locked while the node runs; Damaged when the blocks do not execute to the roots they name: then the
    /// derived data stays marked incomplete.
    /// </exception>
    public static Report Run(GenesisState genesis, string path, Action<Height>? progress = null)
    {
        using DerivedRebuild rebuild = DerivedRebuild.Open(path, genesis.ChainHash);
        LedgerState state = LedgerState.FromGenesis(genesis);
        rebuild.Begin();
        ulong transactions = 0, trades = 0;
        BlockOutcome? newest = null;
        Hash32 parent = HeaderAt(rebuild, default).Digest;
        for (Height height = new(1); height <= rebuild.Head.Height; height = height.Next)
        {
            BlockHeader header = HeaderAt(rebuild, height);
            CheckRoots(header, state, newest);
            newest = Execute(rebuild, state, header, parent);
            DerivedRows rows = Derivation.Of(newest);
            rebuild.Add(header, rows);
            transactions += (ulong)newest.Receipts.Count;
            trades += (ulong)rows.Trades.Count;
            parent = header.Digest;
            progress?.Invoke(height);
        }
        if (state.Root != rebuild.Head.StateRoot)
            throw Differs(rebuild.Head.Height, "state root", state.Root, rebuild.Head.StateRoot);
        rebuild.Complete();
        return new Report(rebuild.Head.Height.Value, transactions, trades, state.Root);
    }

    private static BlockOutcome Execute(
        DerivedRebuild rebuild, LedgerState state, BlockHeader header, Hash32 parent)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> body = rebuild.Reads.Body(header.Height)
            ?? throw Broken($"block {header.Height} has no body");
        var block = new BlockContext(header.Height, header.Digest, parent, header.TimestampMs);
        BlockOutcome outcome = Ledger.Execution.Apply(state, block, [.. body.Select(Parse)]);
        state.Settle(header.Height);
        return outcome;
    }

    /// <summary>A header names the roots after its parent.</summary>
    private static void CheckRoots(BlockHeader header, LedgerState state, BlockOutcome? parent)
    {
        // The first block follows the genesis, whose header says nothing of roots.
        Height height = new(header.Height.Value - 1);
        if (header.StateRoot != state.Root) throw Differs(height, "state root", state.Root, header.StateRoot);
        if (parent is not null && header.ReceiptsRoot != parent.ReceiptsRoot)
            throw Differs(height, "receipts root", parent.ReceiptsRoot, header.ReceiptsRoot);
    }

    private static BlockHeader HeaderAt(DerivedRebuild rebuild, Height height) =>
        rebuild.Reads.Header(height)?.Header ?? throw Broken($"block {height} is missing");

    private static Transaction Parse(ReadOnlyMemory<byte> bytes) =>
        TransactionCodec.Parse(bytes, out string? problem)
            ?? throw Broken($"a stored transaction is unreadable: {problem}");

    private static StoreException Differs(Height height, string what, Hash32 own, Hash32 certified) =>
        Broken($"block {height} executes to {what} {own}, the chain says {certified}");

    private static StoreException Broken(string what) => new(StoreErrorKind.Damaged, what);
}
