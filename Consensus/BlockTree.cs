namespace Chain.Consensus;

/// <summary>
/// The blocks above the head whose bodies are stored, journaled each: what may be built on, committed, or
/// served. They go when a block of their height is committed (C-39).
/// </summary>
internal sealed class BlockTree(ChainHead head)
{
    private readonly Dictionary<Hash32, Held> held = [];
    private readonly SortedSet<(ulong Height, Hash32 Digest)> byHeight = [];

    private sealed class Held(BlockOutline outline)
    {
        public BlockOutline Outline { get; } = outline;
        public bool ChangedState { get; set; } = outline.Header.TransactionCount > 0;
    }

    public ChainHead Head { get; private set; } = head;

    /// <summary>Changes whenever a block comes or the head moves.</summary>
    public ulong Revision { get; private set; }

    /// <summary>Height of the highest block held, the head's where there is none.</summary>
    public Height Highest => byHeight.Count > 0 ? new Height(byHeight.Max.Height) : Head.Height;

    public bool Holds(Hash32 digest) => digest == Head.Digest || held.ContainsKey(digest);

    public BlockOutline? Find(Hash32 digest) =>
        held.TryGetValue(digest, out Held? found) ? found.Outline : null;

    /// <summary>What a child needs to know of its parent; null when the parent is not held.</summary>
    public ChainHead? Point(Hash32 digest)
    {
        if (digest == Head.Digest) return Head;
        if (!held.TryGetValue(digest, out Held? found)) return null;
        BlockHeader header = found.Outline.Header;
        return new ChainHead(digest, header.Height, header.TimestampMs, found.ChangedState);
    }

    /// <returns>False when it is held already or its height is committed.</returns>
    public bool Add(BlockOutline outline)
    {
        if (outline.Header.Height <= Head.Height || !held.TryAdd(outline.Digest, new Held(outline)))
            return false;
        Revision++;
        byHeight.Add((outline.Header.Height.Value, outline.Digest));
        return true;
    }

    public void Executed(Hash32 digest, bool changedState)
    {
        if (!changedState) return;
        if (digest == Head.Digest) Head = Head with { ChangedState = true };
        if (held.TryGetValue(digest, out Held? found)) found.ChangedState = true;
    }

    /// <summary>The blocks from the head's child up to this one.</summary>
    /// <param name="digest">The end of the path.</param>
    /// <param name="lowest">The lowest block reached, null when the end itself is not held.</param>
    /// <returns>Empty for the head itself; null when the path does not reach the head.</returns>
    public List<BlockOutline>? PathTo(Hash32 digest, out BlockHeader? lowest)
    {
        lowest = null;
        var path = new List<BlockOutline>();
        for (Hash32 at = digest; at != Head.Digest;)
        {
            if (Find(at) is not { } block) return null;
            lowest = block.Header;
            path.Add(block);
            at = block.Header.Parent;
        }
        path.Reverse();
        return path;
    }

    public bool IsConnected(Hash32 digest) => PathTo(digest, out _) is not null;

    /// <summary>The head moves to the end of a path; blocks of committed heights are forgotten.</summary>
    public void Commit(BlockHeader last)
    {
        bool changed = held.TryGetValue(last.Digest, out Held? found)
            ? found.ChangedState : last.TransactionCount > 0;
        Revision++;
        Head = new ChainHead(last.Digest, last.Height, last.TimestampMs, changed);
        while (byHeight.Count > 0 && byHeight.Min is var lowest && lowest.Height <= Head.Height.Value)
        {
            byHeight.Remove(lowest);
            held.Remove(lowest.Digest);
        }
    }
}
