namespace Chain.Consensus;

/// <summary>
/// What must be durable before a vote leaves (C-38). The journal is these records in the order of their
/// <see cref="Effect.Persist"/>.
/// </summary>
public abstract record JournalRecord
{
    private JournalRecord() { }

    /// <summary>
    /// This validator may vote in views above <paramref name="Above"/>; by init with 0, or by a rejoin.
    /// </summary>
    public sealed record VotingMark(Epoch Epoch, View Above) : JournalRecord;

    /// <summary>Own proposal whole, so that it is the only one of its view after a restart too.</summary>
    public sealed record OwnProposal(Proposal Proposal) : JournalRecord;

    /// <summary>
    /// A block about to be Prepared, or fetched; the node stores all its bodies in the same batch.
    /// </summary>
    public sealed record Block(BlockOutline Outline) : JournalRecord;

    /// <summary>Own Prepare, Commit or ViewChange.</summary>
    public sealed record OwnVote(Vote Vote) : JournalRecord;

    /// <summary>The certificate by which a view was entered.</summary>
    public sealed record Entered(Certificate Certificate) : JournalRecord;

    /// <summary>
    /// True when the batch that stores a CommittedCertificate may drop this record (C-40). Bodies of a
    /// dropped <see cref="Block"/> stay where they are when that block was committed, and go when it was not.
    /// </summary>
    /// <param name="committed">View of the stored certificate.</param>
    /// <param name="head">Height of the stored block.</param>
    /// <param name="entry">The certificate by which the current view was entered.</param>
    public bool IsObsolete(View committed, Height head, Certificate? entry) => this switch
    {
        VotingMark => false,
        OwnProposal own => own.Proposal.View <= committed,
        Block block => block.Outline.Header.Height <= head,
        OwnVote own => own.Vote.View <= committed,
        // Those above the committed view stay: after a restart of everybody nobody else could justify a
        // proposal past their views.
        Entered entered => entered.Certificate.View <= committed
            && (entry is null || !entered.Certificate.Names(entry)),
        _ => throw new BrokenInvariantException("unknown journal record"),
    };
}
