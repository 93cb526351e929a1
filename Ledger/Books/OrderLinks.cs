using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Chain.Ledger.Books;

/// <summary>
/// Doubly linked lists of order slots; links live in one array, nothing is allocated per order.
/// </summary>
internal sealed class OrderLinks
{
    public const int End = -1;

    private record struct Link(int Next, int Previous);

    private Link[] links = new Link[1024];

    /// <summary>Puts a slot before a head; it is the new head.</summary>
    public void Push(int head, int slot)
    {
        if (slot >= links.Length) Array.Resize(ref links, Math.Max(2 * links.Length, slot + 1));
        links[slot] = new Link(head, End);
        if (head != End) links[head].Previous = slot;
    }

    /// <returns>The list's head afterwards.</returns>
    public int Remove(int head, int slot)
    {
        (int after, int before) = links[slot];
        if (after != End) links[after].Previous = before;
        if (before == End) return after;
        links[before].Next = after;
        return head;
    }

    public Chain From(int head) => new(this, head);

    /// <summary>Asks for the memory of a slot's links ahead of their use.</summary>
    public unsafe void Prefetch(int slot)
    {
        // Only a hint: it does no harm if the collector moves the array meanwhile.
        if (Sse.IsSupported && slot < links.Length) Sse.Prefetch0(Unsafe.AsPointer(ref links[slot]));
    }

    /// <summary>Asks for those of its neighbours; its own should have come.</summary>
    public void PrefetchNeighbours(int slot)
    {
        (int after, int before) = links[slot];
        if (after != End) Prefetch(after);
        if (before != End) Prefetch(before);
    }

    /// <summary>Slots from a head on; the list must not change meanwhile.</summary>
    public struct Chain
    {
        private readonly Link[] links;
        private int following;

        internal Chain(OrderLinks lists, int head)
        {
            links = lists.links;
            following = head;
        }

        public int Current { get; private set; } = End;

        public readonly Chain GetEnumerator() => this;

        public bool MoveNext()
        {
            Current = following;
            if (Current == End) return false;
            following = links[Current].Next;
            return true;
        }
    }
}
