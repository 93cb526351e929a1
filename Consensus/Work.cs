namespace Chain.Consensus;

/// <summary>Whether there is a reason to make blocks now (C-32).</summary>
internal static class Work
{
    public static bool Exists(ReplicaState state) =>
        state.PoolHasWork || TipWantsChild(state)
        || state.Votes.Count(VoteKind.ViewChange, state.View, Hash32.Zero) > state.Quorum.Faulty;

    /// <summary>
    /// The highest prepared block changed the state, so that its root is still uncertified, or it or an
    /// uncommitted ancestor has content to commit. An uncommitted block that is not held here counts as
    /// having content.
    /// </summary>
    private static bool TipWantsChild(ReplicaState state)
    {
        CertificateStore certificates = state.Certificates;
        if (certificates.PreparedDigest(certificates.HighestPrepared) is not { } at) return false;
        if (state.Blocks.Point(at) is not { } tip) return certificates.AnyPreparedAboveCommitted;
        if (tip.ChangedState) return true;
        while (at != state.Blocks.Head.Digest)
        {
            if (state.Blocks.Find(at) is not { } block || block.Header.TransactionCount > 0) return true;
            at = block.Header.Parent;
        }
        return false;
    }
}
