using Chain.Ledger;
using Chain.Ledger.Storage;

namespace Chain.Node.Hosting;

/// <summary>
/// Executes the stored blocks of a stopped node again, one after the other, from the genesis on. Each state
/// root and receipts root must be the one that the next header names.
/// </summary>
internal sealed class StoredChain
{
    private readonly StoreReads reads;
    private readonly HeadMarker head;
    private BlockOutcome? newest;
    private Hash32 parent;

    /// <param name="genesis">The state before the first block.</param>
    public StoredChain(GenesisState genesis, StoreReads reads, HeadMarker head)
    {
        this.reads = reads;
        this.head = head;
        State = LedgerState.FromGenesis(genesis);
        parent = HeaderAt(default).Digest;
    }

    /// <summary>After the blocks that were executed.</summary>
    public LedgerState State { get; }

    public bool AtHead => State.Height == head.Height;

    /// <summary>The next block.</summary>
    /// <param name="begins">Told of each phase of its execution.</param>
    /// <exception cref="StoreException">Damaged: it does not follow, or the one before does not execute to
    /// the roots that it names.</exception>
    public (BlockHeader Header, BlockOutcome Outcome) Next(Action<BlockPhase>? begins = null)
    {
        BlockHeader header = HeaderAt(State.Height.Next);
        CheckRoots(header);
        IReadOnlyList<ReadOnlyMemory<byte>> body = reads.Body(header.Height)
            ?? throw Broken($"block {header.Height} has no body");
        Transaction[] transactions = [.. body.Select(Parse)];
        if (header.Parent != parent)
            throw Broken($"block {header.Height} does not follow block {State.Height}");
        if (MerkleRoot.Of([.. transactions.Select(transaction => transaction.Id)]) != header.TransactionsRoot)
            throw Broken($"the transactions of block {header.Height} are not those that its header names");
        newest = Ledger.Execution.Apply(
            State, new BlockContext(header.Height, header.Digest, parent, header.TimestampMs), transactions,
            begins);
        State.Settle(header.Height);
        parent = header.Digest;
        return (header, newest);
    }

    /// <summary>Whether the newest block executed to the roots that the chain names.</summary>
    /// <exception cref="StoreException">Damaged: it did not.</exception>
    public void CheckNewest()
    {
        if (!AtHead) CheckRoots(HeaderAt(State.Height.Next));
        else if (State.Root != head.StateRoot)
            throw Differs(State.Height, "state root", State.Root, head.StateRoot);
    }

    /// <summary>A header names the roots after its parent.</summary>
    private void CheckRoots(BlockHeader header)
    {
        // The first block follows the genesis, whose header says nothing of roots.
        if (header.StateRoot != State.Root)
            throw Differs(State.Height, "state root", State.Root, header.StateRoot);
        if (newest is not null && header.ReceiptsRoot != newest.ReceiptsRoot)
            throw Differs(State.Height, "receipts root", newest.ReceiptsRoot, header.ReceiptsRoot);
    }

    private BlockHeader HeaderAt(Height height) =>
        reads.Header(height)?.Header ?? throw Broken($"block {height} is missing");

    private static Transaction Parse(ReadOnlyMemory<byte> bytes) =>
        TransactionCodec.Parse(bytes, out string? problem)
            ?? throw Broken($"a stored transaction is unreadable: {problem}");

    private static StoreException Differs(Height height, string what, Hash32 own, Hash32 certified) =>
        Broken($"block {height} executes to {what} {own}, the chain says {certified}");

    private static StoreException Broken(string what) => new(StoreErrorKind.Damaged, what);
}
