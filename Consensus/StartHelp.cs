namespace Chain.Consensus;

/// <summary>
/// The other side of <see cref="StartCheck"/>: answers a validator that starts, and carries questions and
/// answers past a link that is cut (C-62).
/// </summary>
internal sealed class StartHelp(ReplicaState state, Answers answers)
{
    private readonly Pace answering = new(state.Config.Timing.FetchMs);
    private readonly Pace asking = new(state.Config.Timing.FetchMs);
    private readonly Pace carrying = new(state.Config.Timing.FetchMs);

    // The last answer to each validator: asked again, perhaps by many ways, it is signed once.
    private readonly (Hash32 Digest, PeerMessage.NewestVotes Signed)?[] last =
        new (Hash32, PeerMessage.NewestVotes)?[state.Quorum.Validators];

    /// <summary>
    /// The question of one whose answer from here is missing is answered, by the way it came; that of one
    /// who has it goes on to those from whom it has none.
    /// </summary>
    public void Asked(Turn turn, PeerId from, PeerMessage.WantNewestVotes want)
    {
        if (!IsValidator(from.Value) || !IsValidator(want.Asker))
        {
            // An observer, be it a validator's node without its key, has no votes and counts no answers: it
            // wants to know where the chain stands.
            answers.Position(turn, from);
            return;
        }
        // An observer's word would prove nothing.
        if (state.Config.Own is not { } own || want.Asker == own) return;
        if (!want.Answered.Contains(own)) Answer(turn, from, own, want);
        else if (want.Asker == from.Value) PassOn(turn, own, want);
    }

    /// <summary>An answer to another: one hop, from who gave it to who asked.</summary>
    public void PassOn(Turn turn, PeerId from, PeerMessage.NewestVotes answer)
    {
        if (answer.Answerer != from.Value || !IsValidator(from.Value) || !IsValidator(answer.Asker)) return;
        if (carrying.IsDue(turn, from.Value, answer.Asker)) turn.Send(new PeerId(answer.Asker), answer);
    }

    private void PassOn(Turn turn, int own, PeerMessage.WantNewestVotes want)
    {
        if (!asking.IsDue(turn, want.Asker, want.Asker)) return;
        for (int other = 0; other < state.Quorum.Validators; other++)
            if (other != own && other != want.Asker && !want.Answered.Contains(other))
                turn.Send(new PeerId(other), want);
    }

    private void Answer(Turn turn, PeerId from, int own, PeerMessage.WantNewestVotes want)
    {
        if (!answering.IsDue(turn, from.Value, want.Asker)) return;
        var answer = new PeerMessage.NewestVotes(
            want.Asker, want.Nonce, own, state.Votes.Newest(want.Asker), state.Entry, state.Safety.Voting,
            state.Certificates.Committed, default);
        Hash32 digest = NewestVotesCodec.SigningDigest(state.Config.Chain, state.Config.Epoch, answer);
        if (last[want.Asker]?.Digest != digest) last[want.Asker] = (digest, state.Safety.Sign(answer));
        turn.Send(from, last[want.Asker]!.Value.Signed);
    }

    private bool IsValidator(int number) => (uint)number < (uint)state.Quorum.Validators;
}
