using System.Runtime.CompilerServices;

namespace Chain.Ledger.Tree;

/// <summary>
/// A subtree: 0 for an empty one, positive for a node, negative for a leaf; and its hash (L-12).
/// </summary>
internal readonly record struct Subtree(int Reference, Hash32 Hash);

/// <summary>The hashes of a node's two children, left first: what its own is over.</summary>
[InlineArray(2)]
internal struct TreeHashes
{
    private Hash32 left;
}

/// <summary>The end of a path: one row.</summary>
internal record struct TreeLeaf(Hash32 KeyHash, Hash32 ValueHash);
