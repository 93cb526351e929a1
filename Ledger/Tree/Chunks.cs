using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Chain.Ledger.Tree;

/// <summary>
/// Numbered items in chunks that never move: small ones first, each as large as all before it, so that a
/// small ledger takes little memory; then all of one size. Each chunk begins on a cache line, so that items of
/// 32 or 64 bytes do not straddle two.
/// </summary>
internal sealed unsafe class Chunks<T> where T : unmanaged
{
    private const int LineBytes = 64;
    private const int Bits = 15;
    private const int Mask = (1 << Bits) - 1;
    private const int LeastBits = 9;
    private const int Least = (1 << LeastBits) - 1;

    // Pinned: the pointers hold while the arrays are kept.
    private readonly List<byte[]> arrays = [];

    // Of the small chunks, where item 0 would lie.
    private readonly nint[] early = new nint[Bits - LeastBits + 1];
    private nint[] starts = new nint[4];
    private int reached;

    public long Bytes { get; private set; }

    /// <summary>An item of a number that was reached.</summary>
    public ref T this[int number] => ref number >> Bits == 0
        ? ref ((T*)early[SmallOf(number)])[number] : ref ((T*)starts[number >> Bits])[number & Mask];

    /// <summary>Makes room up to a number; new items are zero.</summary>
    public void Reach(int number)
    {
        while (number >= reached)
        {
            int items = reached == 0 ? Least + 1 : Math.Min(reached, 1 << Bits);
            nint first = Allocate(items);
            if (reached >> Bits == 0) early[SmallOf(reached)] = first - (nint)reached * Unsafe.SizeOf<T>();
            else
            {
                if (reached >> Bits == starts.Length) Array.Resize(ref starts, 2 * starts.Length);
                starts[reached >> Bits] = first;
            }
            reached += items;
        }
    }

    /// <summary>Asks for an item's memory ahead of its use.</summary>
    public void Prefetch(int number)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref this[number]));
    }

    private static int SmallOf(int number) => BitOperations.Log2((uint)(number | Least)) - LeastBits + 1;

    private nint Allocate(int items)
    {
        int bytes = items * Unsafe.SizeOf<T>();
        byte[] array = GC.AllocateArray<byte>(bytes + LineBytes, pinned: true);
        arrays.Add(array);
        Bytes += bytes;
        return ((nint)Unsafe.AsPointer(ref array[0]) + LineBytes - 1) & -LineBytes;
    }
}
