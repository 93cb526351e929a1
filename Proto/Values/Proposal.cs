namespace Chain;

/// <summary>
/// PrePrepare(view, block, justification): the leader's offer of one block in one view. Only the Prepare
/// inside is signed by the leader (it names the header's digest); justification and ids are relayed parts.
/// </summary>
/// <param name="Epoch">Epoch of the view.</param>
/// <param name="View">The view it is made in.</param>
/// <param name="Header">The block.</param>
/// <param name="TransactionIds">Its transactions in order; bodies come from the pool or are fetched.</param>
/// <param name="Parent">
/// Prepared (or committed) certificate of the parent; null where the parent is the epoch's root block.
/// </param>
/// <param name="ViewChanges">
/// View-change certificates of the newest views of (parent's view, <paramref name="View"/>), ascending,
/// at most <see cref="Limits.JustificationTail"/>; older ones are fetched by (view, kind).
/// </param>
/// <param name="LeaderPrepare">The leader's own Prepare of the header's digest.</param>
public sealed record Proposal(
    Epoch Epoch,
    View View,
    BlockHeader Header,
    IReadOnlyList<Hash32> TransactionIds,
    Certificate? Parent,
    IReadOnlyList<Certificate> ViewChanges,
    Vote LeaderPrepare);
