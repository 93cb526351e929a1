namespace Chain.Ledger.Tree;

/// <summary>What was there before a version wrote over it.</summary>
/// <param name="Place">Of a node's child; of a leaf, its reference, which is negative.</param>
/// <param name="Before">Of a leaf its value hash only.</param>
internal readonly record struct Overwritten(int Place, Subtree Before);

/// <summary>All that one version wrote over, each place once.</summary>
/// <param name="spare">Chunks for use again: as garbage they would be large.</param>
internal sealed class Overwrites(Stack<Overwritten[]> spare)
{
    private const int Least = 1 << 6, Most = 1 << 12;

    private readonly List<Overwritten[]> chunks = [];
    private Dictionary<int, Subtree>? index;
    private int usedOfLast;

    public int Count { get; private set; }

    public void Add(in Overwritten overwritten)
    {
        if (chunks.Count == 0 || usedOfLast == chunks[^1].Length) Grow();
        chunks[^1][usedOfLast] = overwritten;
        usedOfLast += 1;
        Count += 1;
    }

    /// <summary>Everything, a chunk at a time.</summary>
    public ReadOnlySpan<Overwritten> this[int chunk] =>
        chunks[chunk].AsSpan(0, chunk == chunks.Count - 1 ? usedOfLast : chunks[chunk].Length);

    public int Chunks => chunks.Count;

    /// <summary>What was at a place. Only proofs of older versions ask, so the index waits for one.</summary>
    /// <returns>False where this version has left it as it was.</returns>
    public bool TryFind(int place, out Subtree before)
    {
        if (index is null)
        {
            index = new Dictionary<int, Subtree>(Count);
            for (int i = 0; i < chunks.Count; i += 1)
                foreach (ref readonly Overwritten one in this[i]) index.Add(one.Place, one.Before);
        }
        return index.TryGetValue(place, out before);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (Overwritten[] chunk in chunks)
            if (chunk.Length == Most) spare.Push(chunk);
        chunks.Clear();
        index = null;
        Count = 0;
    }

    /// <summary>Small blocks need little; each chunk is twice the one before.</summary>
    private void Grow()
    {
        int length = chunks.Count == 0 ? Least : Math.Min(2 * chunks[^1].Length, Most);
        bool again = length == Most && spare.Count > 0;
        chunks.Add(again ? spare.Pop() : new Overwritten[length]);
        usedOfLast = 0;
    }
}
