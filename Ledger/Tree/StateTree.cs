using Chain.Crypto;

namespace Chain.Ledger.Tree;

/// <summary>
/// Binary sparse Merkle tree over SHA-256 of the row's key (L-12), as in Jellyfish: a subtree with one leaf
/// is that leaf. One version per block, copy on write. The newest can be dropped down to what is settled; of
/// the settled ones up to <see cref="Limits.StateVersions"/> stay provable while no more than <see
/// cref="Limits.RetiredNodes"/> are kept that the newest does without.
/// </summary>
internal sealed class StateTree
{
    /// <summary>What one version made, and what of its parent's it no longer uses.</summary>
    private sealed record Version(ulong Height, Subtree Root, int[] Created, int[] Retired);

    private readonly NodeArena<TreeNode> nodes = new();
    private readonly NodeArena<TreeLeaf> leaves = new();
    private readonly TreeUpdate update;
    private readonly LinkedList<Version> versions = [];
    private int retiredHeld;

    /// <summary>
    /// An empty tree as version 0, which the first <see cref="Append"/> of height 0 replaces.
    /// </summary>
    public StateTree()
    {
        update = new TreeUpdate(nodes, leaves);
        versions.AddLast(new Version(0, default, [], []));
    }

    public Hash32 Root => Newest.Root.Hash;

    /// <summary>Nodes and leaves held, of all versions.</summary>
    public int Live => nodes.Live + leaves.Live;

    public IEnumerable<MemoryUse> Memory() =>
        [new("tree nodes", nodes.Live, nodes.Bytes), new("tree leaves", leaves.Live, leaves.Bytes)];

    private Version Newest => versions.Last!.Value;

    /// <summary>Fills the empty tree; the result is the only version.</summary>
    public void Start(ulong height, Span<TreeWrite> writes)
    {
        const int AtOnce = 1 << 13; // an update needs memory for every write on its way down
        Subtree root = Newest.Root;
        Require.That(versions.Count == 1 && root.Reference == 0);
        Sort(writes);
        for (int from = 0; from < writes.Length; from += AtOnce)
        {
            root = update.Apply(root, writes.Slice(from, Math.Min(AtOnce, writes.Length - from)));
            foreach (int reference in update.Retired) Free(reference);
        }
        versions.Clear();
        versions.AddLast(new Version(height, root, [], []));
    }

    /// <summary>The next version. Sorts the writes; one per key.</summary>
    public void Append(ulong height, Span<TreeWrite> writes)
    {
        Require.That(height == Newest.Height + 1);
        Sort(writes);
        Subtree root = update.Apply(Newest.Root, writes);
        versions.AddLast(new Version(height, root, [.. update.Created], [.. update.Retired]));
        retiredHeld += update.Retired.Count;
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
        Subtree root = version.Value.Root;
        int reference = root.Reference;
        while (reference > 0)
        {
            TreeNode node = nodes[reference];
            bool right = KeyProof.Bit(keyHash, siblings.Count);
            siblings.Add(node.On(!right).Hash);
            reference = node.On(right).Reference;
        }
        TreeLeaf end = reference < 0 ? leaves[-reference] : default;
        bool other = reference < 0 && end.KeyHash != keyHash;
        return (root.Hash, new KeyProof(
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

    private void Free(int reference)
    {
        if (reference > 0) nodes.Free(reference);
        else leaves.Free(-reference);
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
