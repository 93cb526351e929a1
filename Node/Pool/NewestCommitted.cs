namespace Chain.Node.Pool;

/// <summary>
/// Ids of the transactions committed last, so that gossip that comes after its block is dropped at once.
/// Bounded; not for concurrent use.
/// </summary>
internal sealed class NewestCommitted
{
    private const int Remembered = 1 << 16;

    private readonly HashSet<Hash32> ids = [];
    private readonly Queue<Hash32> order = new();

    public bool Contains(Hash32 id) => ids.Contains(id);

    public void Add(Hash32 id)
    {
        if (!ids.Add(id)) return;
        order.Enqueue(id);
        if (order.Count > Remembered) ids.Remove(order.Dequeue());
    }
}
