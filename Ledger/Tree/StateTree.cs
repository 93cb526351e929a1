using Chain.Crypto;

namespace Chain.Ledger.Tree;

/// <summary>
/// Binary sparse Merkle tree over SHA-256 of the row's key (L-12), as in Jellyfish: a subtree with one leaf
/// is that leaf. One version per block, copy on write. The newest can be dropped down to what is settled; of
/// the settled ones up to <see cref="Limits.StateVersions"/> stay provable while no more than <see
/// cref="Limits.RetiredNodes"/> are kept that the newest does without. A reference is 0 for an empty
/// subtree, positive for a node, negative for a leaf.
/// </summary>
internal sealed class StateTree
{
    private record struct Node(Hash32 Hash, int Left, int Right);

    // Its hash is made again when a neighbour changes: one more for a path of many, for a third less memory.
    private record struct Leaf(Hash32 KeyHash, Hash32 ValueHash);

    /// <summary>What one version made, and what of its parent's it no longer uses.</summary>
    private sealed record Version(ulong Height, int Root, int[] Created, int[] Retired);

    private readonly NodeArena<Node> nodes = new();
    private readonly NodeArena<Leaf> leaves = new();
    private readonly LinkedList<Version> versions = [];
    private readonly List<int> created = [];
    private readonly List<int> retired = [];
    private int retiredHeld;

    /// <summary>
    /// An empty tree as version 0, which the first <see cref="Append"/> of height 0 replaces.
    /// </summary>
    public StateTree() => versions.AddLast(new Version(0, 0, [], []));

    public Hash32 Root => HashOf(Newest.Root);

    /// <summary>Nodes and leaves held, of all versions.</summary>
    public int Live => nodes.Live + leaves.Live;

    public IEnumerable<MemoryUse> Memory() =>
        [new("tree nodes", nodes.Live, nodes.Bytes), new("tree leaves", leaves.Live, leaves.Bytes)];

    private Version Newest => versions.Last!.Value;

    /// <summary>Fills the empty tree; the result is the only version.</summary>
    public void Start(ulong height, Span<TreeWrite> writes)
    {
        Require.That(versions.Count == 1 && Newest.Root == 0);
        int root = Updated(writes);
        versions.Clear();
        versions.AddLast(new Version(height, root, [], []));
    }

    /// <summary>The next version. Sorts the writes; one per key.</summary>
    public void Append(ulong height, Span<TreeWrite> writes)
    {
        Require.That(height == Newest.Height + 1);
        int root = Updated(writes);
        versions.AddLast(new Version(height, root, [.. created], [.. retired]));
        retiredHeld += retired.Count;
    }

    /// <summary>
    /// Versions below this height are no longer needed, but for proofs while there is room.
    /// </summary>
    public void Settle(ulong height)
    {
        while (versions.First!.Value.Height < height
            && (versions.Count > Limits.StateVersions || retiredHeld > Limits.RetiredNodes)) ForgetOldest();
    }

    /// <summary>Forgets the newest version.</summary>
    public void DropNewest()
    {
        Require.That(versions.Count > 1);
        foreach (int reference in Newest.Created) Free(reference);
        retiredHeld -= Newest.Retired.Length;
        versions.RemoveLast();
    }

    /// <returns>Null when that version is not held.</returns>
    public (Hash32 Root, KeyProof Proof)? Prove(Hash32 keyHash, ulong height)
    {
        LinkedListNode<Version>? version = versions.Last;
        while (version is not null && version.Value.Height != height) version = version.Previous;
        if (version is null) return null;

        var siblings = new List<Hash32>();
        int reference = version.Value.Root;
        while (reference > 0)
        {
            Node node = nodes[reference];
            bool right = KeyProof.Bit(keyHash, siblings.Count);
            siblings.Add(HashOf(right ? node.Left : node.Right));
            reference = right ? node.Right : node.Left;
        }
        Leaf end = reference < 0 ? leaves[-reference] : default;
        bool other = reference < 0 && end.KeyHash != keyHash;
        return (HashOf(version.Value.Root), new KeyProof(
            [.. siblings], other ? end.KeyHash : default, other ? end.ValueHash : default));
    }

    private void ForgetOldest()
    {
        versions.RemoveFirst();
        // What the new oldest version retired was kept for the one just forgotten.
        Version oldest = versions.First!.Value;
        foreach (int reference in oldest.Retired) Free(reference);
        retiredHeld -= oldest.Retired.Length;
        versions.First.Value = oldest with { Retired = [] };
    }

    private int Updated(Span<TreeWrite> writes)
    {
        created.Clear();
        retired.Clear();
        Sort(writes);
        return Update(Newest.Root, 0, writes);
    }

    private int Update(int reference, int depth, ReadOnlySpan<TreeWrite> writes)
    {
        if (writes.IsEmpty) return reference;
        if (reference <= 0) return Insert(reference, depth, writes);
        Node node = nodes[reference];
        int split = Split(writes, depth);
        int left = Update(node.Left, depth + 1, writes[..split]);
        int right = Update(node.Right, depth + 1, writes[split..]);
        if (left == node.Left && right == node.Right) return reference;
        retired.Add(reference);
        return Join(left, right);
    }

    /// <summary>Writes into a subtree that is empty or one leaf.</summary>
    private int Insert(int leaf, int depth, ReadOnlySpan<TreeWrite> writes)
    {
        if (writes.IsEmpty) return leaf;
        if (writes.Length == 1 && (leaf == 0 || leaves[-leaf].KeyHash == writes[0].KeyHash))
            return Replace(leaf, writes[0]);
        int split = Split(writes, depth);
        bool right = leaf != 0 && KeyProof.Bit(leaves[-leaf].KeyHash, depth);
        return Join(
            Insert(right ? 0 : leaf, depth + 1, writes[..split]),
            Insert(right ? leaf : 0, depth + 1, writes[split..]));
    }

    private int Replace(int leaf, in TreeWrite write)
    {
        if (leaf != 0)
        {
            if (!write.Delete && leaves[-leaf].ValueHash == write.ValueHash) return leaf;
            retired.Add(leaf);
        }
        if (write.Delete) return 0;
        int reference = -leaves.Add(new Leaf(write.KeyHash, write.ValueHash));
        created.Add(reference);
        return reference;
    }

    private int Join(int left, int right)
    {
        if (left == 0 && right <= 0) return right;
        if (right == 0 && left <= 0) return left;
        int reference = nodes.Add(new Node(StateHash.Node(HashOf(left), HashOf(right)), left, right));
        created.Add(reference);
        return reference;
    }

    private Hash32 HashOf(int reference)
    {
        if (reference == 0) return Hash32.Zero;
        if (reference > 0) return nodes[reference].Hash;
        ref Leaf leaf = ref leaves[-reference];
        return StateHash.Leaf(leaf.KeyHash, leaf.ValueHash);
    }

    private void Free(int reference)
    {
        if (reference > 0) nodes.Free(reference);
        else leaves.Free(-reference);
    }

    /// <returns>How many of the sorted writes go left at this depth.</returns>
    private static int Split(ReadOnlySpan<TreeWrite> writes, int depth)
    {
        int low = 0, high = writes.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (KeyProof.Bit(writes[middle].KeyHash, depth)) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    /// <summary>
    /// By key hash: eight bytes decide nearly always, so sort by those and repair the runs that tie.
    /// </summary>
    private static void Sort(Span<TreeWrite> writes)
    {
        var prefixes = new ulong[writes.Length];
        for (int i = 0; i < writes.Length; i += 1) prefixes[i] = writes[i].KeyHash.Prefix;
        prefixes.AsSpan().Sort(writes);
        for (int i = 1; i < writes.Length; i += 1)
            for (int j = i; j > 0 && writes[j].KeyHash < writes[j - 1].KeyHash; j -= 1)
                (writes[j], writes[j - 1]) = (writes[j - 1], writes[j]);
    }
}
