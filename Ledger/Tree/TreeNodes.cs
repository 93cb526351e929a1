namespace Chain.Ledger.Tree;

/// <summary>
/// Inner nodes by number. A node has its children's hashes, not its own, so that a way down needs the nodes'
/// references only, eight of them to a cache line, and a new hash one line more for each level.
/// </summary>
internal sealed class TreeNodes
{
    private readonly NodeArena<TreeHashes> hashes = new();
    private readonly Chunks<int> references = new();

    /// <summary>Nodes in use.</summary>
    public int Live => hashes.Live;

    public long Bytes => hashes.Bytes + references.Bytes;

    /// <summary>Where a node has one of its children.</summary>
    public static int Place(int node, bool right) => 2 * node + (right ? 1 : 0);

    public Subtree this[int place]
    {
        get => new(ReferenceAt(place), HashAt(place));
        set
        {
            ReferenceAt(place) = value.Reference;
            HashAt(place) = value.Hash;
        }
    }

    public ref int ReferenceAt(int place) => ref references[place];

    public ref Hash32 HashAt(int place) => ref hashes[place >> 1][place & 1];

    public ref readonly TreeHashes HashesOf(int node) => ref hashes[node];

    /// <summary>A node that is one leaf or nothing is no node but that (L-12); null: it is one.</summary>
    public Subtree? Only(int node)
    {
        int left = references[Place(node, right: false)], right = references[Place(node, right: true)];
        if (left == 0 && right <= 0) return this[Place(node, right: true)];
        return right == 0 && left < 0 ? this[Place(node, right: false)] : null;
    }

    /// <summary>A new node without children.</summary>
    public int Add()
    {
        int node = hashes.Add(default);
        references.Reach(Place(node, right: true));
        references[Place(node, right: false)] = 0;
        references[Place(node, right: true)] = 0;
        return node;
    }

    public void Free(int node) => hashes.Free(node);

    public void PrefetchReferences(int node) => references.Prefetch(Place(node, right: false));

    public void PrefetchHashes(int node) => hashes.Prefetch(node);
}
