using System.Security.Cryptography;

namespace Chain;

/// <summary>
/// Hashing of the state tree (L-12): a leaf is SHA256(0 ‖ key hash ‖ value hash), a node SHA256(left ‖ right). 65 and 64
/// bytes: no leaf can be read as a node. An empty subtree is 32 zero bytes.
/// </summary>
public static class StateHash
{
    public static Hash32 Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[Hash32.Size];
        SHA256.HashData(bytes, digest);
        return new Hash32(digest);
    }

    public static Hash32 Leaf(Hash32 keyHash, Hash32 valueHash)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Hash32.Size];
        input[0] = 0;
        keyHash.CopyTo(input[1..]);
        valueHash.CopyTo(input[(1 + Hash32.Size)..]);
        return Of(input);
    }

    public static Hash32 Node(Hash32 left, Hash32 right)
    {
        Span<byte> input = stackalloc byte[2 * Hash32.Size];
        left.CopyTo(input);
        right.CopyTo(input[Hash32.Size..]);
        return Of(input);
    }
}
