namespace Chain.Ledger.Storage;

/// <summary>Where reads look: the newest state, or the state of one snapshot. Safe for all threads.</summary>
internal sealed class ReadScope : IDisposable
{
    private readonly StoreDatabase database;
    private readonly IEngineView view;
    private readonly bool owned;

    private ReadScope(StoreDatabase database, IEngineView view, bool owned) =>
        (this.database, this.view, this.owned) = (database, view, owned);

    public static ReadScope Newest(StoreDatabase database) => new(database, database.Newest, owned: false);

    public static ReadScope Frozen(StoreDatabase database) => new(database, database.Snapshot(), owned: true);

    /// <returns>The checked payload, or null when there is no such row.</returns>
    public byte[]? Get(Family family, ReadOnlySpan<byte> key) => database.Get(view, family, key);

    public RowCursor Walk(Family family, ReadOnlySpan<byte> lower = default, ReadOnlySpan<byte> upper = default) =>
        new(database, view, family, lower, upper);

    public void Dispose()
    {
        if (owned) view.Dispose();
    }
}
