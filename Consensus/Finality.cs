namespace Chain.Consensus;

/// <summary>
/// Hands committed blocks to the node in order, as soon as the chain up to them is held (C-16).
/// </summary>
internal sealed class Finality(ReplicaState state, Retry retry)
{
    /// <summary>A CommittedCertificate whose block does not connect to the head yet.</summary>
    public Certificate? Pending =>
        state.Certificates.Committed is { } committed && committed.Digest != state.Blocks.Head.Digest
            ? committed : null;

    public void Consider(Turn turn)
    {
        if (Pending is not { } certificate) return;
        if (state.Blocks.PathTo(certificate.Digest, out BlockHeader? lowest) is { } path)
            Commit(turn, path, certificate);
        else if (lowest is not null && lowest.Height <= state.Blocks.Head.Height.Next)
            state.Halt(turn, $"the block committed in view {certificate.View} is not on the committed chain");
    }

    /// <summary>
    /// Blocks from a sync: used when they follow the head one by one and the certificate names the last.
    /// </summary>
    /// <returns>False when they do not fit; nothing changed then.</returns>
    public bool TrySync(Turn turn, IReadOnlyList<BlockOutline> blocks, Certificate certificate)
    {
        ChainHead head = state.Blocks.Head;
        // A batch goes on to its next certificate, and a batch of blocks once synced has one at its end.
        if (certificate.Kind != VoteKind.Commit || blocks.Count > 2 * Limits.SyncBlocks) return false;
        BlockOutline[] above = [.. blocks.Where(block => block.Header.Height > head.Height)];
        if (above.Length == 0 || above[^1].Digest != certificate.Digest) return false;
        (Hash32 parent, Height height) = (head.Digest, head.Height);
        foreach (BlockOutline block in above)
        {
            if (block.Header.Parent != parent || block.Header.Height != height.Next) return false;
            (parent, height) = (block.Digest, block.Header.Height);
        }
        Commit(turn, above, certificate);
        return true;
    }

    private void Commit(Turn turn, IReadOnlyList<BlockOutline> blocks, Certificate certificate)
    {
        // The journal keeps what a later own vote may depend on: a pending higher certificate has pruned it
        // in memory.
        turn.Add(new Effect.Committed(blocks, certificate, state.Entry));
        state.Blocks.Commit(blocks[^1].Header);
        retry.Progress();
    }
}
