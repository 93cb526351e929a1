namespace Chain.Ledger.Tree;

/// <summary>
/// A subtree: 0 for an empty one, positive for a node, negative for a leaf; and its hash (L-12).
/// </summary>
internal readonly record struct Subtree(int Reference, Hash32 Hash);

/// <summary>
/// An inner node. It has its children's hashes, not its own: a way down, and the siblings that a new hash or
/// a proof needs, are then one place in memory for each level.
/// </summary>
internal record struct TreeNode(Hash32 LeftHash, Hash32 RightHash, int Left, int Right)
{
    /// <summary>The subtree where it is one leaf or nothing (L-12); null: it is a node.</summary>
    public readonly Subtree? Only
    {
        get
        {
            if (Left == 0 && Right <= 0) return On(right: true);
            return Right == 0 && Left < 0 ? On(right: false) : null;
        }
    }

    public readonly Subtree On(bool right) => right ? new(Right, RightHash) : new(Left, LeftHash);

    public void Set(bool right, in Subtree child)
    {
        if (right) (Right, RightHash) = (child.Reference, child.Hash);
        else (Left, LeftHash) = (child.Reference, child.Hash);
    }
}

/// <summary>The end of a path: one row.</summary>
internal readonly record struct TreeLeaf(Hash32 KeyHash, Hash32 ValueHash);
