namespace Chain.Consensus;

/// <summary>Votes into certificates, certificates into views: rules 3, 5, 6 and 7 (C-12 to C-21).</summary>
internal sealed class Views(ReplicaState state, Witness witness, Relay relay)
{
    /// <summary>Journals an own vote, sends it and counts it, in this order.</summary>
    public void Cast(Turn turn, Vote vote)
    {
        turn.Persist(new JournalRecord.OwnVote(vote));
        turn.Broadcast(new PeerMessage.OfVote(vote));
        Count(turn, vote);
    }

    /// <summary>C-3: per (epoch, view, digest), never across views.</summary>
    public VoteAdded Count(Turn turn, Vote vote)
    {
        VoteAdded added = state.Votes.Add(vote, out Vote? contradicted);
        if (contradicted is not null) witness.Report(turn, new Evidence(contradicted, vote));
        if (added != VoteAdded.Counted) return added;
        state.Silence.Voted(vote.Voter, vote.View, turn.Now.MonotonicMs);
        Assemble(vote);
        return added;
    }

    /// <summary>Queues a certificate when this vote completed one.</summary>
    public void Assemble(Vote vote)
    {
        if (state.Certificates.Knows(vote.Kind, vote.View)) return;
        if (state.Votes.Assemble(vote.Kind, vote.View, vote.Digest) is { } certificate)
            state.Learned.Enqueue(certificate);
    }

    /// <summary>C-18: adopts all that was learned, the certificates that follow from it included.</summary>
    public void AdoptLearned(Turn turn)
    {
        while (!state.Halted && state.Learned.TryDequeue(out Certificate? certificate))
            Adopt(turn, certificate);
    }

    /// <summary>
    /// C-4: well-formed for this epoch and signed by a quorum of it; signatures were checked before.
    /// </summary>
    public bool IsQuorum(Certificate certificate) =>
        certificate.Epoch == state.Config.Epoch
        && IsPossible(certificate.View)
        && certificate.Voters.IsWithin(state.Quorum.Validators)
        && certificate.Voters.Count >= state.Quorum.Size
        && certificate.Signatures.Count == certificate.Voters.Count
        && (certificate.Kind == VoteKind.ViewChange) == certificate.Digest.IsZero
        && certificate.Kind is VoteKind.Prepare or VoteKind.Commit or VoteKind.ViewChange;

    /// <summary>View numbers that leave room for arithmetic; no honest quorum reaches the others.</summary>
    public static bool IsPossible(View view) => view.Value is > 0 and < 1UL << 62;

    /// <summary>C-42: our own signature in it must be one that the journal knows.</summary>
    public void CheckOwn(Turn turn, VoteKind kind, View view, Hash32 digest)
    {
        if (state.Safety.StopIfForeign(kind, view, digest))
            turn.Add(new Effect.VotingStopped(state.Safety.Stopped!));
    }

    /// <summary>C-12: Commit for every prepared block that has none of ours, once voting begins.</summary>
    public void CommitPrepared(Turn turn)
    {
        foreach (Certificate prepared in state.Certificates.PreparedAboveCommitted())
            if (state.Safety.Commit(prepared) is { } commit) Cast(turn, commit);
    }

    /// <summary>C-14: gives up the current view, once.</summary>
    public void GiveUp(Turn turn)
    {
        if (state.Safety.ViewChange(state.View) is { } vote) Cast(turn, vote);
    }

    private void Adopt(Turn turn, Certificate certificate)
    {
        if (state.Config.Own is { } own && certificate.Voters.Contains(own))
            CheckOwn(turn, certificate.Kind, certificate.View, certificate.Digest);
        if (state.Certificates.Contradicts(certificate))
        {
            state.Halt(turn, $"view {certificate.View} has two certified blocks: more than f validators lie");
            return;
        }
        if (state.Certificates.Knows(certificate.Kind, certificate.View)) return;
        state.Certificates.Add(certificate);
        for (int voter = 0; voter < state.Quorum.Validators; voter++)
            if (certificate.Voters.Contains(voter))
                state.Silence.Voted(voter, certificate.View, turn.Now.MonotonicMs);

        relay.Adopted(turn, certificate);
        if (certificate.Kind == VoteKind.Commit)
        {
            state.Safety.RaiseCommitted(certificate.View);
            state.CommittedAtMs = turn.Now.MonotonicMs;
            state.MoveWindows();
        }
        // Entered first: of a journal cut between the two, the entry must survive rather than the vote.
        if (certificate.View >= state.View) Enter(turn, certificate);
        if (certificate.Kind == VoteKind.Prepare && state.Safety.Commit(certificate) is { } commit)
            Cast(turn, commit);
    }

    private void Enter(Turn turn, Certificate entry)
    {
        state.MoveTo(entry.View.Next, entry);
        turn.Persist(new JournalRecord.Entered(entry));
        turn.Add(new Effect.EnteredView(state.View, entry.Kind));

        long now = turn.Now.MonotonicMs;
        state.Timers.Enter(now, state.View, state.Certificates.CommittedView);
        if (state.Slots.At(state.View) is not null) state.Timers.HasProposal(now);
        // C-30: a leader of whom nothing is heard costs no timer. Asked on entry only.
        int leader = state.Quorum.Leader(state.View);
        if (leader != state.Config.Own && state.Silence.Is(leader, state.View, now)) GiveUp(turn);
    }
}
