using Chain.Consensus;
using Chain.Node.Blocks;

namespace Chain.Node.Execution;

/// <summary>What the executor is asked to do, in the order in which it was asked.</summary>
internal abstract record ExecutorTask
{
    private ExecutorTask() { }

    public sealed record Build(Effect.BuildBlock Request) : ExecutorTask;

    public sealed record Check(FullBlock Block) : ExecutorTask;

    /// <param name="Mark">Newest journal record when the commit was decided.</param>
    public sealed record Commit(Effect.Committed Committed, ulong Mark) : ExecutorTask;

    /// <summary>A question about the state, answered between blocks.</summary>
    public sealed record Ask(Action<StateKeeper> Question) : ExecutorTask;
}
