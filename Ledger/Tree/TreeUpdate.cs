using System.Runtime.InteropServices;
using Chain.Crypto;

namespace Chain.Ledger.Tree;

/// <summary>
/// Writes a batch of leaves, copy on write. Down level by level, so that what the next visits read is on its
/// way from memory while this one is looked at; then up again from the deepest level, so that every node is
/// made once, from finished children.
/// </summary>
internal sealed class TreeUpdate(NodeArena<TreeNode> nodes, NodeArena<TreeLeaf> leaves)
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
        for (depth -= 1; depth > 0; depth -= 1)
            foreach (ref Visit visit in CollectionsMarshal.AsSpan(levels[depth]))
                if (Finish(ref visit, writes) is { } made && made.Reference != visit.Reference)
                    Put(ref CollectionsMarshal.AsSpan(levels[depth - 1])[visit.Parent], visit.IsRight, made);
        return Finish(ref CollectionsMarshal.AsSpan(levels[0])[0], writes) ?? root;
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

    /// <returns>What the subtree has become; null when nothing changed.</returns>
    private Subtree? Finish(ref Visit visit, ReadOnlySpan<TreeWrite> writes)
    {
        if (visit.IsOneLeaf) return Replace(visit.Reference, writes[visit.FirstWrite]);
        if (!visit.IsChanged) return null;
        if (visit.Reference > 0) retired.Add(visit.Reference);
        ref TreeNode content = ref visit.Content;
        // A subtree with one leaf is that leaf (L-12).
        if (content.Left == 0 && content.Right <= 0) return content.On(right: true);
        if (content.Right == 0 && content.Left < 0) return content.On(right: false);
        int reference = nodes.Add(content);
        created.Add(reference);
        return new Subtree(reference, StateHash.Node(content.LeftHash, content.RightHash));
    }

    private Subtree? Replace(int leaf, in TreeWrite write)
    {
        if (leaf != 0)
        {
            if (!write.Delete && leaves[-leaf].ValueHash == write.ValueHash) return null;
            retired.Add(leaf);
        }
        if (write.Delete) return leaf == 0 ? null : default(Subtree);
        int reference = -leaves.Add(new TreeLeaf(write.KeyHash, write.ValueHash));
        created.Add(reference);
        return new Subtree(reference, StateHash.Leaf(write.KeyHash, write.ValueHash));
    }

    private static void Put(ref Visit parent, bool right, in Subtree child)
    {
        parent.Content.Set(right, child);
        parent.IsChanged = true;
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
