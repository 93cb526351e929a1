namespace Chain;

/// <summary>
/// A quorum's votes of one kind for one view: prepared, committed or view-change certificate by its kind.
/// Equal statements may carry different signers; only <see cref="Names"/> says what it certifies.
/// </summary>
/// <param name="Kind">Kind of the votes inside.</param>
/// <param name="Epoch">Epoch whose list numbers the voters.</param>
/// <param name="View">The view voted about.</param>
/// <param name="Digest">The block, zero for a view change.</param>
/// <param name="Voters">Who signed.</param>
/// <param name="Signatures">One per voter, in the order of their numbers.</param>
public sealed record Certificate(
    VoteKind Kind, Epoch Epoch, View View, Hash32 Digest, VoterSet Voters,
    IReadOnlyList<Signature> Signatures)
{
    /// <summary>True when both certify the same statement, whoever signed.</summary>
    public bool Names(Certificate other) =>
        Kind == other.Kind && Epoch == other.Epoch && View == other.View && Digest == other.Digest;
}
