namespace Chain.Ledger.Tree;

/// <summary>Items addressed by number, 1 and up; freed numbers are used again.</summary>
internal sealed class NodeArena<T> where T : unmanaged
{
    private const int Ahead = 8; // freed items lie anywhere: memory is asked for those that come next

    private readonly Chunks<T> items = new();
    private readonly List<int> free = [];
    private int count = 1;

    /// <summary>Items in use.</summary>
    public int Live => count - 1 - free.Count;

    public long Bytes => items.Bytes + (long)free.Capacity * sizeof(int);

    public ref T this[int number] => ref items[number];

    /// <summary>Asks for an item's memory ahead of its use.</summary>
    public void Prefetch(int number) => items.Prefetch(number);

    public int Add(in T item)
    {
        int number;
        if (free.Count > 0)
        {
            number = free[^1];
            free.RemoveAt(free.Count - 1);
            if (free.Count >= Ahead) Prefetch(free[^Ahead]);
        }
        else
        {
            number = count;
            count += 1;
            items.Reach(number);
        }
        this[number] = item;
        return number;
    }

    public void Free(int number) => free.Add(number);
}
