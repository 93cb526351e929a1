using Chain.Crypto;
using Chain.Ledger.Tree;

namespace Chain.Ledger;

/// <summary>
/// The state of the market after one block, in memory (docs/adr/0002). <see cref="Execution.Apply"/> moves it
/// forward a block, <see cref="Undo"/> back. Not for concurrent use: one executor owns it.
/// </summary>
public sealed class LedgerState
{
    /// <summary>So many are encoded at once: a large state needs no second copy of itself.</summary>
    private const int RowsAtOnce = 1 << 16;

    private readonly StateTree tree = new();

    private LedgerState(string chainId, Hash32 chain)
    {
        ChainId = chainId;
        Chain = chain;
        Machinery = new Machinery(Tables, chain);
    }

    public string ChainId { get; }

    /// <summary>Hash of the genesis document.</summary>
    public Hash32 Chain { get; }

    public Height Height { get; private set; }

    /// <summary>Digest of the newest block's header; the genesis hash before the first.</summary>
    public Hash32 Tip { get; private set; }

    public ulong TimestampMs { get; private set; }

    /// <summary>Root of the state tree: what the next header certifies.</summary>
    public Hash32 Root => tree.Root;

    /// <summary>Ids that may not be executed again.</summary>
    public RecentTransactions Recent { get; } = new();

    internal LedgerTables Tables { get; } = new();

    internal Machinery Machinery { get; }

    public static LedgerState FromGenesis(GenesisState genesis)
    {
        var state = new LedgerState(genesis.ChainId, genesis.ChainHash);
        GenesisLoader.Fill(state.Tables, genesis);
        state.Start(new Height(0), genesis.ChainHash, genesis.TimestampMs);
        return state;
    }

    /// <summary>Rebuilds state, indexes, due queue and tree from stored rows.</summary>
    /// <param name="rows">In ascending key order, as a store iterates them.</param>
    /// <param name="at">Where the stored state stands.</param>
    /// <exception cref="StateCorruptException">The rows are not a state of this schema.</exception>
    public static LedgerState Load(
        StatePosition at, IEnumerable<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> rows)
    {
        var state = new LedgerState(at.ChainId, at.Chain);
        var loader = new RowLoader(state.Tables);
        foreach ((ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) in rows)
            loader.Add(key.Span, value.Span);
        state.Start(at.Height, at.Tip, at.TimestampMs);
        foreach (RecentBlock block in at.Recent) state.Recent.Add(block);
        return state;
    }

    /// <summary>Takes back the newest block; exact.</summary>
    public void Undo(BlockOutcome outcome)
    {
        Require.That(outcome.Block.Height == Height && outcome.Block.Digest == Tip);
        Tables.Undo(outcome.Reversal);
        tree.DropNewest();
        Recent.UndoNewest();
        Height = new Height(Height.Value - 1);
        Tip = outcome.ParentTip;
        TimestampMs = outcome.ParentTimestampMs;
    }

    /// <summary>Blocks up to this height are committed: they will not be undone.</summary>
    public void Settle(Height committed)
    {
        tree.Settle(committed.Value);
        Recent.Settle((int)(Height.Value - committed.Value));
    }

    /// <summary>Every row, unordered between and within kinds except that kinds ascend.</summary>
    public IEnumerable<StateChange> Rows() => Tables.AllRows(atOnce: 1 << 12).SelectMany(rows => rows);

    /// <summary>What each part holds; for operators and benchmarks.</summary>
    public IReadOnlyList<MemoryUse> Memory() => [.. Tables.Memory(), .. tree.Memory()];

    /// <summary>Proof of presence or absence of a key under the root after a height.</summary>
    /// <returns>Null when that version is no longer, or not yet, held.</returns>
    public (Hash32 Root, KeyProof Proof)? Prove(ReadOnlySpan<byte> key, Height height) =>
        tree.Prove(StateHash.Of(key), height.Value);

    internal void Advance(BlockContext block, StateChange[] changes, ReadOnlySpan<Hash32> ids)
    {
        tree.Append(block.Height.Value, TreeWrite.Of(changes));
        Recent.Add(new RecentBlock(block.TimestampMs, ids.ToArray()));
        Height = block.Height;
        Tip = block.Digest;
        TimestampMs = block.TimestampMs;
    }

    private void Start(Height height, Hash32 tip, ulong timestampMs)
    {
        Tables.Detach();
        Tables.Journal.Detach();
        foreach (StateChange[] rows in Tables.AllRows(RowsAtOnce)) tree.Fill(TreeWrite.Of(rows));
        tree.Start(height.Value);
        Height = height;
        Tip = tip;
        TimestampMs = timestampMs;
    }
}

/// <summary>Where a stored state stands on its chain.</summary>
/// <param name="Recent">
/// Transaction ids of the blocks of the last <see cref="Limits.ValidityMs"/>, oldest first.
/// </param>
public sealed record StatePosition(
    string ChainId, Hash32 Chain, Height Height, Hash32 Tip, ulong TimestampMs,
    IReadOnlyList<RecentBlock> Recent);

/// <summary>Stored rows are damaged or of another schema.</summary>
public sealed class StateCorruptException : Exception
{
    public StateCorruptException() { }
    public StateCorruptException(string message) : base(message) { }
    public StateCorruptException(string message, Exception inner) : base(message, inner) { }
}
