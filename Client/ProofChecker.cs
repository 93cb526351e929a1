using Chain.Crypto;
using Chain.Wire;

namespace Chain.Client;

/// <summary>
/// Checks offline that a row was, or was not, in the ledger: a quorum's Commit signatures cover the
/// header's digest, the header holds the state root after its parent, and the Merkle path leads from the
/// row to that root.
/// </summary>
/// <remarks>Total on any input: what is malformed is refused. It trusts nothing
/// but <see cref="ChainTrust"/>.</remarks>
public sealed class ProofChecker(ChainTrust trust)
{
    public ProofVerdict Check(StateProof proof)
    {
        if (HeaderCodec.Decode(proof.Header.Span) is not { } header) return Refuse("the header is malformed");
        if (CertificateCodec.Decode(proof.Certificate.Span) is not { } certificate)
            return Refuse("the certificate is malformed");
        if (header.Height.Value == 0) return Refuse("the genesis header has no state before it");
        if (FindFault(header, certificate) is { } fault) return Refuse(fault);
        if (ParsePath(proof) is not { } path) return Refuse("the Merkle path is malformed");

        ReadOnlySpan<byte> key = proof.Key.Span;
        var height = new Height(header.Height.Value - 1);
        if (proof.Value.IsEmpty)
            return StateProofVerifier.VerifyAbsence(header.StateRoot, key, path)
                ? new ProofVerdict.Absent(height, header.StateRoot)
                : Refuse("the Merkle path does not show the absence of the key under the state root");
        return StateProofVerifier.VerifyPresence(header.StateRoot, key, proof.Value.Span, path)
            ? new ProofVerdict.Present(height, header.StateRoot, proof.Value.Memory)
            : Refuse("the Merkle path does not lead from the key and value to the state root");
    }

    /// <summary>Why a quorum did not commit this header on this chain; null when it did.</summary>
    public string? FindFault(BlockHeader header, Certificate certificate)
    {
        if (header.Chain != trust.Chain)
            return $"the header is of chain {header.Chain}, not of {trust.Chain}";
        if (certificate.Kind != VoteKind.Commit) return "the certificate does not hold Commit votes";
        if (certificate.Epoch != header.Epoch) return "the certificate is of another epoch than the header";
        if (certificate.Digest != header.Digest) return "the certificate commits another block";
        if (!certificate.Voters.IsWithin(trust.Validators.Count))
            return "the certificate names unknown validators";
        if (certificate.Voters.Count < trust.Quorum.Size)
            return $"{certificate.Voters.Count} validators signed, a quorum is {trust.Quorum.Size}";
        Hash32 signed = VoteCodec.SigningDigest(
            trust.Chain, VoteKind.Commit, certificate.Epoch, certificate.View, certificate.Digest);
        int next = 0;
        for (int voter = 0; voter < trust.Validators.Count; voter++)
        {
            if (!certificate.Voters.Contains(voter)) continue;
            Signature signature = certificate.Signatures[next++];
            if (!Bip340.Verify(trust.Validators[voter], signed, signature))
                return $"the signature of validator {voter} is wrong";
        }
        return null;
    }

    private static ProofVerdict.Refused Refuse(string reason) => new(reason);

    /// <summary>Zero-length entries of the message are empty subtrees.</summary>
    private static KeyProof? ParsePath(StateProof proof)
    {
        if (proof.Siblings.Count > Limits.ProofSiblings) return null;
        var siblings = new Hash32[proof.Siblings.Count];
        for (int i = 0; i < siblings.Length; i++)
            if (!TryReadOrZero(proof.Siblings[i].Span, out siblings[i])) return null;
        return TryReadOrZero(proof.OtherKeyHash.Span, out Hash32 otherKey)
            && TryReadOrZero(proof.OtherValueHash.Span, out Hash32 otherValue)
            ? new KeyProof(siblings, otherKey, otherValue) : null;
    }

    private static bool TryReadOrZero(ReadOnlySpan<byte> bytes, out Hash32 hash)
    {
        hash = Hash32.Zero;
        return bytes.IsEmpty || Hash32.TryRead(bytes, out hash);
    }
}
