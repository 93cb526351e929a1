namespace Chain.Consensus;

/// <summary>
/// Reports validators that contradict themselves (C-57), each once, so that liars cannot flood the network.
/// </summary>
internal sealed class Witness
{
    private VoterSet reported;

    public void Report(Turn turn, Evidence evidence)
    {
        if (reported.Contains(evidence.First.Voter)) return;
        reported = reported.With(evidence.First.Voter);
        turn.Add(new Effect.EvidenceFound(evidence));
        turn.Broadcast(new PeerMessage.OfEvidence(evidence));
    }
}
