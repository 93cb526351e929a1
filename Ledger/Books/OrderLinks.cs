namespace Chain.Ledger.Books;

/// <summary>
/// Doubly linked lists of order slots, one per price level; links live in two arrays, nothing is allocated
/// per order.
/// </summary>
internal sealed class OrderLinks
{
    public const int End = -1;

    private int[] next = new int[1024];
    private int[] previous = new int[1024];

    /// <summary>Puts a slot before a head; it is the new head.</summary>
    public void Push(int head, int slot)
    {
        if (slot >= next.Length)
        {
            int length = Math.Max(2 * next.Length, slot + 1);
            Array.Resize(ref next, length);
            Array.Resize(ref previous, length);
        }
        next[slot] = head;
        previous[slot] = End;
        if (head != End) previous[head] = slot;
    }

    /// <returns>The list's head afterwards.</returns>
    public int Remove(int head, int slot)
    {
        int before = previous[slot], after = next[slot];
        if (after != End) previous[after] = before;
        if (before == End) return after;
        next[before] = after;
        return head;
    }

    public Chain From(int head) => new(next, head);

    /// <summary>Slots from a head on; the list must not change meanwhile.</summary>
    public struct Chain(int[] next, int head)
    {
        private int following = head;

        public int Current { get; private set; } = End;

        public readonly Chain GetEnumerator() => this;

        public bool MoveNext()
        {
            Current = following;
            if (Current == End) return false;
            following = next[Current];
            return true;
        }
    }
}
