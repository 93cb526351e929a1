namespace Chain.Ledger.Storage;

/// <summary>Where reads look: the newest state, or the state of one snapshot. Safe for all threads.</summary>
internal sealed class ReadScope : IDisposable
{
    private readonly IEngineView view;
    private readonly bool owned;

    private ReadScope(IEngineView view, bool owned) => (this.view, this.owned) = (view, owned);

    public static ReadScope Newest(StoreDatabase database) => new(database.Newest, owned: false);

    public static ReadScope Frozen(StoreDatabase database) => new(database.Snapshot(), owned: true);

    /// <returns>The checked payload, or null when there is no such row.</returns>
    public byte[]? Get(Family family, ReadOnlySpan<byte> key) => StoreDatabase.Get(view, family, key);

    public RowCursor Walk(Family family, ReadOnlySpan<byte> lower = default, ReadOnlySpan<byte> upper = default) =>
        new(view, family, lower, upper);

    public void Dispose()
    {
        if (owned) view.Dispose();
    }
}
