using Chain.Consensus;
using Chain.Crypto;

namespace Chain.Node.Verification;

/// <summary>
/// Checks votes and certificates of one epoch. Signatures already seen to be good are remembered for the
/// newest views, so a relayed certificate costs only the votes that never came directly. Safe
/// for many threads.
/// </summary>
/// <param name="chain">Whose votes.</param>
/// <param name="epoch">The same.</param>
/// <param name="validators">Keys in voting order.</param>
/// <param name="check">How a signature is checked; BIP340 when null.</param>
public sealed class VoteVerifier(
    Hash32 chain, Epoch epoch, IReadOnlyList<PublicKey> validators, SignatureCheck? check = null)
{
    // Two kinds and a view change of every validator over the views in flight; beyond that the
    // cache starts anew.
    private readonly int capacity = Math.Max(1_024, validators.Count * 64);
    private readonly SignatureCheck check = check ?? Bip340Holds;
    private readonly Lock gate = new();
    private readonly HashSet<Vote> good = [];

    public Quorum Quorum { get; } = new(validators.Count);

    /// <summary>
    /// True when a validator of this epoch is named that did not sign it. Who names others is not judged.
    /// </summary>
    public bool IsForged(Vote vote) => IsOurs(vote) && !Verify(vote);

    /// <inheritdoc cref="IsForged(Vote)"/>
    public bool IsForged(Certificate certificate) => IsOurs(certificate) && !Verify(certificate);

    /// <summary>True when a validator of this epoch did not sign the answer that bears its name.</summary>
    public bool IsForged(PeerMessage.NewestVotes answer) =>
        answer.Answerer < validators.Count && !IsSigned(answer);

    public bool Verify(Vote vote)
    {
        if (!IsOurs(vote)) return false;
        lock (gate)
            if (good.Contains(vote)) return true;

        Hash32 signed = VoteCodec.SigningDigest(chain, vote.Kind, vote.Epoch, vote.View, vote.Digest);
        if (!check(validators[vote.Voter], signed, vote.Signature)) return false;

        lock (gate)
        {
            if (good.Count >= capacity) good.Clear();
            good.Add(vote);
        }
        return true;
    }

    /// <summary>True when the answerer signed it, and all in it is signed by whom it names.</summary>
    public bool Verify(PeerMessage.NewestVotes answer) =>
        answer.Answerer < validators.Count
        && IsSigned(answer)
        && answer.Votes.All(Verify)
        && (answer.Entry is null || Verify(answer.Entry))
        && (answer.Committed is null || Verify(answer.Committed));

    /// <summary>
    /// True when a quorum of this epoch's validators, each counted once, signed the certificate's statement.
    /// </summary>
    public bool Verify(Certificate certificate)
    {
        if (!IsOurs(certificate)) return false;
        int next = 0;
        for (int voter = 0; voter < validators.Count; voter++)
        {
            if (!certificate.Voters.Contains(voter)) continue;
            var vote = new Vote(certificate.Kind, certificate.Epoch, certificate.View, certificate.Digest,
                voter, certificate.Signatures[next++]);
            if (!Verify(vote)) return false;
        }
        return true;
    }

    private bool IsSigned(PeerMessage.NewestVotes answer)
    {
        Hash32 signed = NewestVotesCodec.SigningDigest(chain, epoch, answer);
        return check(validators[answer.Answerer], signed, answer.Signature);
    }

    private static bool Bip340Holds(PublicKey signer, Hash32 digest, Signature signature)
    {
        Hash32 key = signer.Bytes;
        return Bip340.Verify(key.Span, digest.Span, signature.Span);
    }

    private bool IsOurs(Vote vote) => vote.Epoch == epoch && vote.Voter < validators.Count;

    private bool IsOurs(Certificate certificate) =>
        certificate.Epoch == epoch
        && certificate.Voters.IsWithin(validators.Count)
        && certificate.Voters.Count >= Quorum.Size;
}
