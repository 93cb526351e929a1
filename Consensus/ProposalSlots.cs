namespace Chain.Consensus;

/// <summary>The first proposal of a view's leader, and what became of it here.</summary>
internal sealed class ProposalSlot(Proposal proposal, PeerId from)
{
    public Proposal Proposal { get; } = proposal;

    public View View => Proposal.View;

    public Hash32 Digest => Proposal.Header.Digest;

    public PeerId From { get; } = from;

    public BlockVerdict Verdict { get; set; }

    /// <summary>True once <see cref="Effect.CheckBlock"/> was asked for.</summary>
    public bool Asked { get; set; }

    /// <summary>A second digest was signed by the leader in this view.</summary>
    public bool Equivocated { get; set; }

    public BlockOutline Outline => new(Proposal.Header, Proposal.TransactionIds);
}

/// <summary>
/// Proposals of W views back and ahead, one per view: a ring, so a forged view number costs nothing. Those
/// behind wait for bodies, since a block may be prepared by others before it is checked here.
/// </summary>
internal sealed class ProposalSlots
{
    private const int Size = 2 * Limits.VoteWindow + 1;

    private readonly ProposalSlot?[] ring = new ProposalSlot?[Size];
    private View current = new(1);

    public void MoveTo(View view) => current = view;

    public bool InWindow(View view) =>
        view.Value <= current.Value + Limits.VoteWindow && view.Value + Limits.VoteWindow >= current.Value;

    public ProposalSlot? At(View view) =>
        InWindow(view) && ring[view.Value % Size] is { } slot && slot.View == view ? slot : null;

    /// <returns>False when the view is out of the window or has one already.</returns>
    public bool TryAdd(ProposalSlot slot)
    {
        if (!InWindow(slot.View) || At(slot.View) is not null) return false;
        ring[slot.View.Value % Size] = slot;
        return true;
    }

    /// <summary>
    /// Slots in the window that propose this block; one block may be proposed in several views.
    /// </summary>
    public IEnumerable<ProposalSlot> Of(Hash32 digest)
    {
        foreach (ProposalSlot? slot in ring)
            if (slot is not null && InWindow(slot.View) && slot.Digest == digest) yield return slot;
    }

    /// <summary>
    /// Slots in the window up to a view, in no order that matters: each is looked at on its own.
    /// </summary>
    public IEnumerable<ProposalSlot> UpTo(View view)
    {
        foreach (ProposalSlot? slot in ring)
            if (slot is not null && InWindow(slot.View) && slot.View <= view) yield return slot;
    }
}
