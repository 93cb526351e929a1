namespace Chain.Consensus;

/// <summary>
/// Judges proposals and prepares them: rule 2 and the reasons of rule 4 that lie in a proposal (C-8 to C-11).
/// </summary>
internal sealed class Voting(ReplicaState state, Views views)
{
    /// <summary>
    /// When a proposal that waits for its time is looked at again, monotonic; null for none.
    /// </summary>
    public long? TimestampDueMs { get; private set; }

    /// <summary>Takes a leader's proposal; its certificates and its vote were taken before.</summary>
    public void Receive(Turn turn, Proposal proposal, PeerId from)
    {
        if (state.Slots.At(proposal.View) is { } first)
        {
            if (first.Digest != proposal.Header.Digest) first.Equivocated = true;
            return;
        }
        var slot = new ProposalSlot(proposal, from);
        if (!IsOfThisEpoch(proposal.Header)) slot.Verdict = BlockVerdict.Invalid;
        if (state.Slots.TryAdd(slot) && slot.View == state.View)
            state.Timers.HasProposal(turn.Now.MonotonicMs);
    }

    /// <summary>
    /// The node's judgement concerns a digest: it can only touch the views that proposed this block.
    /// </summary>
    public void Checked(Hash32 digest, BlockVerdict verdict)
    {
        if (verdict == BlockVerdict.None) return;
        foreach (ProposalSlot slot in state.Slots.Of(digest))
            if (slot.Verdict == BlockVerdict.None) slot.Verdict = verdict;
    }

    /// <summary>Does for the proposals at hand whatever can be done now; cheap when nothing can.</summary>
    public void Consider(Turn turn)
    {
        TimestampDueMs = null;
        foreach (ProposalSlot slot in state.Slots.UpTo(state.View))
        {
            bool current = slot.View == state.View;
            bool needed = IsNeeded(slot);
            if (current || needed) AskForCheck(turn, slot);
            if (needed && slot.Verdict == BlockVerdict.Valid) Hold(turn, slot.Outline);
        }
        if (state.Slots.At(state.View) is { } proposal) Consider(turn, proposal);
    }

    /// <summary>
    /// C-38: the block is journaled with all its bodies, once, before anyone hears of it from us.
    /// </summary>
    public void Hold(Turn turn, BlockOutline outline)
    {
        if (state.Blocks.Add(outline)) turn.Persist(new JournalRecord.Block(outline));
    }

    /// <summary>Prepared by others, or in the past of what is committed and perhaps a part of it.</summary>
    private bool IsNeeded(ProposalSlot slot) =>
        IsPrepared(slot)
        || (slot.View <= state.Certificates.CommittedView
            && slot.Proposal.Header.Height > state.Blocks.Head.Height);

    private bool IsPrepared(ProposalSlot slot) =>
        state.Certificates.PreparedDigest(slot.View) == slot.Digest;

    private void Consider(Turn turn, ProposalSlot slot)
    {
        if (slot.Verdict == BlockVerdict.Invalid || slot.Equivocated || LeaderContradicts(slot.Digest))
        {
            views.GiveUp(turn);
            return;
        }
        if (slot.Verdict != BlockVerdict.Valid || !IsDue(turn.Now, slot.Proposal.Header)) return;
        if (state.Safety.Prepare(slot.Proposal, state.View, state.Certificates) is not { } prepare) return;
        Hold(turn, slot.Outline);
        views.Cast(turn, prepare);
    }

    /// <summary>C-9: what the leader signed and no ancestor is needed for.</summary>
    private bool IsOfThisEpoch(BlockHeader header) =>
        header.Chain == state.Config.Chain
        && header.Epoch == state.Config.Epoch
        && header.TransactionCount <= Limits.TransactionsPerBlock
        && header.NextValidators.IsZero;

    /// <summary>
    /// C-9: height and time against the parent, then the node's check of the content. It executes the block,
    /// so one of a far future, which nobody prepared, is not handed to it.
    /// </summary>
    private void AskForCheck(Turn turn, ProposalSlot slot)
    {
        if (slot.Asked || slot.Verdict != BlockVerdict.None) return;
        BlockHeader header = slot.Proposal.Header;
        if (state.Blocks.Point(header.Parent) is not { } parent || !state.Blocks.IsConnected(header.Parent))
            return;
        if (header.Height != parent.Height.Next || header.TimestampMs <= parent.TimestampMs)
        {
            slot.Verdict = BlockVerdict.Invalid;
            return;
        }
        if (!IsPrepared(slot) && !IsDue(turn.Now, header)) return;
        slot.Asked = true;
        turn.Add(new Effect.CheckBlock(slot.Outline, slot.From));
    }

    /// <summary>
    /// C-33: "not yet" only when later than parent + 1 and than our clock with its allowance.
    /// </summary>
    private bool IsDue(Now now, BlockHeader header)
    {
        ulong parentMs = state.Blocks.Point(header.Parent)?.TimestampMs ?? 0;
        ulong skew = (ulong)state.Config.Timing.ClockSkewMs;
        if (header.TimestampMs - parentMs <= 1 || header.TimestampMs <= now.WallMs) return true;
        ulong ahead = header.TimestampMs - now.WallMs;
        if (ahead <= skew) return true;
        // The wall clock may step, so it is read again at least every second.
        TimestampDueMs = now.MonotonicMs + (long)Math.Min(ahead - skew, 1_000);
        return false;
    }

    /// <summary>C-14: the leader's Prepare in this view names another block than its proposal does.</summary>
    private bool LeaderContradicts(Hash32 proposed)
    {
        Vote? prepare = state.Votes.Find(VoteKind.Prepare, state.View, state.Quorum.Leader(state.View));
        return prepare is not null && prepare.Digest != proposed;
    }
}
