namespace Chain.Ledger.Storage;

/// <summary>
/// The store as it was after one block, whatever commits meanwhile. Safe for all threads. Dispose it soon: it
/// keeps overwritten rows on disk; the database's files stay locked until the last one is gone.
/// </summary>
public sealed class StoreSnapshot : IDisposable
{
    private readonly ReadScope scope;

    internal StoreSnapshot(ReadScope scope, PendingBodies pending)
    {
        this.scope = scope;
        Reads = new StoreReads(scope, pending);
        Head = Reads.Head();
    }

    /// <summary>The newest block in it.</summary>
    public HeadMarker Head { get; }

    public Height Height => Head.Height;

    public StoreReads Reads { get; }

    public void Dispose() => scope.Dispose();
}
