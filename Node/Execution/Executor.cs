using System.Collections.Concurrent;
using Chain.Consensus;
using Chain.Ledger;
using Chain.Node.Blocks;
using Chain.Node.Ordering;
using Chain.Node.Pool;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Execution;

/// <summary>
/// The one thread that owns the ledger. It builds the leader's blocks, judges others', executes ahead of the
/// votes and stores what is committed; answers go back to the driver as inputs.
/// </summary>
public sealed partial class Executor(
    StateKeeper keeper,
    BodyCache bodies,
    Mempool pool,
    Epoch epoch,
    DriverInbox inbox,
    CommitPublisher publisher,
    FatalStop fatal,
    ILogger<Executor> log) : IDisposable
{
    // The driver asks for a handful of things per view; a longer queue means that the disk has stopped.
    private const int Queue = 1_024;

    // Questions of clients that may wait at a time: they must never fill the queue that consensus needs.
    private const int Questions = 32;

    private readonly BlockingCollection<ExecutorTask> tasks = new(Queue);
    private int questions;
    private ulong newestBuild;

    public void Build(Effect.BuildBlock request)
    {
        Interlocked.Exchange(ref newestBuild, request.View.Value);
        tasks.Add(new ExecutorTask.Build(request));
    }

    public void Check(FullBlock block) => tasks.Add(new ExecutorTask.Check(block));

    public void Commit(Effect.Committed committed, ulong mark) =>
        tasks.Add(new ExecutorTask.Commit(committed, mark));

    /// <summary>Answers a question about the state between two blocks.</summary>
    /// <exception cref="ExecutorBusyException">Too many wait already.</exception>
    public Task<T> AskAsync<T>(Func<StateKeeper, T> question)
    {
        if (Interlocked.Increment(ref questions) > Questions)
        {
            Interlocked.Decrement(ref questions);
            throw new ExecutorBusyException();
        }
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        tasks.Add(new ExecutorTask.Ask(state =>
        {
            Interlocked.Decrement(ref questions);
            try
            {
                answer.SetResult(question(state));
            }
            catch (Exception error)
            {
                answer.SetException(error);
                throw;
            }
        }));
        return answer.Task;
    }

    /// <summary>Runs until cancelled; anything thrown stops the node.</summary>
    public void Run(CancellationToken cancel)
    {
        try
        {
            foreach (ExecutorTask task in tasks.GetConsumingEnumerable(cancel)) Do(task);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            fatal.Stop("executor", error);
        }
    }

    /// <summary>Does the oldest of what it was asked for, if anything waits.</summary>
    public bool DoNext()
    {
        if (!tasks.TryTake(out ExecutorTask? task)) return false;
        Do(task);
        return true;
    }

    /// <summary>How much it is asked for.</summary>
    public int Waiting => tasks.Count;

    public void Dispose() => tasks.Dispose();

    private void Do(ExecutorTask task)
    {
        switch (task)
        {
            case ExecutorTask.Build build:
                DoBuild(build.Request);
                break;
            case ExecutorTask.Check check:
                DoCheck(check.Block);
                break;
            case ExecutorTask.Commit commit:
                DoCommit(commit);
                break;
            case ExecutorTask.Ask ask:
                ask.Question(keeper);
                break;
            default:
                throw new BrokenInvariantException($"no arm for {task.GetType().Name}");
        }
    }

    private void DoBuild(Effect.BuildBlock request)
    {
        if (request.View.Value < Interlocked.Read(ref newestBuild)) return;
        if (!keeper.MoveTo(request.Parent.Digest)) return;
        FullBlock block = BlockBuilder.Build(keeper, pool, epoch, request);
        bodies.Add(block);
        inbox.Post(new Input.BlockBuilt(request.View, block.Outline));
    }

    /// <summary>Judges a block by its parent's execution, then executes it while the votes travel.</summary>
    private void DoCheck(FullBlock block)
    {
        if (block.Header.Height <= keeper.Head.Height || !keeper.MoveTo(block.Header.Parent)) return;
        string? problem = Problem(block);
        if (problem is not null) LogInvalid(block.Digest.Short, block.Header.Height, problem);
        inbox.Post(new Input.BlockChecked(
            block.Digest, problem is null ? BlockVerdict.Valid : BlockVerdict.Invalid));
        if (problem is not null) return;
        Require.That(keeper.MoveTo(block.Digest));
        inbox.Post(new Input.BlockExecuted(block.Digest, keeper.Newest!.Outcome.ChangedState));
    }

    private string? Problem(FullBlock block)
    {
        BlockResult parent = keeper.Tip;
        BlockHeader header = block.Header;
        if (header.Chain != keeper.State.Chain) return "another chain";
        if (header.Epoch != epoch) return "another epoch";
        if (header.Height != parent.Height.Next) return "height does not follow its parent";
        if (header.StateRoot != parent.StateRoot) return "state root is not that of its parent's execution";
        if (header.ReceiptsRoot != parent.ReceiptsRoot)
            return "receipts root is not that of its parent's execution";
        if (!header.NextValidators.IsZero) return "no validator change is due";
        return BlockRules.Check(keeper.State, header.TimestampMs, block.Transactions) is { } fault
            ? $"{fault.Problem} at transaction {fault.Index}" : null;
    }

    private void DoCommit(ExecutorTask.Commit commit)
    {
        IReadOnlyList<BlockOutline> blocks = commit.Committed.Blocks;
        if (!keeper.MoveTo(blocks[^1].Digest))
            throw new BrokenInvariantException($"committed block {blocks[^1].Header.Height} has no body at hand");
        var executed = new List<ExecutedBlock>(blocks.Count);
        foreach (BlockOutline outline in blocks)
        {
            // The certificate is over this header: an own root that differs is an own fault, or
            // a broken quorum.
            if (outline.Header.StateRoot != keeper.Head.StateRoot || outline.Header.ReceiptsRoot != keeper.Head.ReceiptsRoot)
                throw new BrokenInvariantException(
                    $"own root after block {keeper.Head.Height} differs from the committed one");
            ExecutedBlock next = keeper.CommitNext();
            Require.That(next.Block.Digest == outline.Digest);
            executed.Add(next);
        }
        publisher.Publish(executed, commit.Committed, commit.Mark);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "block {Block} at height {Height} is invalid: {Problem}")]
    private partial void LogInvalid(string block, Height height, string problem);
}

/// <summary>Too many questions wait for the executor.</summary>
public sealed class ExecutorBusyException : Exception
{
    public ExecutorBusyException() : base("the executor is busy") { }
    public ExecutorBusyException(string message) : base(message) { }
    public ExecutorBusyException(string message, Exception inner) : base(message, inner) { }
}
