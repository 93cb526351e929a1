using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Chain.Ledger.Tables;

/// <summary>
/// Finds numbered items by the hash code of a key that their owner keeps and compares: eight bytes a place,
/// open addressing with linear probing. Hash codes must be spread in their low bits and not be guessable.
/// </summary>
internal sealed class SlotIndex
{
    // Hash code above, slot plus one below; 0 is an empty place. The length is a power of two.
    private ulong[] places = new ulong[16];

    public int Count { get; private set; }

    public long Bytes => (long)places.Length * sizeof(ulong);

    /// <summary>Every slot, in no order that a rule may use.</summary>
    public IEnumerable<int> All
    {
        get
        {
            foreach (ulong place in places)
                if (place != 0) yield return SlotOf(place);
        }
    }

    private int Mask => places.Length - 1;

    /// <summary>The slots stored under a hash code; ends with the next write.</summary>
    public Chain Candidates(int hash) => new(places, hash);

    /// <summary>Asks for the memory that a search begins with.</summary>
    public unsafe void Prefetch(int hash)
    {
        // Only a hint: it does no harm if the collector moves the array meanwhile.
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref places[hash & Mask]));
    }

    public void Add(int hash, int slot)
    {
        // At most five eighths full, so that runs stay short.
        if (8L * (Count + 1) > 5L * places.Length) Grow();
        Place(PlaceOf(hash, slot));
        Count += 1;
    }

    public void Remove(int hash, int slot)
    {
        ulong wanted = PlaceOf(hash, slot);
        int hole = hash & Mask;
        while (places[hole] != wanted)
        {
            Require.That(places[hole] != 0);
            hole = (hole + 1) & Mask;
        }
        // What stands behind the hole moves up, unless it would come before its home.
        for (int next = (hole + 1) & Mask; places[next] != 0; next = (next + 1) & Mask)
        {
            int fromHome = (next - HomeOf(places[next])) & Mask;
            if (fromHome < ((next - hole) & Mask)) continue;
            places[hole] = places[next];
            hole = next;
        }
        places[hole] = 0;
        Count -= 1;
    }

    private static ulong PlaceOf(int hash, int slot) =>
        unchecked(((ulong)(uint)hash << 32) | (uint)(slot + 1));

    private static int SlotOf(ulong place) => (int)(place & uint.MaxValue) - 1;

    private int HomeOf(ulong place) => (int)((place >> 32) & (uint)Mask);

    private void Place(ulong place)
    {
        int at = HomeOf(place);
        while (places[at] != 0) at = (at + 1) & Mask;
        places[at] = place;
    }

    private void Grow()
    {
        ulong[] old = places;
        places = new ulong[2 * old.Length];
        foreach (ulong place in old)
            if (place != 0) Place(place);
    }

    /// <summary>Slots of one hash code, for foreach.</summary>
    internal struct Chain(ulong[] places, int hash)
    {
        private int at = (hash & (places.Length - 1)) - 1;

        public int Current { get; private set; }

        public readonly Chain GetEnumerator() => this;

        public bool MoveNext()
        {
            int mask = places.Length - 1;
            while (true)
            {
                at = (at + 1) & mask;
                ulong place = places[at];
                if (place == 0) return false;
                if (unchecked((int)(place >> 32)) != hash) continue;
                Current = SlotOf(place);
                return true;
            }
        }
    }
}
