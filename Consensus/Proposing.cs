namespace Chain.Consensus;

/// <summary>The leader's part: rule 1 (C-6, C-7).</summary>
internal sealed class Proposing(ReplicaState state, Voting voting, Views views)
{
    private (View View, ChainHead Parent, ulong TimestampMs)? building;
    private View led;
    private bool ledPrepared;
    private bool ledFailed;

    /// <summary>When an idle leader acts, monotonic; null when it need not be woken.</summary>
    public long? DueMs(long nowMs) =>
        MayPropose && !Building && state.Timers.EmptyBlockAtMs > nowMs ? state.Timers.EmptyBlockAtMs : null;

    public bool MayPropose =>
        state.IsLeader && state.Safety.MayVote(state.View) && state.Safety.Proposed < state.View
        && state.Slots.At(state.View) is null
        && !state.Safety.Sent(VoteKind.ViewChange, state.View)
        && !state.Safety.Sent(VoteKind.Prepare, state.View);

    /// <summary>
    /// C-33: its last own view failed, or view after view does, so that one more failure would cost much.
    /// </summary>
    private bool MistrustsClock =>
        ledFailed || (state.Timers.BackingOff && state.Entry is { Kind: VoteKind.ViewChange });

    private bool Building => building is { } asked && asked.View == state.View;

    /// <summary>The highest prepared block that can be built on, or what hinders it.</summary>
    /// <param name="Parent">Null when there is none yet.</param>
    /// <param name="Block">A higher prepared block whose body is not held.</param>
    /// <param name="Certificate">The first view of which a certificate is missing.</param>
    public readonly record struct Plan(ChainHead? Parent, Hash32? Block, View? Certificate);

    /// <summary>
    /// C-6, C-7: goes down from the view below, past views that have a ViewChangeCertificate.
    /// </summary>
    public Plan FindParent()
    {
        CertificateStore certificates = state.Certificates;
        Hash32? lacking = null;
        for (ulong below = state.View.Value; below > certificates.CommittedView.Value;)
        {
            below--;
            var at = new View(below);
            Hash32? prepared = certificates.PreparedDigest(at);
            if (prepared is { } digest)
            {
                if (state.Blocks.IsConnected(digest))
                    return new Plan(state.Blocks.Point(digest), lacking, null);
                lacking ??= digest;
            }
            if (at == certificates.CommittedView) break;
            if (!certificates.HasViewChange(at)) return new Plan(null, lacking, prepared is null ? at : null);
        }
        return new Plan(null, lacking, null);
    }

    /// <summary>Asks the node for a block when it is time for one and a parent is there.</summary>
    public void Consider(Turn turn)
    {
        if (state.Certificates.PreparedDigest(led) is not null) ledPrepared = true;
        if (state.IsLeader && led != state.View) Lead();
        if (!MayPropose) return;
        bool due = turn.Now.MonotonicMs >= state.Timers.EmptyBlockAtMs || Work.Exists(state);
        if (!due || FindParent().Parent is not { } parent) return;
        if (Building && building!.Value.Parent.Digest == parent.Digest) return;

        ulong next = parent.TimestampMs + 1;
        ulong timestamp = MistrustsClock ? next : Math.Max(turn.Now.WallMs, next);
        ulong uncommitted = parent.Height.Value - state.Blocks.Head.Height.Value;
        building = (state.View, parent, timestamp);
        bool empty = uncommitted >= Limits.UncommittedBlocks;
        turn.Add(new Effect.BuildBlock(state.View, parent, timestamp, empty));
    }

    /// <summary>
    /// Journals and sends the PrePrepare; an answer that is late, or to a question taken back, is dropped.
    /// </summary>
    public void Built(Turn turn, View view, BlockOutline outline)
    {
        BlockHeader header = outline.Header;
        if (!MayPropose || building is not { } asked || asked.View != view || view != state.View) return;
        if (header.Parent != asked.Parent.Digest || header.TimestampMs != asked.TimestampMs) return;
        Require.That(header.Height == asked.Parent.Height.Next && header.Epoch == state.Config.Epoch);
        Require.That(header.TransactionCount == outline.TransactionIds.Count);

        var justification = Justification.Of(state.Certificates, view, header.Parent);
        if (!justification.Holds) return;
        if (state.Safety.Propose(header, view, state.Certificates) is not { } prepare) return;
        var proposal = new Proposal(
            state.Config.Epoch, view, header, outline.TransactionIds,
            state.Certificates.Proof(justification.ParentView),
            Justification.Tail(state.Certificates, justification.ParentView, view), prepare);
        voting.Hold(turn, outline);
        turn.Persist(new JournalRecord.OwnProposal(proposal));
        turn.Broadcast(new PeerMessage.OfProposal(proposal));
        Require.That(state.Slots.TryAdd(Own(proposal)));
        state.Timers.HasProposal(turn.Now.MonotonicMs);
        views.Count(turn, prepare);
    }

    /// <summary>A slot for an own proposal: its content needs no check.</summary>
    public static ProposalSlot Own(Proposal proposal) =>
        new(proposal, new PeerId(proposal.LeaderPrepare.Voter))
        {
            Verdict = BlockVerdict.Valid,
            Asked = true,
        };

    /// <summary>C-33: a leader whose last own view failed may have a clock that nobody follows.</summary>
    private void Lead()
    {
        ledFailed = led.Value > 0 && !ledPrepared;
        ledPrepared = false;
        led = state.View;
    }
}
