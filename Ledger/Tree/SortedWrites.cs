using Chain.Crypto;

namespace Chain.Ledger.Tree;

/// <summary>Writes by key hash, each key once.</summary>
/// <param name="prefixes">Of the key hashes: the way down reads these alone.</param>
internal readonly ref struct SortedWrites(ReadOnlySpan<TreeWrite> all, ReadOnlySpan<ulong> prefixes)
{
    private const int PrefixBits = 64;

    private readonly ReadOnlySpan<ulong> prefixes = prefixes;

    public ReadOnlySpan<TreeWrite> All { get; } = all;

    public int Count => All.Length;

    public ref readonly TreeWrite this[int write] => ref All[write];

    public SortedWrites Slice(int first, int count) =>
        new(All.Slice(first, count), prefixes.Slice(first, count));

    /// <returns>How many of some writes go left at a depth; they agree above it.</returns>
    public int Left(int first, int count, int depth)
    {
        int low = first, high = first + count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (GoesRight(middle, depth)) high = middle;
            else low = middle + 1;
        }
        return low - first;
    }

    /// <summary>As <see cref="KeyProof.Bit"/>.</summary>
    private bool GoesRight(int write, int depth) => depth < PrefixBits
        ? (prefixes[write] << depth) >> (PrefixBits - 1) == 1 : KeyProof.Bit(All[write].KeyHash, depth);
}
