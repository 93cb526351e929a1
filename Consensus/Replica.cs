namespace Chain.Consensus;

/// <summary>
/// One validator's or observer's part in ordering the blocks of one epoch: PBFT's three phases with a view
/// change of one vote and one certificate. Pure, total and deterministic; the rules are
/// docs/spec/consensus.md, cited as C-1, C-2, ...
/// </summary>
/// <remarks>
/// <para>
/// A view has one leader, which offers one block, a PrePrepare with its own Prepare inside. Who finds it
/// justified and valid sends Prepare; q Prepares are a PreparedCertificate, upon which everyone sends Commit
/// and goes to the next view, where the next block is offered on top. q Commits are a CommittedCertificate:
/// the block and its ancestors are final. Who waits too long sends ViewChange instead; q of them are a
/// ViewChangeCertificate and lead to the next view too. Who sent ViewChange in a view never sends Commit in
/// it, so a view with a committed block has no ViewChangeCertificate; and since a proposal must show one for
/// every view between its parent's and its own, none can pass a committed block by.
/// </para>
/// <para>
/// Each step takes one input, then settles: certificates are adopted, the chain is committed as far as it is
/// held, proposals are judged, the leader proposes, timers fire, what is missing is asked for. Settling is
/// driven by what is the case, not by what happened, so that nothing depends on the order of inputs and a
/// restart needs no special path.
/// </para>
/// <para>
/// Votes are signed inside the step, by <see cref="SafetyRules"/> and a pure function it holds: the journal
/// keeps them whole, a restart sends the very bytes it sent before, and no other file can make one.
/// </para>
/// </remarks>
public sealed class Replica
{
    private readonly ReplicaState state;
    private readonly Witness witness;
    private readonly Relay relay;
    private readonly Views views;
    private readonly Retry retry;
    private readonly Finality finality;
    private readonly Voting voting;
    private readonly Proposing proposing;
    private readonly Missing missing;
    private readonly StartCheck startCheck;
    private readonly Answers answers;
    private readonly StartHelp startHelp;
    private bool started;
    private View workSentIn;

    public Replica(ReplicaConfig config, Recovered recovered)
    {
        state = Recovery.Restore(config, recovered);
        witness = new Witness(state);
        relay = new Relay(state);
        views = new Views(state, witness, relay);
        retry = new Retry(state);
        finality = new Finality(state, retry);
        voting = new Voting(state, views);
        proposing = new Proposing(state, voting, views);
        missing = new Missing(state, proposing, finality);
        startCheck = new StartCheck(state);
        answers = new Answers(state);
        startHelp = new StartHelp(state, answers);
        NextDeadlineMs = long.MinValue;
    }

    /// <summary>
    /// When to call <see cref="Step"/> with <see cref="Input.Tick"/>, monotonic; null for never.
    /// </summary>
    public long? NextDeadlineMs { get; private set; }

    /// <summary>The view it stands in.</summary>
    public View View => state.View;

    /// <summary>Last block handed out in <see cref="Effect.Committed"/>, or recovered.</summary>
    public ChainHead Head => state.Blocks.Head;

    /// <summary>True while it may vote.</summary>
    public bool Voting => state.Safety.Voting;

    /// <summary>Feeds one input and appends what is to be done; never throws on a peer's data.</summary>
    public void Step(Now now, Input input, List<Effect> effects)
    {
        if (state.Halted) return;
        var turn = new Turn(now, effects);
        if (!started) Start(turn);
        Take(turn, input);
        Settle(turn);
        NextDeadlineMs = state.Halted ? null : NextDeadline(now.MonotonicMs);
    }

    private void Start(Turn turn)
    {
        started = true;
        state.Silence.Start(turn.Now.MonotonicMs);
        state.Timers.Enter(turn.Now.MonotonicMs, state.View, state.Certificates.CommittedView);
        if (state.Slots.At(state.View) is not null) state.Timers.HasProposal(turn.Now.MonotonicMs);
        // C-41: own votes are fed back.
        foreach (Vote vote in state.Safety.Own) views.Assemble(vote);
        startCheck.Start(turn);
    }

    private void Take(Turn turn, Input input)
    {
        switch (input)
        {
            case Input.Tick:
                break;
            case Input.Received received:
                Receive(turn, received.From, received.Message.Value);
                break;
            case Input.BlockBuilt built:
                proposing.Built(turn, built.View, built.Outline);
                break;
            case Input.BlockChecked answer:
                voting.Checked(answer.Digest, answer.Verdict);
                break;
            case Input.BlockFetched fetched:
                if (missing.WantsBlock(fetched.Outline.Digest)) voting.Hold(turn, fetched.Outline);
                break;
            case Input.BlockExecuted executed:
                state.Blocks.Executed(executed.Digest, executed.ChangedState);
                break;
            case Input.WorkChanged work:
                state.PoolHasWork = work.Pending;
                break;
            case Input.CommittedElsewhere elsewhere:
                Synced(turn, elsewhere);
                break;
            default:
                throw new BrokenInvariantException("unknown input");
        }
    }

    private void Receive(Turn turn, PeerId from, PeerMessage message)
    {
        switch (message)
        {
            case PeerMessage.OfVote of:
                Receive(turn, from, of.Vote);
                break;
            case PeerMessage.OfCertificate of:
                Learn(turn, from, of.Certificate);
                break;
            case PeerMessage.OfProposal of:
                Receive(turn, from, of.Proposal);
                break;
            case PeerMessage.WantCertificate want:
                answers.Certificate(turn, from, want);
                break;
            case PeerMessage.WantProposal want:
                answers.Proposal(turn, from, want);
                break;
            case PeerMessage.WantNewestVotes want:
                startHelp.Asked(turn, from, want);
                break;
            case PeerMessage.NewestVotes newest:
                Receive(turn, from, newest);
                break;
            case PeerMessage.OfEvidence of:
                Receive(turn, of.Evidence);
                break;
            default:
                throw new BrokenInvariantException("unknown message");
        }
    }

    private void Receive(Turn turn, PeerId from, Vote vote)
    {
        if (vote.Epoch != state.Config.Epoch)
        {
            answers.OtherEpoch(turn, from, vote.Epoch);
            return;
        }
        if (!IsWellFormed(vote)) return;
        if (vote.Voter == state.Config.Own)
        {
            views.CheckOwn(turn, vote.Kind, vote.View, vote.Digest);
            return;
        }
        if (vote.Voter == from.Value) state.Silence.Heard(vote.Voter, turn.Now.MonotonicMs);
        bool taught = views.Count(turn, vote) == VoteAdded.Counted;
        if (!taught && vote.View < state.View) answers.Lagging(turn, from, vote.View);
    }

    private void Learn(Turn turn, PeerId from, Certificate certificate)
    {
        if (certificate.Epoch != state.Config.Epoch) answers.OtherEpoch(turn, from, certificate.Epoch);
        else if (views.IsQuorum(certificate)) state.Learned.Enqueue(certificate);
    }

    /// <summary>
    /// Its certificates, then its leader's vote, then the offer itself: each may matter without the next.
    /// </summary>
    private void Receive(Turn turn, PeerId from, Proposal proposal)
    {
        if (proposal.Epoch != state.Config.Epoch)
        {
            answers.OtherEpoch(turn, from, proposal.Epoch);
            return;
        }
        Vote prepare = proposal.LeaderPrepare;
        if (!IsWellFormed(prepare) || prepare.Kind != VoteKind.Prepare || prepare.View != proposal.View
            || prepare.Digest != proposal.Header.Digest || prepare.Voter != state.Quorum.Leader(proposal.View)
            || proposal.Header.TransactionCount != proposal.TransactionIds.Count) return;
        if (proposal.Parent is { } parent) Learn(turn, from, parent);
        foreach (Certificate viewChange in proposal.ViewChanges) Learn(turn, from, viewChange);
        views.AdoptLearned(turn);
        Receive(turn, from, prepare);
        views.AdoptLearned(turn);
        // Of a settled view no certificate is kept, but its block may lie on the way to the committed one.
        if (proposal.View >= state.View || proposal.View <= state.Certificates.CommittedView
            || state.Certificates.PreparedDigest(proposal.View) == prepare.Digest)
            voting.Receive(turn, proposal, from);
    }

    private void Receive(Turn turn, PeerId from, PeerMessage.NewestVotes newest)
    {
        if (newest.Asker != state.Config.Own)
        {
            startHelp.PassOn(turn, from, newest);
            return;
        }
        if (newest.Answerer == state.Config.Own || newest.Answerer < 0
            || newest.Answerer >= state.Quorum.Validators) return;
        foreach (Vote vote in newest.Votes)
            if (vote.Epoch == state.Config.Epoch && IsWellFormed(vote) && vote.Voter == state.Config.Own)
                views.CheckOwn(turn, vote.Kind, vote.View, vote.Digest);
        if (newest.Committed is { } committed) Learn(turn, from, committed);
        if (newest.Entry is { } entry)
        {
            // An answer whose entry certificate proves nothing says nothing about where its sender stands.
            if (!views.IsQuorum(entry)) return;
            state.Learned.Enqueue(entry);
        }
        startCheck.Answer(newest);
    }

    private void Receive(Turn turn, Evidence evidence)
    {
        if (evidence.First.Epoch != state.Config.Epoch || !IsWellFormed(evidence.First)
            || !IsWellFormed(evidence.Second) || !evidence.IsProof) return;
        if (evidence.First.Voter == state.Config.Own)
        {
            views.CheckOwn(turn, evidence.First.Kind, evidence.First.View, evidence.First.Digest);
            views.CheckOwn(turn, evidence.Second.Kind, evidence.Second.View, evidence.Second.Digest);
        }
        witness.Report(turn, evidence);
    }

    private void Synced(Turn turn, Input.CommittedElsewhere elsewhere)
    {
        Certificate certificate = elsewhere.Certificate.Value;
        if (!views.IsQuorum(certificate)) return;
        if (finality.TrySync(turn, elsewhere.Blocks, certificate)) state.Learned.Enqueue(certificate);
    }

    /// <summary>
    /// Until nothing follows any more. Ends, since each view has one vote of each kind at most.
    /// </summary>
    private void Settle(Turn turn)
    {
        ulong before;
        do
        {
            before = state.Blocks.Revision;
            views.AdoptLearned(turn);
            if (state.Halted) return;
            finality.Consider(turn);
            if (startCheck.TryFinish(turn)) views.CommitPrepared(turn);
            voting.Consider(turn);
            proposing.Consider(turn);
            ConsiderTimers(turn);
        }
        while (state.Learned.Count > 0 || state.Blocks.Revision != before);
        relay.Consider(turn);
        retry.Consider(turn);
        missing.Consider(turn);
    }

    /// <summary>C-14, C-29, C-32: the timers of the view, and the work that makes them run.</summary>
    private void ConsiderTimers(Turn turn)
    {
        long now = turn.Now.MonotonicMs;
        if (Work.Exists(state)) state.Timers.HasWork(now);
        int leader = state.Quorum.Leader(state.View);
        if (state.PoolHasWork && leader != state.Config.Own && workSentIn != state.View)
        {
            workSentIn = state.View;
            turn.Add(new Effect.SendWorkToLeader(leader));
        }
        if (now >= state.Timers.DeadlineMs) views.GiveUp(turn);
    }

    private bool IsWellFormed(Vote vote) =>
        Views.IsPossible(vote.View)
        && vote.Voter >= 0 && vote.Voter < state.Quorum.Validators
        && (vote.Kind == VoteKind.ViewChange) == vote.Digest.IsZero
        && vote.Kind is VoteKind.Prepare or VoteKind.Commit or VoteKind.ViewChange;

    private long? NextDeadline(long nowMs)
    {
        long? next = Earlier(retry.DueMs, missing.DueMs);
        next = Earlier(next, startCheck.DueMs);
        next = Earlier(next, relay.DueMs);
        next = Earlier(next, voting.TimestampDueMs);
        next = Earlier(next, proposing.DueMs(nowMs));
        bool canGiveUp = state.Safety.MayVote(state.View)
            && !state.Safety.Sent(VoteKind.ViewChange, state.View)
            && !state.Safety.Sent(VoteKind.Commit, state.View);
        return canGiveUp ? Earlier(next, state.Timers.DeadlineMs) : next;
    }

    private static long? Earlier(long? one, long? other) =>
        one is null || other < one ? other : one;
}
