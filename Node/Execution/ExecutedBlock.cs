using Chain.Ledger;
using Chain.Node.Blocks;

namespace Chain.Node.Execution;

/// <summary>A block on the state's path from the committed head to the tip.</summary>
public sealed record ExecutedBlock(FullBlock Block, BlockOutcome Outcome);

/// <summary>What the child of a block must say of it.</summary>
/// <param name="Digest">Digest of the block.</param>
/// <param name="Height">Its height.</param>
/// <param name="TimestampMs">Its timestamp.</param>
/// <param name="StateRoot">Root of the state after it.</param>
/// <param name="ReceiptsRoot">Root over its receipts.</param>
public sealed record BlockResult(
    Hash32 Digest, Height Height, ulong TimestampMs, Hash32 StateRoot, Hash32 ReceiptsRoot);
