namespace Chain.Consensus;

/// <summary>
/// Certificates by view, from the highest committed view up: both kinds of every view, never dropped (C-21).
/// Views below the committed one are settled by its certificate. A quorum stands behind each entry, so no
/// peer alone can make it grow. A CommittedCertificate serves as a PreparedCertificate; view 0 holds the
/// epoch's root.
/// </summary>
internal sealed class CertificateStore(Hash32 root)
{
    private readonly SortedDictionary<ulong, Slot> slots = [];

    private sealed class Slot
    {
        public Certificate? Prepared, Committed, ViewChange;
    }

    public View CommittedView { get; private set; }

    /// <summary>Of <see cref="CommittedView"/>; null in view 0.</summary>
    public Certificate? Committed => Find(VoteKind.Commit, CommittedView);

    /// <summary>Highest view with a prepared (or committed) block.</summary>
    public View HighestPrepared { get; private set; }

    public bool AnyPreparedAboveCommitted => HighestPrepared > CommittedView;

    /// <summary>The block that is prepared in the view, null when none is known.</summary>
    public Hash32? PreparedDigest(View view) =>
        view.Value == 0 ? root : Proof(view)?.Digest;

    /// <summary>What shows that a block is prepared in the view; null for none, and for view 0.</summary>
    public Certificate? Proof(View view) => Find(VoteKind.Prepare, view) ?? Find(VoteKind.Commit, view);

    public bool HasViewChange(View view) => Find(VoteKind.ViewChange, view) is not null;

    public Certificate? Find(VoteKind kind, View view)
    {
        if (!slots.TryGetValue(view.Value, out Slot? slot)) return null;
        return kind switch
        {
            VoteKind.Prepare => slot.Prepared,
            VoteKind.Commit => slot.Committed,
            VoteKind.ViewChange => slot.ViewChange,
            _ => null,
        };
    }

    /// <summary>True for one that would teach nothing: held already, or of a settled view.</summary>
    public bool Knows(VoteKind kind, View view) => view <= CommittedView || Find(kind, view) is not null;

    /// <summary>
    /// True when the view has a certified block of another digest: more than f validators lie.
    /// </summary>
    public bool Contradicts(Certificate certificate) =>
        certificate.Kind != VoteKind.ViewChange && certificate.View >= CommittedView
        && PreparedDigest(certificate.View) is { } digest && digest != certificate.Digest;

    /// <summary>Adds one that is not known.</summary>
    public void Add(Certificate certificate)
    {
        if (!slots.TryGetValue(certificate.View.Value, out Slot? slot))
            slots.Add(certificate.View.Value, slot = new Slot());
        if (certificate.Kind == VoteKind.Prepare) slot.Prepared = certificate;
        if (certificate.Kind == VoteKind.Commit) slot.Committed = certificate;
        if (certificate.Kind == VoteKind.ViewChange) slot.ViewChange = certificate;
        if (certificate.Kind != VoteKind.ViewChange && certificate.View > HighestPrepared)
            HighestPrepared = certificate.View;
        if (certificate.Kind == VoteKind.Commit && certificate.View > CommittedView)
        {
            CommittedView = certificate.View;
            while (slots.Keys.First() is var first && first < CommittedView.Value) slots.Remove(first);
        }
    }

    /// <summary>PreparedCertificates above the committed view, ascending.</summary>
    public IReadOnlyList<Certificate> PreparedAboveCommitted() =>
        [.. slots.Where(slot => slot.Key > CommittedView.Value)
            .Select(slot => slot.Value.Prepared).OfType<Certificate>()];
}
