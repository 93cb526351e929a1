using System.Runtime.CompilerServices;

namespace Chain.Ledger.Tree;

/// <summary>Items in chunks addressed by number, 1 and up; freed numbers are used again.</summary>
internal sealed class NodeArena<T> where T : struct
{
    private const int ChunkBits = 14;
    private const int ChunkMask = (1 << ChunkBits) - 1;

    private readonly List<T[]> chunks = [];
    private readonly List<int> free = [];
    private int count = 1;

    /// <summary>Items in use.</summary>
    public int Live => count - 1 - free.Count;

    public long Bytes =>
        (long)chunks.Count * Unsafe.SizeOf<T>() * (ChunkMask + 1) + (long)free.Capacity * sizeof(int);

    public ref T this[int number] => ref chunks[number >> ChunkBits][number & ChunkMask];

    public int Add(in T item)
    {
        int number;
        if (free.Count > 0)
        {
            number = free[^1];
            free.RemoveAt(free.Count - 1);
        }
        else
        {
            number = count;
            count += 1;
            if (number >> ChunkBits == chunks.Count) chunks.Add(new T[1 << ChunkBits]);
        }
        this[number] = item;
        return number;
    }

    public void Free(int number) => free.Add(number);
}
