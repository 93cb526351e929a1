using System.Runtime.InteropServices;
using Chain.Crypto;

namespace Chain.Ledger.Tree;

/// <summary>
/// Writes a batch of leaves, in place, and notes what it writes over. Down level by level, so that what the
/// next level reads is on its way from memory while this one is looked at; then up again from the deepest
/// level, so that every node is hashed once, over finished children.
/// </summary>
internal sealed class TreeUpdate(TreeNodes nodes, NodeArena<TreeLeaf> leaves)
{
    /// <summary>How many visits ahead memory is asked for: it answers after about so many.</summary>
    private const int Ahead = 12;

    /// <summary>As many as <see cref="Sha256.HashPairs"/> takes at once at best.</summary>
    private const int AtOnce = 16;

    /// <summary>A subtree that writes go to.</summary>
    /// <param name="Reference">A node, or where one write ends: a leaf of its key, or nothing.</param>
    /// <param name="Parent">Twice the number of the visit above, plus one where it is on the right.</param>
    private record struct Visit(int Reference, int FirstWrite, int Writes, int Parent)
    {
        /// <summary>What the parent has there: to look again is another cache line.</summary>
        public readonly int Before = Reference;

        /// <summary>Made by this update: nothing knows it yet.</summary>
        public bool IsFresh;
        public bool IsChanged;

        /// <summary>It may have become one leaf or nothing.</summary>
        public bool MayBeOnly;
    }

    private readonly List<List<Visit>> levels = [];
    private readonly LeafHashes leafHashes = new();

    // Nodes of one level that wait to be hashed together.
    private readonly int[] waiting = new int[AtOnce];
    private readonly Hash32[] pairs = new Hash32[2 * AtOnce];
    private int waits;

    private Overwrites overwrites = null!;
    private Subtree top;

    /// <summary>References that the last update made.</summary>
    public List<int> Created { get; } = [];

    /// <summary>References of the tree before that the last update does without.</summary>
    public List<int> Retired { get; } = [];

    /// <param name="overwritten">Takes what is written over.</param>
    public Subtree Apply(Subtree root, SortedWrites writes, Overwrites overwritten)
    {
        Created.Clear();
        Retired.Clear();
        if (writes.Count == 0) return root;
        overwrites = overwritten;
        top = root;
        if (levels.Count == 0) levels.Add([]);
        levels[0].Clear();
        levels[0].Add(new Visit(root.Reference, 0, writes.Count, 0));
        int depth = 0;
        for (; levels[depth].Count > 0; depth += 1)
        {
            if (levels.Count == depth + 1) levels.Add([]);
            levels[depth + 1].Clear();
            Descend(depth, writes);
        }
        leafHashes.Of(writes.All);
        for (depth -= 1; depth >= 0; depth -= 1)
        {
            Span<Visit> above = depth == 0 ? default : CollectionsMarshal.AsSpan(levels[depth - 1]);
            Ascend(CollectionsMarshal.AsSpan(levels[depth]), above, writes);
        }
        return top;
    }

    private void Descend(int depth, SortedWrites writes)
    {
        Span<Visit> visits = CollectionsMarshal.AsSpan(levels[depth]);
        List<Visit> below = levels[depth + 1];
        for (int i = 0; i < visits.Length; i += 1)
        {
            ref Visit visit = ref visits[i];
            if (visit.Reference <= 0)
            {
                if (IsEnd(visit, writes)) continue;
                Open(ref visit, depth);
            }
            int first = visit.FirstWrite, count = visit.Writes;
            int left = writes.Left(first, count, depth);
            if (left > 0) below.Add(new Visit(Child(visit, right: false), first, left, 2 * i));
            if (left < count)
                below.Add(new Visit(Child(visit, right: true), first + left, count - left, 2 * i + 1));
        }
    }

    private bool IsEnd(in Visit visit, SortedWrites writes) => visit.Writes == 1
        && (visit.Reference == 0
            || leaves[-visit.Reference].KeyHash == writes[visit.FirstWrite].KeyHash);

    /// <summary>Puts a node in place of nothing, or of a leaf, which becomes its child.</summary>
    private void Open(ref Visit visit, int depth)
    {
        int node = nodes.Add();
        if (visit.Reference < 0)
        {
            Subtree leaf = depth == 0
                ? top : nodes[PlaceOf(visit, CollectionsMarshal.AsSpan(levels[depth - 1]))];
            bool right = KeyProof.Bit(leaves[-visit.Reference].KeyHash, depth);
            nodes[TreeNodes.Place(node, right)] = leaf;
        }
        visit.Reference = node;
        visit.IsFresh = true;
        visit.IsChanged = true;
        visit.MayBeOnly = true;
    }

    private int Child(in Visit visit, bool right)
    {
        int reference = nodes.ReferenceAt(TreeNodes.Place(visit.Reference, right));
        if (reference > 0) nodes.PrefetchReferences(reference);
        else if (reference < 0) leaves.Prefetch(-reference);
        return reference;
    }

    /// <summary>Finishes a level.</summary>
    /// <param name="above">Takes what has become of each subtree; empty above the root.</param>
    private void Ascend(Span<Visit> visits, Span<Visit> above, SortedWrites writes)
    {
        for (int i = 0; i < visits.Length; i += 1)
        {
            if (i + Ahead < visits.Length && !above.IsEmpty) Prefetch(visits[i + Ahead], above);
            ref Visit visit = ref visits[i];
            if (visit.Reference <= 0) Put(visit, Replaced(visit, writes[visit.FirstWrite]), above);
            else if (visit.IsChanged) Finish(i, visits, above);
        }
        HashWaiting(visits, above);
    }

    private void Prefetch(in Visit visit, Span<Visit> above)
    {
        nodes.PrefetchHashes(above[visit.Parent >> 1].Reference);
        if (visit.Reference < 0) leaves.Prefetch(-visit.Reference);
    }

    private void Finish(int number, Span<Visit> visits, Span<Visit> above)
    {
        ref Visit visit = ref visits[number];
        if (visit.MayBeOnly && nodes.Only(visit.Reference) is { } only)
        {
            if (visit.IsFresh) nodes.Free(visit.Reference);
            else Retired.Add(visit.Reference);
            Put(visit, only, above);
            return;
        }
        if (visit.IsFresh) Created.Add(visit.Reference);
        ((ReadOnlySpan<Hash32>)nodes.HashesOf(visit.Reference)).CopyTo(pairs.AsSpan(2 * waits));
        waiting[waits] = number;
        waits += 1;
        if (waits == AtOnce) HashWaiting(visits, above);
    }

    private void HashWaiting(Span<Visit> visits, Span<Visit> above)
    {
        Span<Hash32> hashes = stackalloc Hash32[AtOnce];
        Sha256.HashPairs(pairs.AsSpan(0, 2 * waits), hashes[..waits]);
        for (int i = 0; i < waits; i += 1)
        {
            ref Visit visit = ref visits[waiting[i]];
            Put(visit, new Subtree(visit.Reference, hashes[i]), above);
        }
        waits = 0;
    }

    private void Put(in Visit visit, in Subtree result, Span<Visit> above)
    {
        if (above.IsEmpty)
        {
            top = result;
            return;
        }
        ref Visit parent = ref above[visit.Parent >> 1];
        int place = PlaceOf(visit, above);
        ref Hash32 hash = ref nodes.HashAt(place);
        bool moved = visit.Before != result.Reference;
        if (!moved && hash == result.Hash) return;
        if (!parent.IsFresh) overwrites.Add(new Overwritten(place, new Subtree(visit.Before, hash)));
        hash = result.Hash;
        parent.IsChanged = true;
        if (!moved) return;
        nodes.ReferenceAt(place) = result.Reference;
        parent.MayBeOnly |= result.Reference <= 0;
    }

    private static int PlaceOf(in Visit visit, Span<Visit> above) =>
        TreeNodes.Place(above[visit.Parent >> 1].Reference, (visit.Parent & 1) == 1);

    /// <summary>What a write makes of its own leaf, or of nothing.</summary>
    private Subtree Replaced(in Visit visit, in TreeWrite write)
    {
        int reference = visit.Reference;
        if (write.Delete)
        {
            if (reference != 0) Retired.Add(reference);
            return default;
        }
        if (reference == 0)
        {
            reference = -leaves.Add(new TreeLeaf(write.KeyHash, write.ValueHash));
            Created.Add(reference);
        }
        else
        {
            ref TreeLeaf leaf = ref leaves[-reference];
            if (leaf.ValueHash != write.ValueHash)
                overwrites.Add(new Overwritten(reference, new Subtree(reference, leaf.ValueHash)));
            leaf.ValueHash = write.ValueHash;
        }
        return new Subtree(reference, leafHashes[visit.FirstWrite]);
    }
}
