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
/// what is committed or lost goes when its height is committed. Thread-safe.
/// </summary>
public sealed class BodyCache
{
    private const int Capacity = 8 * Limits.UncommittedBlocks + 2 * Limits.SyncBlocks;

    // Between a block's coming and its being held others may come, however many are held.
    private const int Newest = Limits.UncommittedBlocks;

    private readonly Lock gate = new();
    private readonly Dictionary<Hash32, Entry> blocks = [];
    private long added;

    /// <summary>Keeps a block to be judged or voted for.</summary>
    public void Add(FullBlock block) => Add(block, held: false);

    /// <summary>
    /// Keeps a block until its height is committed: it is in the journal, or final. The core counts on it.
    /// </summary>
    public void Hold(FullBlock block) => Add(block, held: true);

    public FullBlock? Find(Hash32 digest)
    {
        lock (gate) return blocks.GetValueOrDefault(digest)?.Block;
    }

    /// <summary>Forgets blocks at or below a committed height.</summary>
    public void DropThrough(Height committed)
    {
        lock (gate)
            foreach (FullBlock block in blocks.Values.Select(entry => entry.Block)
                .Where(block => block.Header.Height <= committed).ToList())
                blocks.Remove(block.Digest);
    }

    private void Add(FullBlock block, bool held)
    {
        lock (gate)
        {
            if (blocks.TryGetValue(block.Digest, out Entry? known))
            {
                known.Held |= held;
                return;
            }
            blocks.Add(block.Digest, new Entry(block, ++added) { Held = held });
            if (blocks.Count > Capacity) EvictOne();
        }
    }

    /// <summary>
    /// What is held is committed next or must be served: without it the node would have to stop, and views
    /// and quorums bound how much there is. Of the others the newest is being judged now, while one that
    /// nobody voted for or asked for in so many views is lost: the oldest goes, whatever its height.
    /// </summary>
    private void EvictOne()
    {
        Entry[] others = [.. blocks.Values.Where(entry => !entry.Held)];
        if (others.Length > Newest) blocks.Remove(others.MinBy(entry => entry.Added)!.Block.Digest);
    }

    private sealed class Entry(FullBlock block, long added)
    {
        public FullBlock Block => block;
        public long Added => added;
        public bool Held { get; set; }
    }
}
