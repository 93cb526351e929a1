using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>Where reads look: the newest state, or the state of one snapshot. Safe for all threads.</summary>
internal sealed class ReadScope : IDisposable
{
    private readonly StoreDatabase database;
    private readonly Snapshot? snapshot;
    private readonly ReadOptions options;

    private ReadScope(StoreDatabase database, Snapshot? snapshot)
    {
        this.database = database;
        this.snapshot = snapshot;
        options = new ReadOptions(snapshot);
    }

    public static ReadScope Newest(StoreDatabase database) => new(database, null);

    public static ReadScope Frozen(StoreDatabase database) => new(database, database.Snapshot());

    /// <returns>The checked payload, or null when there is no such row.</returns>
    public byte[]? Get(Family family, ReadOnlySpan<byte> key) => database.Get(family, key, options);

    public RowCursor Walk(Family family, ReadOnlySpan<byte> lower = default, ReadOnlySpan<byte> upper = default) =>
        new(database, snapshot, family, lower, upper);

    public void Dispose()
    {
        options.Dispose();
        snapshot?.Dispose();
    }
}
