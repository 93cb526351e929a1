using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Configuration;

namespace Chain.Node.Hosting;

/// <summary>
/// The state read back from its rows. Its root, computed anew from every one of them, must be the root stored
/// with the newest block.
/// </summary>
internal static class StoredState
{
    /// <exception cref="StoreException">StateDamaged: the root is another; Damaged: a block is.</exception>
    public static LedgerState Load(GenesisSection genesis, StoreReads reads, HeadMarker head)
    {
        BlockHeader newest = reads.Header(head.Height)!.Header;
        Hash32 chain = genesis.ComputeHash();
        var at = new StatePosition(
            genesis.ChainId, chain, head.Height, head.Digest, newest.TimestampMs,
            RecentBlocks(reads, newest));
        LedgerState state;
        try
        {
            state = LedgerState.Load(at, reads.AllState().Select(
                row => ((ReadOnlyMemory<byte>)row.Key, (ReadOnlyMemory<byte>)row.Value)));
        }
        catch (StateCorruptException error)
        {
            throw new StoreException(StoreErrorKind.StateDamaged, error.Message, error);
        }
        if (state.Root != head.StateRoot)
            throw new StoreException(
                StoreErrorKind.StateDamaged,
                $"the stored state hashes to {state.Root}, not to {head.StateRoot}");
        return state;
    }

    /// <summary>Transactions of a stored body.</summary>
    /// <exception cref="StoreException">Damaged.</exception>
    public static IEnumerable<Transaction> Parse(IReadOnlyList<ReadOnlyMemory<byte>> body) =>
        body.Select(bytes => TransactionCodec.Parse(bytes, out string? problem)
            ?? throw new StoreException(
                StoreErrorKind.Damaged, $"a stored transaction is unreadable: {problem}"));

    /// <summary>Transaction ids of the validity window, so that none is executed twice.</summary>
    private static List<RecentBlock> RecentBlocks(StoreReads reads, BlockHeader newest)
    {
        var blocks = new List<RecentBlock>();
        for (BlockHeader header = newest; header.Height.Value > 0;)
        {
            if (header.TimestampMs + Limits.ValidityMs < newest.TimestampMs) break;
            IReadOnlyList<ReadOnlyMemory<byte>> body = reads.Body(header.Height)
                ?? throw new StoreException(StoreErrorKind.Damaged, $"block {header.Height} has no body");
            blocks.Add(new RecentBlock(header.TimestampMs, [.. Parse(body).Select(t => t.Id)]));
            header = reads.Header(new Height(header.Height.Value - 1))!.Header;
        }
        blocks.Reverse();
        return blocks;
    }
}
