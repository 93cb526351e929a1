namespace Chain;

/// <summary>
/// Merkle root over an ordered list of 32-byte items, as RFC 6962: leaves are SHA256(0 ‖ item), nodes
/// SHA256(1 ‖ left ‖ right), the left subtree the largest power of two. The root of nothing is zero.
/// </summary>
public static class MerkleRoot
{
    public static Hash32 Of(ReadOnlySpan<Hash32> items)
    {
        if (items.IsEmpty) return Hash32.Zero;
        if (items.Length == 1) return Leaf(items[0]);
        int left = 1 << (31 - System.Numerics.BitOperations.LeadingZeroCount((uint)(items.Length - 1)));
        return Node(Of(items[..left]), Of(items[left..]));
    }

    private static Hash32 Leaf(Hash32 item)
    {
        Span<byte> input = stackalloc byte[1 + Hash32.Size];
        input[0] = 0;
        item.Span.CopyTo(input[1..]);
        return Sha256.Hash(input);
    }

    private static Hash32 Node(Hash32 left, Hash32 right)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Hash32.Size];
        input[0] = 1;
        left.Span.CopyTo(input[1..]);
        right.Span.CopyTo(input[(1 + Hash32.Size)..]);
        return Sha256.Hash(input);
    }
}
