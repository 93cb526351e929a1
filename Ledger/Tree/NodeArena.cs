using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Chain.Ledger.Tree;

/// <summary>Items in chunks addressed by number, 1 and up; freed numbers are used again.</summary>
internal sealed class NodeArena<T> where T : struct
{
    private const int ChunkBits = 14;
    private const int ChunkMask = (1 << ChunkBits) - 1;
    private const int Ahead = 8; // freed items lie anywhere: memory is asked for those that come next

    private readonly List<T[]> chunks = [];
    private readonly List<int> free = [];
    private int count = 1;

    /// <summary>Items in use.</summary>
    public int Live => count - 1 - free.Count;

    public long Bytes =>
        (long)chunks.Count * Unsafe.SizeOf<T>() * (ChunkMask + 1) + (long)free.Capacity * sizeof(int);

    public ref T this[int number] => ref chunks[number >> ChunkBits][number & ChunkMask];

    /// <summary>Asks for an item's memory ahead of its use.</summary>
    public unsafe void Prefetch(int number)
    {
        if (!Sse.IsSupported) return;
        // Only a hint: it does no harm if the collector moves the array meanwhile.
        byte* item = (byte*)Unsafe.AsPointer(ref this[number]);
        Sse.Prefetch0(item);
        Sse.Prefetch0(item + Unsafe.SizeOf<T>() - 1);
    }

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
            if (number >> ChunkBits == chunks.Count) chunks.Add(new T[1 << ChunkBits]);
        }
        this[number] = item;
        return number;
    }

    public void Free(int number) => free.Add(number);
}
