namespace Chain.Consensus;

/// <summary>Answers peers that ask or lag (C-36), each at a bounded rate.</summary>
internal sealed class Answers(ReplicaState state)
{
    // One entry per validator, the last for all observers together.
    private readonly long?[] laggingMs = new long?[state.Quorum.Validators + 1];

    public void Certificate(Turn turn, PeerId from, PeerMessage.WantCertificate want)
    {
        if (want.Epoch != state.Config.Epoch) return;
        CertificateStore certificates = state.Certificates;
        Certificate? found = want.View < certificates.CommittedView
            ? certificates.Committed
            : certificates.Find(want.Kind, want.View)
                ?? certificates.Proof(want.View) ?? certificates.Find(VoteKind.ViewChange, want.View);
        if (found is not null) turn.Send(from, new PeerMessage.OfCertificate(found));
    }

    public void Proposal(Turn turn, PeerId from, PeerMessage.WantProposal want)
    {
        if (want.Epoch == state.Config.Epoch && Views.IsPossible(want.View)
            && state.Slots.At(want.View) is { } slot)
            turn.Send(from, new PeerMessage.OfProposal(slot.Proposal));
    }

    /// <summary>
    /// C-36: a vote of a lower view that taught nothing was sent by one that lags: it gets the certificates
    /// that bring it here. One that was counted is only late, and so is one of the view that was committed
    /// just now.
    /// </summary>
    public void Lagging(Turn turn, PeerId from, View voted)
    {
        bool late = voted == state.Certificates.CommittedView
            && turn.Now.MonotonicMs < state.CommittedAtMs + state.Config.Timing.FetchMs;
        if (!late) Position(turn, from);
    }

    /// <summary>The certificates that bring a peer here.</summary>
    public void Position(Turn turn, PeerId from)
    {
        if (!IsDue(turn, from)) return;
        if (state.Entry is { } entry) turn.Send(from, new PeerMessage.OfCertificate(entry));
        if (state.Certificates.Committed is { } committed && committed != state.Entry)
            turn.Send(from, new PeerMessage.OfCertificate(committed));
    }

    /// <summary>C-22: a message of another epoch.</summary>
    public void OtherEpoch(Turn turn, PeerId from, Epoch epoch)
    {
        if (!IsDue(turn, from)) return;
        if (epoch > state.Config.Epoch) turn.Add(new Effect.NeedSync(from));
        else if (state.Certificates.Committed is { } committed)
            turn.Send(from, new PeerMessage.OfCertificate(committed));
    }

    private bool IsDue(Turn turn, PeerId from)
    {
        ref long? last = ref laggingMs[Math.Clamp(from.Value, 0, state.Quorum.Validators)];
        if (turn.Now.MonotonicMs < last + state.Config.Timing.FetchMs) return false;
        last = turn.Now.MonotonicMs;
        return true;
    }
}
