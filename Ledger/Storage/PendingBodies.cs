using System.Collections.Concurrent;

namespace Chain.Ledger.Storage;

/// <summary>
/// Which bodies are journaled and not committed, so that each is written once, found by digest, and deleted
/// when another block of its height commits. Readers on any thread; changed under the store's write lock. As
/// bounded as what consensus prepares between two commits.
/// </summary>
internal sealed class PendingBodies
{
    private readonly ConcurrentDictionary<Hash32, Height> heights = new();

    public void Add(Height height, Hash32 digest) => heights[digest] = height;

    public bool Contains(Hash32 digest) => heights.ContainsKey(digest);

    public Height? HeightOf(Hash32 digest) => heights.TryGetValue(digest, out Height height) ? height : null;

    /// <summary>Digests at a height or below, in no order.</summary>
    public IReadOnlyList<(Height Height, Hash32 Digest)> UpTo(Height height) =>
        [.. heights.Where(body => body.Value <= height).Select(body => (body.Value, body.Key))];

    public void Remove(Hash32 digest) => heights.TryRemove(digest, out _);
}
