using Chain.Crypto;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Execution;
using Chain.Wire;

namespace Chain.Node.Api;

/// <summary>
/// Proofs against the newest certified root: the header of the committed head holds the root of the state
/// after its parent, so that is the state that is proven. Runs on the executor.
/// </summary>
internal static class ProofMaker
{
    /// <returns>Null while no header certifies a state that is still at hand.</returns>
    public static StateProof? Make(StateKeeper keeper, ChainStore store, byte[] key)
    {
        if (keeper.Head.Height.Value == 0) return null;
        if (store.Reads.Header(keeper.Head.Height) is not { Certificate: { } certificate } head) return null;
        if (keeper.State.Prove(key, new Height(keeper.Head.Height.Value - 1)) is not { } found) return null;

        ReadOnlyMemory<byte>? value = ValueBeforeHead(keeper, store, key);
        bool holds = value is { } present
            ? StateProofVerifier.VerifyPresence(head.Header.StateRoot, key, present.Span, found.Proof)
            : StateProofVerifier.VerifyAbsence(head.Header.StateRoot, key, found.Proof);
        if (!holds) return null;

        var proof = new StateProof
        {
            Key = Describe.Wrap(key),
            Header = Describe.Wrap(HeaderCodec.Encode(head.Header)),
            Certificate = Describe.Wrap(CertificateCodec.Encode(certificate)),
        };
        if (value is { } shown) proof.Value = Describe.Wrap(shown);
        foreach (Hash32 sibling in found.Proof.Siblings)
            proof.Siblings.Add(sibling.IsZero ? Google.Protobuf.ByteString.Empty : Describe.Bytes(sibling));
        if (!found.Proof.OtherKeyHash.IsZero)
        {
            proof.OtherKeyHash = Describe.Bytes(found.Proof.OtherKeyHash);
            proof.OtherValueHash = Describe.Bytes(found.Proof.OtherValueHash);
        }
        return proof;
    }

    /// <summary>
    /// The stored row is that after the head; where the head changed it, its before-image is wanted.
    /// </summary>
    private static ReadOnlyMemory<byte>? ValueBeforeHead(StateKeeper keeper, ChainStore store, byte[] key)
    {
        foreach (StateChange change in keeper.LastCommitted?.Outcome.Changes ?? [])
            if (change.Key.Span.SequenceEqual(key)) return change.Before;
        return store.Reads.State(key);
    }
}
