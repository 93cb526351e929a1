namespace Chain.Consensus;

/// <summary>
/// Rebuilds a replica from the stored head and the journal (C-41). Own votes are fed back like anyone's: they
/// may complete a certificate that nobody else can.
/// </summary>
internal static class Recovery
{
    public static ReplicaState Restore(ReplicaConfig config, Recovered recovered)
    {
        Require.That(config.Validators.Count is > 0 and <= Limits.Validators);
        Require.That(config.Own is null == config.Sign is null);
        Require.That(config.Own is null or >= 0 && !(config.Own >= config.Validators.Count));
        Require.That(recovered.HeadCertificate is null
            ? recovered.Head.Digest == config.Root.Digest
            : recovered.HeadCertificate.Kind == VoteKind.Commit
                && recovered.HeadCertificate.Digest == recovered.Head.Digest);

        var state = new ReplicaState(config, recovered.Head);
        if (recovered.HeadCertificate is { } head) Enter(state, head);
        // Certificates first: they say which of the other records still matter, whatever their order.
        foreach (JournalRecord record in recovered.Records)
            if (record is JournalRecord.Entered entered) Enter(state, entered.Certificate);
        state.Safety.RaiseCommitted(state.Certificates.CommittedView);
        state.MoveWindows();
        foreach (JournalRecord record in recovered.Records) Restore(state, record);
        return state;
    }

    private static void Enter(ReplicaState state, Certificate entry)
    {
        if (entry.Epoch != state.Config.Epoch) return;
        if (!state.Certificates.Knows(entry.Kind, entry.View)) state.Certificates.Add(entry);
        if (entry.View >= state.View) state.MoveTo(entry.View.Next, entry);
    }

    private static void Restore(ReplicaState state, JournalRecord record)
    {
        switch (record)
        {
            case JournalRecord.VotingMark mark:
                if (mark.Epoch == state.Config.Epoch) state.Safety.Mark(mark.Above);
                // A mark of an earlier epoch stands for all views of this one.
                else if (mark.Epoch < state.Config.Epoch) state.Safety.Mark(new View(0));
                break;
            case JournalRecord.OwnProposal own:
                if (own.Proposal.Epoch == state.Config.Epoch) Restore(state, own.Proposal);
                break;
            case JournalRecord.Block block:
                state.Blocks.Add(block.Outline);
                break;
            case JournalRecord.OwnVote own:
                if (own.Vote.Epoch == state.Config.Epoch) Restore(state, own.Vote);
                break;
            case JournalRecord.Entered:
                break;
            default:
                throw new BrokenInvariantException("unknown journal record");
        }
    }

    private static void Restore(ReplicaState state, Proposal proposal)
    {
        state.Safety.RestoreProposal(proposal.View);
        Restore(state, proposal.LeaderPrepare);
        state.Slots.TryAdd(Proposing.Own(proposal));
        // The justification of an own proposal is as good as a received one.
        if (proposal.Parent is { } parent) state.Learned.Enqueue(parent);
        foreach (Certificate viewChange in proposal.ViewChanges) state.Learned.Enqueue(viewChange);
    }

    private static void Restore(ReplicaState state, Vote vote)
    {
        // Without its key it only follows; its votes count as anyone's.
        Require.That(state.Config.Own is null || vote.Voter == state.Config.Own);
        state.Safety.Restore(vote);
        state.Votes.Add(vote, out _);
    }
}
