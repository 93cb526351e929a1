namespace Chain.Consensus;

/// <summary>
/// Reports validators that contradict themselves (C-57), each once, so that liars cannot flood the network.
/// </summary>
internal sealed class Witness(ReplicaState state)
{
    private VoterSet reported;

    public void Report(Turn turn, Evidence evidence)
    {
        if (IsOfLeader(evidence.First) && state.Slots.At(evidence.First.View) is { } slot)
            slot.Equivocated = true;
        if (reported.Contains(evidence.First.Voter)) return;
        reported = reported.With(evidence.First.Voter);
        turn.Add(new Effect.EvidenceFound(evidence));
        turn.Broadcast(new PeerMessage.OfEvidence(evidence));
    }

    /// <summary>C-14: two Prepares of the leader mean two proposals.</summary>
    private bool IsOfLeader(Vote vote) =>
        vote.Kind == VoteKind.Prepare && vote.Voter == state.Quorum.Leader(vote.View);
}
