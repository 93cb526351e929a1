using Chain.Consensus;

namespace Chain.Tests.Simulation;

/// <summary>
/// The market's stand-in: a transaction is its id, the state after a block is a hash chain over the non-empty
/// blocks. One per run, because execution is a function of the block; who holds which body is each
/// node's own affair.
/// </summary>
public sealed class FakeLedger
{
    public const byte BrokenTransaction = 0xBD;

    private static readonly TaggedHash stateTag = new("simulation/state");
    private static readonly TaggedHash receiptsTag = new("simulation/receipts");

    private readonly Dictionary<Hash32, Known> blocks = [];
    private readonly Hash32 chain;

    public FakeLedger(Hash32 chain, Hash32 rootState)
    {
        this.chain = chain;
        Root = new ChainHead(stateTag.Of(chain.Span), new Height(0), 1_700_000_000_000, false);
        blocks[Root.Digest] = new Known(null, null, rootState, Hash32.Zero);
    }

    /// <summary>Genesis.</summary>
    public ChainHead Root { get; }

    public Epoch Epoch { get; } = new(1);

    private sealed class Known(BlockOutline? outline, Known? parent, Hash32 state, Hash32 receipts)
    {
        public BlockOutline? Outline { get; } = outline;
        public Known? Parent { get; } = parent;
        public Hash32 State { get; } = state;
        public Hash32 Receipts { get; } = receipts;
        public BlockVerdict Verdict { get; set; }
    }

    public BlockOutline Outline(Hash32 digest) => blocks[digest].Outline!;

    /// <summary>Takes note of a block; its ancestors must be known.</summary>
    public bool Register(BlockOutline outline)
    {
        if (blocks.ContainsKey(outline.Digest)) return true;
        if (!blocks.TryGetValue(outline.Header.Parent, out Known? parent)) return false;
        bool changes = outline.TransactionIds.Count > 0;
        Hash32 state = changes ? Chained(stateTag, parent.State, outline) : parent.State;
        Hash32 receipts = changes ? Chained(receiptsTag, parent.State, outline) : Hash32.Zero;
        blocks[outline.Digest] = new Known(outline, parent, state, receipts);
        return true;
    }

    public BlockOutline Build(ChainHead parent, ulong timestampMs, IReadOnlyList<Hash32> ids)
    {
        Known known = blocks[parent.Digest];
        var header = new BlockHeader
        {
            Chain = chain,
            Epoch = Epoch,
            Height = parent.Height.Next,
            Parent = parent.Digest,
            TimestampMs = timestampMs,
            TransactionCount = (uint)ids.Count,
            TransactionsRoot = MerkleRoot.Of([.. ids]),
            StateRoot = known.State,
            ReceiptsRoot = known.Receipts,
            NextValidators = Hash32.Zero,
        };
        var outline = new BlockOutline(header, ids);
        Register(outline);
        return outline;
    }

    /// <summary>What every honest node finds when it has all bodies.</summary>
    public BlockVerdict Judge(Hash32 digest)
    {
        Known known = blocks[digest];
        if (known.Verdict == BlockVerdict.None)
            known.Verdict = IsValid(known) ? BlockVerdict.Valid : BlockVerdict.Invalid;
        return known.Verdict;
    }

    public bool IsInAncestors(Hash32 digest, Hash32 id)
    {
        for (Known? at = blocks[digest]; at?.Outline is { } outline; at = at.Parent)
        {
            if (outline.TransactionIds.Contains(id)) return true;
        }
        return false;
    }

    private bool IsValid(Known known)
    {
        BlockOutline outline = known.Outline!;
        BlockHeader header = outline.Header;
        Known parent = known.Parent!;
        if (header.Chain != chain || header.StateRoot != parent.State
            || header.ReceiptsRoot != parent.Receipts)
            return false;
        if (!header.NextValidators.IsZero) return false;
        if (outline.TransactionIds.Distinct().Count() != outline.TransactionIds.Count) return false;
        return outline.TransactionIds.All(id =>
            id.Span[0] != BrokenTransaction && !IsInAncestors(header.Parent, id));
    }

    private static Hash32 Chained(TaggedHash tag, Hash32 before, BlockOutline outline)
    {
        Hash32 root = outline.Header.TransactionsRoot;
        return tag.Of([.. before.Span, .. root.Span]);
    }
}
