namespace Chain;

/// <summary>
/// Two votes of one validator that no correct one signs (C-57); proof needs nothing but the two.
/// </summary>
public sealed record Evidence(Vote First, Vote Second)
{
    /// <summary>
    /// True when both are of one voter, epoch and view and contradict each other: one kind with two digests,
    /// or a Commit with a ViewChange. Signatures are not checked.
    /// </summary>
    public bool IsProof =>
        First.Voter == Second.Voter && First.Epoch == Second.Epoch && First.View == Second.View
        && (First.Kind == Second.Kind
            ? First.Digest != Second.Digest : ExcludeEachOther(First.Kind, Second.Kind));

    /// <summary>Both votes in hexadecimal, as <c>chain offence report</c> takes them.</summary>
    public override string ToString() => $"{Hex(First)} {Hex(Second)}";

    private static string Hex(Vote vote) => Convert.ToHexStringLower(VoteCodec.Encode(vote));

    private static bool ExcludeEachOther(VoteKind one, VoteKind other) =>
        (one, other) is (VoteKind.Commit, VoteKind.ViewChange) or (VoteKind.ViewChange, VoteKind.Commit);
}
