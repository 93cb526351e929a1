using Chain.Crypto;

namespace Chain.Ledger.Tree;

/// <summary>
/// Binary sparse Merkle tree over SHA-256 of the row's key (L-12), as in Jellyfish: a subtree with one leaf
/// is that leaf. One version per block: written in place, with what it wrote over kept beside. The newest can
/// be dropped down to what is settled; of the settled ones up to <see cref="Limits.StateVersions"/> stay
/// provable while no more than <see cref="Limits.RetiredNodes"/> places are kept for them.
/// </summary>
internal sealed class StateTree
{
    /// <summary>
    /// What one version made, what of its parent's it does without, and what it wrote over.
    /// </summary>
    private sealed record Version(
        ulong Height, Subtree Root, int[] Created, int[] Retired, Overwrites Overwrites)
    {
        public int Held => Retired.Length + Overwrites.Count;
    }

    private readonly TreeNodes nodes = new();
    private readonly NodeArena<TreeLeaf> leaves = new();
    private readonly Stack<Overwritten[]> spare = [];
    private readonly WriteSorting sorting = new();
    private readonly TreeUpdate update;
    private readonly LinkedList<Version> versions = [];
    private int held;

    /// <summary>An empty tree as version 0, for <see cref="Fill"/> and <see cref="Start"/>.</summary>
    public StateTree()
    {
        update = new TreeUpdate(nodes, leaves);
        versions.AddLast(new Version(0, default, [], [], new Overwrites(spare)));
    }

    public Hash32 Root => Newest.Root.Hash;

    /// <summary>Nodes and leaves held, and what they were in older versions.</summary>
    public int Live => nodes.Live + leaves.Live + held;

    public IEnumerable<MemoryUse> Memory() =>
        [new("tree nodes", nodes.Live, nodes.Bytes), new("tree leaves", leaves.Live, leaves.Bytes)];

    private Version Newest => versions.Last!.Value;

    /// <summary>Puts rows into the only version; one write per key.</summary>
    public void Fill(ReadOnlySpan<TreeWrite> writes)
    {
        const int AtOnce = 1 << 13; // an update needs memory for every write on its way down
        Require.That(versions.Count == 1);
        var dropped = new Overwrites(spare);
        SortedWrites sorted = sorting.Of(writes);
        for (int from = 0; from < sorted.Count; from += AtOnce)
        {
            SortedWrites some = sorted.Slice(from, Math.Min(AtOnce, sorted.Count - from));
            versions.Last!.Value = Newest with { Root = update.Apply(Newest.Root, some, dropped) };
            foreach (int reference in update.Retired) Free(reference);
            dropped.Clear();
        }
    }

    /// <summary>The height of the only version.</summary>
    public void Start(ulong height)
    {
        Require.That(versions.Count == 1);
        versions.Last!.Value = Newest with { Height = height };
    }

    /// <summary>The next version; one write per key.</summary>
    public void Append(ulong height, ReadOnlySpan<TreeWrite> writes)
    {
        Require.That(height == Newest.Height + 1);
        var overwrites = new Overwrites(spare);
        Subtree root = update.Apply(Newest.Root, sorting.Of(writes), overwrites);
        versions.AddLast(new Version(
            height, root, [.. update.Created], [.. update.Retired], overwrites));
        held += Newest.Held;
    }

    /// <summary>
    /// Versions below this height are no longer needed, but for proofs while there is room.
    /// </summary>
    public void Settle(ulong height)
    {
        while (versions.First!.Value.Height < height
            && (versions.Count > Limits.StateVersions || held > Limits.RetiredNodes)) ForgetOldest();
    }

    /// <summary>Forgets the newest version.</summary>
    public void DropNewest()
    {
        Require.That(versions.Count > 1);
        Overwrites overwrites = Newest.Overwrites;
        for (int chunk = 0; chunk < overwrites.Chunks; chunk += 1)
            foreach (ref readonly Overwritten one in overwrites[chunk])
            {
                if (one.Place < 0) leaves[-one.Place].ValueHash = one.Before.Hash;
                else nodes[one.Place] = one.Before;
            }
        foreach (int reference in Newest.Created) Free(reference);
        held -= Newest.Held;
        overwrites.Clear();
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
            bool right = KeyProof.Bit(keyHash, siblings.Count);
            siblings.Add(At(TreeNodes.Place(reference, !right), version).Hash);
            reference = At(TreeNodes.Place(reference, right), version).Reference;
        }
        TreeLeaf end = reference < 0 ? LeafAt(reference, version) : default;
        bool other = reference < 0 && end.KeyHash != keyHash;
        return (root.Hash, new KeyProof(
            [.. siblings], other ? end.KeyHash : default, other ? end.ValueHash : default));
    }

    private Subtree At(int place, LinkedListNode<Version> version) =>
        Overwritten(place, version) ?? nodes[place];

    private TreeLeaf LeafAt(int reference, LinkedListNode<Version> version)
    {
        TreeLeaf leaf = leaves[-reference];
        return Overwritten(reference, version) is { } before ? leaf with { ValueHash = before.Hash } : leaf;
    }

    /// <summary>What a version had where a later one wrote; null where none did.</summary>
    private static Subtree? Overwritten(int place, LinkedListNode<Version> version)
    {
        for (LinkedListNode<Version>? later = version.Next; later is not null; later = later.Next)
            if (later.Value.Overwrites.TryFind(place, out Subtree before)) return before;
        return null;
    }

    private void ForgetOldest()
    {
        versions.RemoveFirst();
        // What the new oldest version retired and wrote over was kept for the one just forgotten.
        Version oldest = versions.First!.Value;
        foreach (int reference in oldest.Retired) Free(reference);
        held -= oldest.Held;
        oldest.Overwrites.Clear();
        versions.First.Value = oldest with { Retired = [] };
    }

    private void Free(int reference)
    {
        if (reference > 0) nodes.Free(reference);
        else leaves.Free(-reference);
    }
}
