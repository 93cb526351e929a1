namespace Chain.Crypto;

/// <summary>
/// Hashing of the state tree (L-12): a leaf is SHA256(0 ‖ key hash ‖ value hash), a node SHA256(left ‖
/// right). 65 and 64 bytes: no leaf can be read as a node. An empty subtree is 32 zero bytes.
/// </summary>
public static class StateHash
{
    public static Hash32 Of(ReadOnlySpan<byte> bytes) => Sha256.Hash(bytes);

    /// <summary>Bytes that a leaf's hash is over.</summary>
    public const int LeafBytes = 1 + 2 * Hash32.Size;

    public static Hash32 Leaf(Hash32 keyHash, Hash32 valueHash)
    {
        Span<byte> input = stackalloc byte[LeafBytes];
        WriteLeaf(keyHash, valueHash, input);
        return Sha256.Hash(input);
    }

    /// <summary>What a leaf's hash is over.</summary>
    public static void WriteLeaf(in Hash32 keyHash, in Hash32 valueHash, Span<byte> input)
    {
        input[0] = 0;
        keyHash.CopyTo(input[1..]);
        valueHash.CopyTo(input[(1 + Hash32.Size)..]);
    }

    public static Hash32 Node(in Hash32 left, in Hash32 right) => Sha256.HashPair(left, right);
}
