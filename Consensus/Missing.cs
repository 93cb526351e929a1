namespace Chain.Consensus;

/// <summary>
/// Works out what this replica lacks and asks for it directly (C-35): certificates, proposals,
/// blocks, the chain.
/// </summary>
internal sealed class Missing(ReplicaState state, Proposing proposing, Finality finality)
{
    /// <summary>Fetches that did not help before the committed chain is asked for instead.</summary>
    private const int BlockAttempts = 4;

    /// <summary>
    /// Held blocks may lie so far above the head; the node keeps their bodies in memory. Beyond, the way down
    /// to the head is the sync's.
    /// </summary>
    private const ulong FetchedAhead = 4 * Limits.UncommittedBlocks;

    private readonly Fetcher fetcher = new(state.Config.Timing.FetchMs);

    public long? DueMs => fetcher.DueMs;

    public bool WantsBlock(Hash32 digest) => fetcher.WantsBlock(digest);

    public void Consider(Turn turn)
    {
        ForProposal(turn);
        ForLeading(turn);
        ForFinality(turn);
        fetcher.EndRound();
    }

    /// <summary>
    /// What the current view's proposal needs before it can be prepared, or the proposal itself.
    /// </summary>
    private void ForProposal(Turn turn)
    {
        if (!state.Safety.MayVote(state.View) || state.Safety.Sent(VoteKind.Prepare, state.View)
            || state.Safety.Sent(VoteKind.ViewChange, state.View)) return;
        if (state.Slots.At(state.View) is not { } slot)
        {
            if (state.Votes.AnyPrepare(state.View) is not { } prepare) return;
            var want = new Want(WantKind.Proposal, state.View, default);
            if (fetcher.Ask(turn.Now.MonotonicMs, want, patient: true) is { } attempt
                && Peer(prepare.Voter, attempt) is { } peer)
                turn.Send(peer, new PeerMessage.WantProposal(state.Config.Epoch, state.View));
            return;
        }
        Hash32 parent = slot.Proposal.Header.Parent;
        var justification = Justification.Of(state.Certificates, state.View, parent);
        if (justification.Missing is { } view) AskCertificate(turn, view);
        if (justification.Holds) AskBlock(turn, parent, justification.ParentView);
    }

    /// <summary>What keeps this leader from building on the highest prepared block.</summary>
    private void ForLeading(Turn turn)
    {
        CertificateStore certificates = state.Certificates;
        if (proposing.MayPropose)
        {
            Proposing.Plan plan = proposing.FindParent();
            if (plan.Certificate is { } view) AskCertificate(turn, view);
            if (plan.Block is { } block) AskBlock(turn, block, certificates.HighestPrepared);
        }
        // Every replica leads or serves soon: it keeps the tip at hand.
        if (certificates.PreparedDigest(certificates.HighestPrepared) is { } tip)
            AskBlock(turn, tip, certificates.HighestPrepared);
    }

    /// <summary>
    /// The blocks between the head and the last CommittedCertificate; many of them come by a sync.
    /// </summary>
    private void ForFinality(Turn turn)
    {
        if (finality.Pending is not { } certificate) return;
        AskBlock(turn, certificate.Digest, certificate.View);
        bool far = state.Blocks.PathTo(certificate.Digest, out BlockHeader? lowest) is null
            && lowest is not null
            && lowest.Height.Value > state.Blocks.Head.Height.Value + Limits.UncommittedBlocks;
        int? attempt = fetcher.Ask(
            turn.Now.MonotonicMs, new Want(WantKind.Chain, default, default), patient: true);
        if (attempt is { } count && (far || count >= BlockAttempts)
            && Peer(FirstOf(certificate.Voters), count) is { } peer)
            turn.Add(new Effect.NeedSync(peer));
    }

    private void AskCertificate(Turn turn, View view)
    {
        var want = new Want(WantKind.Certificate, view, default);
        if (fetcher.Ask(turn.Now.MonotonicMs, want, patient: false) is { } attempt
            && Peer(state.Quorum.Leader(state.View), attempt) is { } peer)
            turn.Send(peer, new PeerMessage.WantCertificate(state.Config.Epoch, view, VoteKind.ViewChange));
    }

    /// <summary>
    /// Asks for the first block on the way from this one down to the head that is not held. A certificate
    /// often comes a little before the proposal's bodies, so the first request is patient; those for its
    /// ancestors are not.
    /// </summary>
    private void AskBlock(Turn turn, Hash32 digest, View certified)
    {
        if (state.Blocks.Highest.Value > state.Blocks.Head.Height.Value + FetchedAhead) return;
        for (Hash32 at = digest; at != state.Blocks.Head.Digest;)
        {
            if (state.Blocks.Find(at) is { } held)
            {
                if (held.Header.Height <= state.Blocks.Head.Height.Next) return;
                at = held.Header.Parent;
                continue;
            }
            var want = new Want(WantKind.Block, default, at);
            if (fetcher.Ask(turn.Now.MonotonicMs, want, patient: at == digest) is null) return;
            VoterSet holders = state.Certificates.Proof(certified)?.Voters ?? VoterSet.Empty;
            turn.Add(new Effect.FetchBlock(at, holders));
            return;
        }
    }

    /// <summary>Peers in turn, beginning with the likeliest; null when there is none.</summary>
    private PeerId? Peer(int first, int attempt)
    {
        int validators = state.Quorum.Validators;
        int peer = (first + attempt) % validators;
        if (peer == state.Config.Own) peer = (peer + 1) % validators;
        return peer == state.Config.Own ? null : new PeerId(peer);
    }

    private static int FirstOf(VoterSet voters)
    {
        for (int voter = 0; voter < Limits.Validators; voter++)
            if (voters.Contains(voter)) return voter;
        return 0;
    }
}
