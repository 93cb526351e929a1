using Chain.Ledger.Tables;
using Chain.Ledger.Tree;

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
    /// <summary>A block's ids as numbers of the arena.</summary>
    private readonly record struct Block(ulong TimestampMs, int[] Ids);

    private readonly NodeArena<Hash32> arena = new();
    private readonly SlotIndex index = new();
    private readonly LinkedList<Block> window = [];
    private readonly LinkedList<(int PushedOutBy, Block Block)> left = [];
    private int added;

    /// <summary>Ids held; validity keeps it within <see cref="Limits.RecentIds"/>.</summary>
    public int Count => index.Count;

    public bool Contains(Hash32 id)
    {
        foreach (int number in index.Candidates(id.GetHashCode()))
            if (arena[number] == id) return true;
        return false;
    }

    /// <summary>How many ids would be held at a block timestamp, before its own.</summary>
    public int CountAt(ulong timestampMs)
    {
        int count = Count;
        foreach (Block block in window)
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
            Hide(oldest.Value);
            left.AddLast((added, oldest.Value));
        }
        var numbers = new int[block.Ids.Length];
        for (int i = 0; i < numbers.Length; i += 1)
        {
            Require.That(!Contains(block.Ids[i]));
            numbers[i] = arena.Add(block.Ids[i]);
            index.Add(block.Ids[i].GetHashCode(), numbers[i]);
        }
        window.AddLast(new Block(block.TimestampMs, numbers));
    }

    /// <summary>Only so many of the newest blocks may still be undone.</summary>
    internal void Settle(int undoable)
    {
        while (left.First is { } forgotten && forgotten.Value.PushedOutBy <= added - undoable)
        {
            left.RemoveFirst();
            Free(forgotten.Value.Block);
        }
    }

    internal void UndoNewest()
    {
        Block newest = window.Last!.Value;
        window.RemoveLast();
        Hide(newest);
        Free(newest);
        while (left.Last is { } back && back.Value.PushedOutBy == added)
        {
            left.RemoveLast();
            window.AddFirst(back.Value.Block);
            foreach (int number in back.Value.Block.Ids) index.Add(arena[number].GetHashCode(), number);
        }
        added -= 1;
    }

    private void Hide(in Block block)
    {
        foreach (int number in block.Ids) index.Remove(arena[number].GetHashCode(), number);
    }

    private void Free(in Block block)
    {
        foreach (int number in block.Ids) arena.Free(number);
    }

    private static bool IsOver(in Block block, ulong timestampMs) =>
        block.TimestampMs + Limits.ValidityMs < timestampMs;
}
