namespace Chain.Crypto;

/// <summary>
/// Checks proofs against a root that the caller takes from a certified header (L-13). Total on any input.
/// </summary>
public static class StateProofVerifier
{
    /// <summary>True when the proof shows that the key has exactly this value under the root.</summary>
    public static bool VerifyPresence(
        Hash32 root, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, KeyProof proof)
    {
        Hash32 keyHash = StateHash.Of(key);
        return proof.OtherKeyHash.IsZero && proof.OtherValueHash.IsZero
            && Leads(root, keyHash, StateHash.Leaf(keyHash, StateHash.Of(value)), proof);
    }

    /// <summary>True when the proof shows that no row has this key under the root.</summary>
    public static bool VerifyAbsence(Hash32 root, ReadOnlySpan<byte> key, KeyProof proof)
    {
        Hash32 keyHash = StateHash.Of(key);
        if (proof.OtherKeyHash.IsZero)
            return proof.OtherValueHash.IsZero && Leads(root, keyHash, Hash32.Zero, proof);
        return proof.OtherKeyHash != keyHash
            && SharesPath(keyHash, proof.OtherKeyHash, proof.Siblings.Count)
            && Leads(root, keyHash, StateHash.Leaf(proof.OtherKeyHash, proof.OtherValueHash), proof);
    }

    private static bool Leads(Hash32 root, Hash32 keyHash, Hash32 end, KeyProof proof)
    {
        if (proof.Siblings.Count > Limits.ProofSiblings) return false;
        Hash32 hash = end;
        for (int depth = proof.Siblings.Count - 1; depth >= 0; depth -= 1)
            hash = KeyProof.Bit(keyHash, depth)
                ? StateHash.Node(proof.Siblings[depth], hash)
                : StateHash.Node(hash, proof.Siblings[depth]);
        return hash == root;
    }

    private static bool SharesPath(Hash32 left, Hash32 right, int depth)
    {
        if (depth > Limits.ProofSiblings) return false;
        for (int i = 0; i < depth; i += 1)
            if (KeyProof.Bit(left, i) != KeyProof.Bit(right, i)) return false;
        return true;
    }
}
