namespace Chain.Consensus;

/// <summary>
/// Between the start of the process and the first vote: asks for one's own newest votes (C-42), past a cut
/// link too (C-62), and leads a validator that lost its journal back (C-45).
/// </summary>
internal sealed class StartCheck(ReplicaState state)
{
    private VoterSet answered;
    private VoterSet votingAnswered;
    private View highestEntry;
    private long askedMs;
    private bool finished = state.Config.Own is null;

    /// <summary>When to ask again; null when all is answered, or hopeless.</summary>
    public long? DueMs => finished || !NeedsAnswers ? null : askedMs + state.Config.Timing.FetchMs;

    private bool Rejoins => !state.Safety.HasMark;

    /// <summary>n ≤ 3 has no q other validators.</summary>
    private bool NeedsAnswers => Answered.Count < (Rejoins ? state.Quorum.Size : state.Quorum.Size - 1);

    /// <summary>Whose answers count.</summary>
    private VoterSet Answered => Rejoins ? votingAnswered : answered;

    public void Start(Turn turn)
    {
        if (!finished && Rejoins && Refusal() is { } reason)
        {
            finished = true;
            state.Safety.Stop(reason);
            turn.Add(new Effect.VotingStopped(reason));
        }
        // Observers ask too: the answers show them where the chain stands.
        Ask(turn);
    }

    /// <param name="answer">To this validator, by another one.</param>
    public void Answer(PeerMessage.NewestVotes answer)
    {
        if (finished || answer.Nonce != state.Config.StartNonce) return;
        answered = answered.With(answer.Answerer);
        if (!answer.Voting) return;
        votingAnswered = votingAnswered.With(answer.Answerer);
        if (answer.Entry is { } entry && entry.View > highestEntry) highestEntry = entry.View;
    }

    /// <returns>True when voting may begin now.</returns>
    public bool TryFinish(Turn turn)
    {
        if (finished) return false;
        if (NeedsAnswers)
        {
            if (turn.Now.MonotonicMs >= DueMs) Ask(turn);
            return false;
        }
        View committed = state.Certificates.CommittedView;
        if (Rejoins)
        {
            if (committed.Value < highestEntry.Value + 2) return false;
            turn.Persist(new JournalRecord.VotingMark(state.Config.Epoch, committed));
            state.Safety.Mark(committed);
        }
        finished = true;
        state.Safety.PassStartCheck();
        if (state.Safety.Voting) turn.Add(new Effect.VotingStarted(committed));
        return state.Safety.Voting;
    }

    private string? Refusal()
    {
        if (!state.Config.Rejoin)
            return "no journal: only `node init` makes one; one that lost its own must be told to rejoin";
        return state.Quorum.Validators <= 3
            ? "one of three or fewer validators cannot rejoin after losing its journal: replace it" : null;
    }

    private void Ask(Turn turn)
    {
        askedMs = turn.Now.MonotonicMs;
        int validators = state.Quorum.Validators;
        if (validators > 1 || state.Config.Own is null)
            turn.Broadcast(new PeerMessage.WantNewestVotes(
                state.Config.Own ?? validators, state.Config.StartNonce, Answered));
    }
}
