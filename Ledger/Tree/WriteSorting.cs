namespace Chain.Ledger.Tree;

/// <summary>
/// Sorts writes by key hash. Eight bytes decide nearly always: those are sorted, with the writes' numbers;
/// each write moves once, and runs that tie are repaired.
/// </summary>
internal sealed class WriteSorting
{
    private ulong[] prefixes = [];
    private int[] numbers = [];
    private TreeWrite[] sorted = [];

    /// <returns>Good until the next call.</returns>
    public SortedWrites Of(ReadOnlySpan<TreeWrite> writes)
    {
        if (sorted.Length < writes.Length)
        {
            prefixes = new ulong[writes.Length];
            numbers = new int[writes.Length];
            sorted = new TreeWrite[writes.Length];
        }
        for (int i = 0; i < writes.Length; i += 1)
        {
            prefixes[i] = writes[i].KeyHash.Prefix;
            numbers[i] = i;
        }
        prefixes.AsSpan(0, writes.Length).Sort(numbers.AsSpan(0, writes.Length));
        for (int i = 0; i < writes.Length; i += 1)
        {
            sorted[i] = writes[numbers[i]];
            for (int j = i; j > 0 && prefixes[j - 1] == prefixes[i]
                && sorted[j].KeyHash < sorted[j - 1].KeyHash; j -= 1)
                (sorted[j], sorted[j - 1]) = (sorted[j - 1], sorted[j]);
        }
        return new SortedWrites(sorted.AsSpan(0, writes.Length), prefixes.AsSpan(0, writes.Length));
    }
}
