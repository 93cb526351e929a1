namespace Chain.Ledger;

/// <summary>The transaction ids of one block.</summary>
public sealed record RecentBlock(ulong TimestampMs, Hash32[] Ids);

/// <summary>
/// Ids executed in blocks of the validity window before the tip. A transaction can be included only while the
/// block's timestamp ≤ valid_until ≤ its first block's timestamp + <see cref="Limits.ValidityMs"/>, so an
/// older id needs no memory. Blocks that left the window are kept while the block that pushed them out can
/// still be undone.
/// </summary>
public sealed class RecentTransactions
{
    private readonly HashSet<Hash32> ids = [];
    private readonly LinkedList<RecentBlock> window = [];
    private readonly LinkedList<(int PushedOutBy, RecentBlock Block)> left = [];
    private int added;

    /// <summary>Ids held; validity keeps it within <see cref="Limits.RecentIds"/>.</summary>
    public int Count => ids.Count;

    public bool Contains(Hash32 id) => ids.Contains(id);

    /// <summary>How many ids would be held at a block timestamp, before its own.</summary>
    public int CountAt(ulong timestampMs)
    {
        int count = ids.Count;
        foreach (RecentBlock block in window)
        {
            if (!IsOver(block, timestampMs)) break;
            count -= block.Ids.Length;
        }
        return count;
    }

    internal void Add(RecentBlock block)
    {
        added += 1;
        while (window.First is { } oldest && IsOver(oldest.Value, block.TimestampMs))
        {
            window.RemoveFirst();
            foreach (Hash32 id in oldest.Value.Ids) ids.Remove(id);
            left.AddLast((added, oldest.Value));
        }
        while (left.First is { } forgotten && forgotten.Value.PushedOutBy <= added - Limits.StateVersions)
            left.RemoveFirst();
        window.AddLast(block);
        foreach (Hash32 id in block.Ids) Require.That(ids.Add(id));
    }

    internal void UndoNewest()
    {
        foreach (Hash32 id in window.Last!.Value.Ids) ids.Remove(id);
        window.RemoveLast();
        while (left.Last is { } back && back.Value.PushedOutBy == added)
        {
            left.RemoveLast();
            window.AddFirst(back.Value.Block);
            foreach (Hash32 id in back.Value.Block.Ids) ids.Add(id);
        }
        added -= 1;
    }

    private static bool IsOver(RecentBlock block, ulong timestampMs) =>
        block.TimestampMs + Limits.ValidityMs < timestampMs;
}
