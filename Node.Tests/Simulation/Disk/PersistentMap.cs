using System.Numerics;

namespace Chain.Tests.Simulation.Disk;

/// <summary>
/// An ordered map whose changes leave the old map as it was: a treap whose priorities follow from the
/// keys, so that its shape does not depend on the order of changes. Keys are ordered by their bytes.
/// </summary>
public sealed class PersistentMap
{
    private readonly Entry? root;

    private PersistentMap(Entry? root) => this.root = root;

    public static PersistentMap Empty { get; } = new(null);

    /// <summary>An entry with what lies below and above it.</summary>
    public sealed class Entry(byte[] key, byte[] value, uint priority, Entry? left, Entry? right)
    {
        public byte[] Key => key;
        public byte[] Value => value;
        internal uint Priority => priority;
        internal Entry? Left => left;
        internal Entry? Right => right;

        internal Entry With(Entry? newLeft, Entry? newRight) => new(key, value, priority, newLeft, newRight);
    }

    public Entry? Find(ReadOnlySpan<byte> key)
    {
        Entry? at = root;
        while (at is not null)
        {
            int order = key.SequenceCompareTo(at.Key);
            if (order == 0) return at;
            at = order < 0 ? at.Left : at.Right;
        }
        return null;
    }

    /// <summary>The first entry at the key or above it.</summary>
    public Entry? AtOrAbove(ReadOnlySpan<byte> key)
    {
        Entry? best = null;
        for (Entry? at = root; at is not null;)
        {
            if (at.Key.AsSpan().SequenceCompareTo(key) >= 0) (best, at) = (at, at.Left);
            else at = at.Right;
        }
        return best;
    }

    /// <summary>The last entry below the key; the last of all when there is no key.</summary>
    public Entry? Below(ReadOnlySpan<byte> key, bool unbounded = false)
    {
        Entry? best = null;
        for (Entry? at = root; at is not null;)
        {
            if (unbounded || at.Key.AsSpan().SequenceCompareTo(key) < 0) (best, at) = (at, at.Right);
            else at = at.Left;
        }
        return best;
    }

    public PersistentMap Set(byte[] key, byte[] value) => new(Put(root, key, value, PriorityOf(key)));

    public PersistentMap Remove(ReadOnlySpan<byte> key) =>
        Find(key) is null ? this : new(Without(root!, key));

    private static Entry Put(Entry? at, byte[] key, byte[] value, uint priority)
    {
        if (at is null) return new Entry(key, value, priority, null, null);
        int order = key.AsSpan().SequenceCompareTo(at.Key);
        if (order == 0) return new Entry(key, value, priority, at.Left, at.Right);
        if (order < 0)
        {
            Entry left = Put(at.Left, key, value, priority);
            return left.Priority > at.Priority
                ? left.With(left.Left, at.With(left.Right, at.Right)) : at.With(left, at.Right);
        }
        Entry right = Put(at.Right, key, value, priority);
        return right.Priority > at.Priority
            ? right.With(at.With(at.Left, right.Left), right.Right) : at.With(at.Left, right);
    }

    private static Entry? Without(Entry at, ReadOnlySpan<byte> key)
    {
        int order = key.SequenceCompareTo(at.Key);
        if (order == 0) return Joined(at.Left, at.Right);
        return order < 0
            ? at.With(Without(at.Left!, key), at.Right) : at.With(at.Left, Without(at.Right!, key));
    }

    private static Entry? Joined(Entry? left, Entry? right)
    {
        if (left is null) return right;
        if (right is null) return left;
        return left.Priority > right.Priority
            ? left.With(left.Left, Joined(left.Right, right))
            : right.With(Joined(left, right.Left), right.Right);
    }

    private static uint PriorityOf(byte[] key)
    {
        uint crc = (uint)key.Length;
        foreach (byte one in key) crc = BitOperations.Crc32C(crc, one);
        return unchecked(crc * 0x9E3779B1);
    }
}
