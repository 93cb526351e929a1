using Chain.Consensus;

namespace Chain.Node.Blocks;

/// <summary>A block with its transactions, signatures checked, ids in the order of the outline.</summary>
public sealed record FullBlock(BlockOutline Outline, IReadOnlyList<Transaction> Transactions)
{
    public BlockHeader Header => Outline.Header;
    public Hash32 Digest => Outline.Digest;
}

/// <summary>
/// Bodies of blocks that are not committed yet, by digest: from proposals, fetches and the journal. Bounded:
/// what is committed or lost goes when its height is committed, and the lowest goes first should it ever
/// fill. Thread-safe.
/// </summary>
public sealed class BodyCache
{
    private const int Capacity = 8 * Limits.UncommittedBlocks + 2 * Limits.SyncBlocks;

    private readonly Lock gate = new();
    private readonly Dictionary<Hash32, FullBlock> blocks = [];

    public void Add(FullBlock block)
    {
        lock (gate)
        {
            blocks[block.Digest] = block;
            if (blocks.Count <= Capacity) return;
            blocks.Remove(blocks.Values.MinBy(kept => (kept.Header.Height, kept.Digest))!.Digest);
        }
    }

    public FullBlock? Find(Hash32 digest)
    {
        lock (gate) return blocks.GetValueOrDefault(digest);
    }

    /// <summary>Forgets blocks at or below a committed height.</summary>
    public void DropThrough(Height committed)
    {
        lock (gate)
            foreach (FullBlock block in blocks.Values.Where(b => b.Header.Height <= committed).ToList())
                blocks.Remove(block.Digest);
    }
}
