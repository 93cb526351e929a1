namespace Chain.Ledger.Storage;

/// <summary>Rows of a commit.</summary>
internal static class CommitWriter
{
    /// <summary>All rows of a block but its body and what is derived.</summary>
    /// <returns>The head after it.</returns>
    public static HeadMarker Put(RowBatch batch, HeadMarker parent, BlockToStore block)
    {
        BlockHeader header = block.Header;
        Require.That(header.Height == parent.Height.Next && header.Parent == parent.Digest);
        Require.That(block.Certificate is null || block.Certificate.Digest == header.Digest);
        Require.That(block.TransactionIds.Count == header.TransactionCount);
        BlockTable.PutHeader(batch, header, block.Certificate);
        ReceiptTable.Put(batch, block);
        StateTable.Put(batch, block.Changes);
        return parent with { Height = header.Height, Digest = header.Digest, StateRoot = block.StateRoot };
    }

    /// <summary>Derived rows of consecutive blocks.</summary>
    public static void PutDerived(
        RowBatch batch, ReadScope stored, CandleRetention retention, IReadOnlyList<BlockToStore> blocks)
    {
        ulong timestampMs = blocks[^1].Header.TimestampMs;
        retention.Drop(batch, timestampMs);
        var writer = new DerivedWriter(batch, stored);
        foreach (BlockToStore block in blocks)
            writer.Add(block.Header.Height, block.Header.TimestampMs, block.Derived);
        writer.Finish(timestampMs);
    }

    /// <summary>
    /// Bodies that were not journaled are written, journaled ones of other blocks deleted.
    /// </summary>
    /// <param name="batch">Where the rows go.</param>
    /// <param name="blocks">The blocks that commit.</param>
    /// <param name="journaled">All journaled bodies up to the last block's height.</param>
    public static void PutBodies(
        RowBatch batch, IReadOnlyList<BlockToStore> blocks,
        IReadOnlyList<(Height Height, Hash32 Digest)> journaled)
    {
        HashSet<Hash32> stored = [.. journaled.Select(body => body.Digest)];
        foreach (BlockToStore block in blocks)
        {
            if (stored.Remove(block.Header.Digest)) continue;
            Require.That(block.Body is not null, "a body that was not journaled comes with the commit");
            Require.That(block.Body.Count == block.Header.TransactionCount);
            BlockTable.PutBody(batch, block.Header.Height, block.Header.Digest, block.Body);
        }
        foreach ((Height height, Hash32 digest) in journaled)
            if (stored.Contains(digest)) BlockTable.DeleteBody(batch, height, digest);
    }
}
