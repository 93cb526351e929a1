namespace Chain.Crypto;

/// <summary>Why a key has its value, or none, under a root of the state tree.</summary>
/// <param name="Siblings">Digests beside the key's path, from the root down; zero: an empty subtree.</param>
/// <param name="OtherKeyHash">
/// For absence where another key's leaf ends the path: that leaf's key hash. Zero otherwise.
/// </param>
/// <param name="OtherValueHash">That leaf's value hash.</param>
public sealed record KeyProof(IReadOnlyList<Hash32> Siblings, Hash32 OtherKeyHash, Hash32 OtherValueHash)
{
    /// <summary>The turn a path takes at a depth: true is right.</summary>
    public static bool Bit(Hash32 keyHash, int depth) =>
        (keyHash.Span[depth >> 3] >> (7 - (depth & 7)) & 1) == 1;
}
