using Chain.Consensus;
using Chain.Node.Blocks;
using Chain.Node.Execution;
using Chain.Node.Peers;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Ordering;

/// <summary>
/// The one thread that owns the <see cref="Replica"/>. Each turn it takes what waits, steps the core through
/// it, writes all that the core wants durable as one synced batch, and only then lets the
/// turn's messages leave.
/// </summary>
public sealed partial class ConsensusDriver(
    Replica replica,
    DriverInbox inbox,
    Journal journal,
    IPeers peers,
    BlockGatherer gatherer,
    Executor executor,
    NodeProgress progress,
    CatchUp catchUp,
    OffenceReporter offences,
    TimeProvider clock,
    FatalStop fatal,
    ILogger<ConsensusDriver> log)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly List<Input> inputs = [];
    private readonly List<Effect> effects = [];
    private readonly List<JournalRecord> records = [];
    private readonly List<Effect> departures = [];

    /// <summary>Runs until cancelled; anything thrown stops the node.</summary>
    public void Run(CancellationToken cancel)
    {
        try
        {
            Begin();
            while (!cancel.IsCancellationRequested)
                if (!Turn()) inbox.Wait(UntilDue(), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            fatal.Stop("consensus driver", error);
        }
    }

    /// <summary>The first turn of a start: what the journal left undone.</summary>
    public void Begin()
    {
        Step(new Input.Tick());
        FinishTurn();
    }

    /// <summary>Steps through what waits and what is due.</summary>
    /// <returns>False when there was nothing.</returns>
    public bool Turn()
    {
        inputs.Clear();
        inbox.Take(inputs);
        bool due = UntilDue() == TimeSpan.Zero;
        if (inputs.Count == 0 && !due) return false;
        if (due) Step(new Input.Tick());
        foreach (Input input in inputs) Step(input);
        FinishTurn();
        return true;
    }

    /// <summary>How long the core can be left alone when nothing comes, at most a second.</summary>
    public TimeSpan UntilDue() => replica.NextDeadlineMs is { } deadline
        ? TimeSpan.FromMilliseconds(Math.Clamp(deadline - MonotonicMs, 0, LongestWait.TotalMilliseconds))
        : LongestWait;

    private long MonotonicMs => (long)clock.GetElapsedTime(0).TotalMilliseconds;

    private Now Now() => new(MonotonicMs, (ulong)clock.GetUtcNow().ToUnixTimeMilliseconds());

    private void Step(Input input)
    {
        if (input is Input.Received received) catchUp.Heard(received.From, received.Message.Value);
        effects.Clear();
        replica.Step(Now(), input, effects);
        foreach (Effect effect in effects) Carry(effect);
    }

    /// <summary>
    /// Durable before visible: the turn's records are synced, then its messages and commits go.
    /// </summary>
    private void FinishTurn()
    {
        if (records.Count > 0) journal.Append(records);
        records.Clear();
        if (departures.Count > 0) Failpoint.Reach(Place.BeforeMessages);
        foreach (Effect departure in departures)
        {
            Depart(departure);
            Failpoint.Reach(Place.AmidMessages);
        }
        departures.Clear();
        progress.Advance(replica.View, replica.Voting);
    }

    private void Carry(Effect effect)
    {
        switch (effect)
        {
            case Effect.Persist persist:
                records.Add(persist.Record);
                break;
            case Effect.Committed committed:
                // Its batch is the executor's; what the next start needs of it is durable with this turn. Mostly
                // it is so already, and the commit waits for no disk.
                if (committed.Entry is { } entry && !journal.Holds(entry))
                    records.Add(new JournalRecord.Entered(entry));
                departures.Add(committed);
                break;
            case Effect.Broadcast or Effect.Send or Effect.SendWorkToLeader or Effect.Halt:
                departures.Add(effect);
                break;
            case Effect.BuildBlock build:
                executor.Build(build);
                break;
            case Effect.CheckBlock check:
                gatherer.Check(check);
                break;
            case Effect.FetchBlock fetch:
                gatherer.Fetch(fetch);
                break;
            case Effect.NeedSync sync:
                gatherer.Sync(sync.Source);
                break;
            default:
                Report(effect);
                break;
        }
    }

    private void Depart(Effect departure)
    {
        switch (departure)
        {
            case Effect.Broadcast broadcast:
                peers.Broadcast(broadcast.Message);
                break;
            case Effect.Send send:
                peers.Send(send.To, send.Message);
                break;
            case Effect.SendWorkToLeader work:
                peers.SendWork(work.Leader);
                break;
            case Effect.Committed committed:
                executor.Commit(committed, journal.Mark);
                break;
            case Effect.Halt halt:
                throw new BrokenInvariantException(halt.Reason);
        }
    }

    private void Report(Effect effect)
    {
        switch (effect)
        {
            case Effect.EnteredView entered:
                LogEntered(entered.View, entered.By);
                break;
            case Effect.EvidenceFound found:
                LogEvidence(found.Evidence.First.Voter, found.Evidence.First.View, found.Evidence);
                offences.Report(found.Evidence);
                break;
            case Effect.VotingStarted started:
                LogVotingStarted(started.Above);
                break;
            case Effect.VotingStopped stopped:
                LogVotingStopped(stopped.Reason);
                break;
            default:
                throw new BrokenInvariantException($"no arm for {effect.GetType().Name}");
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "entered view {View} by {By}")]
    private partial void LogEntered(View view, VoteKind by);

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "validator {Voter} signed two contradicting votes in view {View}: {Votes}")]
    private partial void LogEvidence(int voter, View view, Evidence votes);

    [LoggerMessage(Level = LogLevel.Information, Message = "voting above view {Above}")]
    private partial void LogVotingStarted(View above);

    [LoggerMessage(Level = LogLevel.Critical, Message = "this validator does not vote: {Reason}")]
    private partial void LogVotingStopped(string reason);
}
