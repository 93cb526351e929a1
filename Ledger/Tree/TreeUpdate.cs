using System.Runtime.InteropServices;
using Chain.Crypto;

namespace Chain.Ledger.Tree;

/// <summary>
/// Writes a batch of leaves, copy on write. Down level by level, so that what the next visits read is on its
/// way from memory while this one is looked at; then up again from the deepest level, so that every node is
/// made once, from finished children.
/// </summary>
internal sealed class TreeUpdate
{
    /// <summary>How many visits ahead memory is asked for: it answers after about so many.</summary>
    private const int Ahead = 8;

    /// <summary>A subtree that writes go to.</summary>
    private struct Visit
    {
        /// <summary>What the subtree is to become; its children put themselves in.</summary>
        public TreeNode Content;
        public int Reference;
        public int FirstWrite;
        public int Writes;
        public int Parent;
        public bool IsRight;
        public bool IsOneLeaf;
        public bool IsChanged;
    }

    private readonly List<List<Visit>> levels = [];
    private readonly List<int> created = [];
    private readonly List<int> retired = [];
    private readonly NodeArena<TreeNode> nodes;
    private readonly NodeArena<TreeLeaf> leaves;
    private readonly Sha256Batch leafBatch;
    private Hash32[] leafHashes = [];

    // Of one level: the visits that make a node and its number; the hashes that go into it; its own.
    private readonly List<(int Visit, int Reference)> made = [];
    private readonly List<Hash32> pairs = [];
    private Hash32[] hashes = [];

    public TreeUpdate(NodeArena<TreeNode> nodes, NodeArena<TreeLeaf> leaves)
    {
        this.nodes = nodes;
        this.leaves = leaves;
        leafBatch = new Sha256Batch((number, hash) => leafHashes[number] = hash);
    }

    /// <summary>References that the last update made.</summary>
    public List<int> Created => created;

    /// <summary>References of the tree before that the last update does without.</summary>
    public List<int> Retired => retired;

    /// <param name="writes">Sorted by key hash, each once.</param>
    public Subtree Apply(Subtree root, ReadOnlySpan<TreeWrite> writes)
    {
        created.Clear();
        retired.Clear();
        if (writes.IsEmpty) return root;
        if (levels.Count == 0) levels.Add([]);
        levels[0].Clear();
        levels[0].Add(new Visit { Reference = root.Reference, Writes = writes.Length });
        int depth = 0;
        for (; levels[depth].Count > 0; depth += 1)
        {
            if (levels.Count == depth + 1) levels.Add([]);
            levels[depth + 1].Clear();
            Descend(depth, root, writes);
        }
        HashLeaves(writes);
        Subtree? top = null;
        for (depth -= 1; depth >= 0; depth -= 1)
        {
            Span<Visit> above = depth == 0 ? default : CollectionsMarshal.AsSpan(levels[depth - 1]);
            Ascend(CollectionsMarshal.AsSpan(levels[depth]), above, writes, ref top);
        }
        return top ?? root;
    }

    private void Descend(int depth, Subtree root, ReadOnlySpan<TreeWrite> writes)
    {
        Span<Visit> visits = CollectionsMarshal.AsSpan(levels[depth]);
        Span<Visit> above = depth == 0 ? default : CollectionsMarshal.AsSpan(levels[depth - 1]);
        List<Visit> below = levels[depth + 1];
        for (int i = 0; i < visits.Length; i += 1)
        {
            if (i + Ahead < visits.Length) Prefetch(visits[i + Ahead].Reference);
            ref Visit visit = ref visits[i];
            if (visit.Reference > 0) visit.Content = nodes[visit.Reference];
            else
            {
                Hash32 first = writes[visit.FirstWrite].KeyHash;
                visit.IsOneLeaf = visit.Writes == 1
                    && (visit.Reference == 0 || leaves[-visit.Reference].KeyHash == first);
                if (visit.IsOneLeaf) continue;
                Hash32 hash = depth == 0 ? root.Hash : above[visit.Parent].Content.On(visit.IsRight).Hash;
                if (visit.Reference != 0)
                    visit.Content.Set(KeyProof.Bit(leaves[-visit.Reference].KeyHash, depth),
                        new Subtree(visit.Reference, hash));
                visit.IsChanged = true;
            }
            int left = Split(writes.Slice(visit.FirstWrite, visit.Writes), depth);
            if (left > 0)
                below.Add(new Visit
                {
                    Reference = visit.Content.Left,
                    FirstWrite = visit.FirstWrite,
                    Writes = left,
                    Parent = i,
                });
            if (left < visit.Writes)
                below.Add(new Visit
                {
                    Reference = visit.Content.Right,
                    FirstWrite = visit.FirstWrite + left,
                    Writes = visit.Writes - left,
                    Parent = i,
                    IsRight = true,
                });
        }
    }

    /// <summary>Finishes a level: makes its nodes, then hashes them all at once.</summary>
    /// <param name="above">Takes what has become of each subtree.</param>
    /// <param name="top">Takes it where there is no level above.</param>
    private void Ascend(
        Span<Visit> visits, Span<Visit> above, ReadOnlySpan<TreeWrite> writes, ref Subtree? top)
    {
        made.Clear();
        pairs.Clear();
        for (int i = 0; i < visits.Length; i += 1)
        {
            ref Visit visit = ref visits[i];
            if (!visit.IsOneLeaf && !visit.IsChanged) continue;
            if (visit.Reference > 0) retired.Add(visit.Reference);
            Subtree? whole = visit.IsOneLeaf
                ? Replaced(visit.Reference, writes[visit.FirstWrite], visit.FirstWrite) : visit.Content.Only;
            if (whole is { } subtree) Put(visit, subtree, above, ref top);
            else
            {
                made.Add((i, nodes.Add(visit.Content)));
                pairs.Add(visit.Content.LeftHash);
                pairs.Add(visit.Content.RightHash);
            }
        }
        if (hashes.Length < made.Count) hashes = new Hash32[2 * made.Count];
        Sha256.HashPairs(CollectionsMarshal.AsSpan(pairs), hashes.AsSpan(0, made.Count));
        for (int i = 0; i < made.Count; i += 1)
        {
            (int visit, int reference) = made[i];
            created.Add(reference);
            Put(visits[visit], new Subtree(reference, hashes[i]), above, ref top);
        }
    }

    private static void Put(in Visit visit, in Subtree result, Span<Visit> above, ref Subtree? top)
    {
        if (result.Reference == visit.Reference) return;
        if (above.IsEmpty)
        {
            top = result;
            return;
        }
        ref Visit parent = ref above[visit.Parent];
        parent.Content.Set(visit.IsRight, result);
        parent.IsChanged = true;
    }

    /// <summary>What a write makes of its own leaf, or of nothing.</summary>
    private Subtree Replaced(int leaf, in TreeWrite write, int number)
    {
        bool same = leaf != 0 && !write.Delete && leaves[-leaf].ValueHash == write.ValueHash;
        if (same) return new Subtree(leaf, leafHashes[number]);
        if (leaf != 0) retired.Add(leaf);
        if (write.Delete) return default;
        int reference = -leaves.Add(new TreeLeaf(write.KeyHash, write.ValueHash));
        created.Add(reference);
        return new Subtree(reference, leafHashes[number]);
    }

    private void HashLeaves(ReadOnlySpan<TreeWrite> writes)
    {
        if (leafHashes.Length < writes.Length) leafHashes = new Hash32[2 * writes.Length];
        Span<byte> input = stackalloc byte[StateHash.LeafBytes];
        for (int i = 0; i < writes.Length; i += 1)
        {
            if (writes[i].Delete) continue;
            StateHash.WriteLeaf(writes[i].KeyHash, writes[i].ValueHash, input);
            leafBatch.Add(input, i);
        }
        leafBatch.Finish();
    }

    private void Prefetch(int reference)
    {
        if (reference > 0) nodes.Prefetch(reference);
        else if (reference < 0) leaves.Prefetch(-reference);
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
}
