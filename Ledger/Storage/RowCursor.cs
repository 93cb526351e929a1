using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>
/// A walk over the rows of one family between two keys, over one consistent state. For one thread.
/// </summary>
internal sealed class RowCursor : IDisposable
{
    private readonly StoreDatabase database;
    private readonly Family family;
    private readonly IEngineCursor rows;
    private bool started;

    /// <param name="database">Told of broken rows.</param>
    /// <param name="view">The state walked over.</param>
    /// <param name="family">The rows' family.</param>
    /// <param name="lower">First key, included; empty for the family's first.</param>
    /// <param name="upper">End, excluded; empty for the family's end.</param>
    public RowCursor(
        StoreDatabase database, IEngineView view, Family family, ReadOnlySpan<byte> lower,
        ReadOnlySpan<byte> upper)
    {
        this.database = database;
        this.family = family;
        rows = view.Walk(family, lower, upper);
    }

    /// <summary>The row's key, until the next move.</summary>
    public ReadOnlySpan<byte> Key => rows.Key;

    /// <summary>The row's checked payload, until the next move.</summary>
    /// <exception cref="StoreException">Damaged, or JournalDamaged.</exception>
    public ReadOnlySpan<byte> Payload => StoredValue.TryOpen(family, rows.Key, rows.Value, out var payload)
        ? payload : throw database.Broken(family, rows.Key);

    /// <summary>To the first row, then to the next; false at the end.</summary>
    public bool Forward() => Move(first: static at => at.SeekToFirst(), next: static at => at.Next());

    /// <summary>To the last row, then to the one before; false at the start.</summary>
    public bool Backward() => Move(first: static at => at.SeekToLast(), next: static at => at.Prev());

    public void Dispose() => rows.Dispose();

    private bool Move(Func<IEngineCursor, bool> first, Func<IEngineCursor, bool> next)
    {
        try
        {
            if (started) return next(rows);
            started = true;
            return first(rows);
        }
        catch (RocksDbException error)
        {
            throw database.Unreadable(family, error);
        }
    }
}
