namespace Chain;

/// <summary>The three votes of the protocol; the numbers are on the wire.</summary>
public enum VoteKind
{
    None = 0,
    Prepare = 1,
    Commit = 2,
    ViewChange = 3,
}

/// <summary>One validator's signed word about a view.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Epoch">Epoch whose list numbers the voter.</param>
/// <param name="View">The view it speaks of.</param>
/// <param name="Digest">The block, zero for <see cref="VoteKind.ViewChange"/>.</param>
/// <param name="Voter">Number in the epoch's list.</param>
/// <param name="Signature">BIP340 over <see cref="VoteCodec.SigningDigest"/>.</param>
public sealed record Vote(
    VoteKind Kind, Epoch Epoch, View View, Hash32 Digest, int Voter, Signature Signature);
