using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Chain.Ledger.Tree;

/// <summary>
/// Numbered items in chunks that never move. Each chunk begins on a cache line, so that items of 32 or 64
/// bytes do not straddle two.
/// </summary>
internal sealed unsafe class Chunks<T> where T : unmanaged
{
    private const int LineBytes = 64;
    private const int Bits = 15;
    private const int Mask = (1 << Bits) - 1;

    // Pinned: the pointers hold while the arrays are kept.
    private readonly List<byte[]> arrays = [];
    private nint[] starts = new nint[4];

    public long Bytes => (long)arrays.Count * Unsafe.SizeOf<T>() << Bits;

    /// <summary>An item of a number that was reached.</summary>
    public ref T this[int number] => ref ((T*)starts[number >> Bits])[number & Mask];

    /// <summary>Makes room up to a number; new items are zero.</summary>
    public void Reach(int number)
    {
        while (number >> Bits >= arrays.Count)
        {
            byte[] array = GC.AllocateArray<byte>((Unsafe.SizeOf<T>() << Bits) + LineBytes, pinned: true);
            nint first = (nint)Unsafe.AsPointer(ref array[0]);
            if (arrays.Count == starts.Length) Array.Resize(ref starts, 2 * starts.Length);
            starts[arrays.Count] = (first + LineBytes - 1) & -LineBytes;
            arrays.Add(array);
        }
    }

    /// <summary>Asks for an item's memory ahead of its use.</summary>
    public void Prefetch(int number)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref this[number]));
    }
}
