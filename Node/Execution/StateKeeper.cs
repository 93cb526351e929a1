using Chain.Ledger;
using Chain.Node.Blocks;

namespace Chain.Node.Execution;

/// <summary>
/// The one state and its path: from the committed head through executed, uncommitted blocks to the tip. Walks
/// to any block whose ancestors down to the head are at hand, undoing and applying on the way. Owned
/// by the executor.
/// </summary>
public sealed class StateKeeper
{
    private readonly List<ExecutedBlock> path = [];
    private readonly BodyCache bodies;

    /// <param name="state">Stands at the committed head.</param>
    /// <param name="head">The committed head's results.</param>
    /// <param name="bodies">Where uncommitted blocks are found.</param>
    public StateKeeper(LedgerState state, BlockResult head, BodyCache bodies)
    {
        Require.That(state.Root == head.StateRoot && state.Height == head.Height);
        State = state;
        Head = head;
        this.bodies = bodies;
    }

    public LedgerState State { get; }

    /// <summary>The committed head.</summary>
    public BlockResult Head { get; private set; }

    /// <summary>The block that made the head; null until one commits after the start.</summary>
    public ExecutedBlock? LastCommitted { get; private set; }

    /// <summary>What a child of the tip must say.</summary>
    public BlockResult Tip => path.Count == 0 ? Head : ResultOf(path[^1]);

    /// <summary>Moves the state to stand after this block.</summary>
    /// <returns>
    /// False when it descends from no block on the path, or a body on the way is not at hand.
    /// </returns>
    public bool MoveTo(Hash32 digest)
    {
        var forward = new Stack<FullBlock>();
        int keep;
        while ((keep = IndexOf(digest)) < 0)
        {
            if (bodies.Find(digest) is not { } block || block.Header.Height <= Head.Height) return false;
            forward.Push(block);
            digest = block.Header.Parent;
        }
        while (path.Count > keep)
        {
            State.Undo(path[^1].Outcome);
            path.RemoveAt(path.Count - 1);
        }
        while (forward.TryPop(out FullBlock? next)) Apply(next);
        return true;
    }

    /// <summary>The head's child on the path becomes the head; what it did can no longer be undone.</summary>
    public ExecutedBlock CommitNext()
    {
        ExecutedBlock first = path[0];
        path.RemoveAt(0);
        Head = ResultOf(first);
        LastCommitted = first;
        State.Settle(Head.Height);
        return first;
    }

    /// <summary>How the tip's execution went; null when nothing is executed above the head.</summary>
    public ExecutedBlock? Newest => path.Count == 0 ? null : path[^1];

    private void Apply(FullBlock block)
    {
        BlockHeader header = block.Header;
        var context = new BlockContext(header.Height, header.Digest, header.Parent, header.TimestampMs);
        path.Add(new ExecutedBlock(block, Ledger.Execution.Apply(State, context, block.Transactions)));
    }

    /// <summary>
    /// How many blocks of the path are kept when the state stands after this one; negative when it
    /// is not there.
    /// </summary>
    private int IndexOf(Hash32 digest) =>
        digest == Head.Digest ? 0 : path.FindIndex(executed => executed.Block.Digest == digest) switch
        {
            < 0 => -1,
            int index => index + 1,
        };

    private static BlockResult ResultOf(ExecutedBlock executed) => new(
        executed.Block.Digest, executed.Block.Header.Height, executed.Block.Header.TimestampMs,
        executed.Outcome.StateRoot, executed.Outcome.ReceiptsRoot);
}
