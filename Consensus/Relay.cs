namespace Chain.Consensus;

/// <summary>
/// Passes certificates on to those who may lack the votes in them (C-63). Mostly nobody does: so one of a
/// block waits a moment, in which its receivers show that they have it.
/// </summary>
internal sealed class Relay(ReplicaState state)
{
    private readonly Queue<(View View, long DueMs)> prepared = [];
    private long? committedDueMs;

    public long? DueMs => prepared.TryPeek(out (View View, long DueMs) first)
        && !(committedDueMs < first.DueMs) ? first.DueMs : committedDueMs;

    /// <summary>A certificate was adopted.</summary>
    public void Adopted(Turn turn, Certificate certificate)
    {
        long dueMs = turn.Now.MonotonicMs + state.Config.Timing.RelayMs;
        if (certificate.Kind == VoteKind.ViewChange) turn.Broadcast(certificate);
        else if (certificate.Kind == VoteKind.Prepare) prepared.Enqueue((certificate.View, dueMs));
        else committedDueMs ??= dueMs;
    }

    /// <summary>Sends what is due.</summary>
    public void Consider(Turn turn)
    {
        long now = turn.Now.MonotonicMs;
        while (prepared.TryPeek(out (View View, long DueMs) first)
            && (first.DueMs <= now || first.View <= state.Certificates.CommittedView))
        {
            prepared.Dequeue();
            SendPrepared(turn, first.View);
        }
        if (committedDueMs > now || committedDueMs is null) return;
        committedDueMs = null;
        turn.Broadcast(state.Certificates.Committed!);
    }

    /// <summary>Who sent its Commit has it; once committed, the CommittedCertificate says more.</summary>
    private void SendPrepared(Turn turn, View view)
    {
        if (view <= state.Certificates.CommittedView) return;
        var message = new PeerMessage.OfCertificate(state.Certificates.Find(VoteKind.Prepare, view)!);
        for (int peer = 0; peer < state.Quorum.Validators; peer++)
            if (peer != state.Config.Own && state.Votes.Find(VoteKind.Commit, view, peer) is null)
                turn.Send(new PeerId(peer), message);
    }
}
