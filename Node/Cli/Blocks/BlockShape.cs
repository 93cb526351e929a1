using Chain.Wire;

namespace Chain.Node.Cli.Blocks;

/// <summary>A block as JSON. <paramref name="StateRoot"/> is the state after its parent.</summary>
internal sealed record BlockShape(
    ulong Height, string Hash, string ParentHash, ulong Epoch, ulong TimestampMs, string StateRoot,
    IReadOnlyList<TransactionShape> Transactions)
{
    public static BlockShape From(Block block) => new(
        block.Height, Show.Hex(block.Hash), Show.Hex(block.ParentHash), block.Epoch, block.TimestampMs,
        Show.Hex(block.StateRoot),
        block.Transactions.Select((bytes, i) => TransactionShape.From(
            bytes.Memory, i < block.Receipts.Count ? block.Receipts[i] : null)).ToList());
}

/// <summary>A block without its content, as JSON.</summary>
internal sealed record BlockSummaryShape(
    ulong Height, string Hash, ulong TimestampMs, uint Transactions, string StateRoot)
{
    public static BlockSummaryShape From(BlockSummary block) => new(
        block.Height, Show.Hex(block.Hash), block.TimestampMs, block.Transactions, Show.Hex(block.StateRoot));
}
