using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>
/// The engine under the store: checks every value's seal, and gives the engine's errors their kind. After a
/// failed write nobody knows what the disk holds (a later fsync may succeed without the lost pages), so it
/// writes no more: every further write throws the first failure. Reads go on. Safe for all threads.
/// </summary>
internal sealed class StoreDatabase : IDisposable
{
    private readonly IStorageEngine engine;
    private readonly OpenValue openSealed;
    private int derivedBroken;
    private volatile StoreException? failure;

    public StoreDatabase(IStorageEngine engine)
    {
        this.engine = engine;
        openSealed = OpenSealed;
    }

    public IEngineView Newest => engine.Newest;

    /// <summary>What opening cut off the log, or would have, had it not been for looking only.</summary>
    public TornTail? CutTail => engine.CutTail;

    /// <exception cref="StoreException">Locked, WrongSchema, Damaged, DiskFull or Io.</exception>
    public static StoreDatabase Open(string path, bool create) => new(RocksEngine.Open(path, create));

    /// <summary>For looking only: writes nothing into the directory, and takes no lock.</summary>
    /// <exception cref="StoreException">WrongSchema, Damaged or Io.</exception>
    public static StoreDatabase OpenReadOnly(string path) => new(RocksEngine.OpenReadOnly(path));

    /// <summary>Closes it, forgets families without reading them, and opens it with empty ones.</summary>
    public static StoreDatabase Emptied(StoreDatabase old, string path, IEnumerable<Family> which)
    {
        using (old)
            foreach (Family family in which) old.engine.Drop(family);
        return Open(path, create: false);
    }

    public IEngineView Snapshot() => engine.Snapshot();

    public IEngineBatch NewBatch() => engine.NewBatch();

    /// <returns>The checked payload, or null when there is no such row.</returns>
    /// <exception cref="StoreException">Damaged, JournalDamaged, DerivedStale or Io.</exception>
    public byte[]? Get(IEngineView view, Family family, ReadOnlySpan<byte> key)
    {
        try
        {
            return view.Get(family, key, openSealed);
        }
        catch (RocksDbException error)
        {
            throw Unreadable(family, error);
        }
    }

    /// <summary>The error of a row whose seal is broken; of derived data the store is marked.</summary>
    public StoreException Broken(Family family, ReadOnlySpan<byte> key)
    {
        MarkDerived(family);
        return StoreErrors.BrokenRow(family, key);
    }

    /// <summary>The error of a read that the engine refuses; of derived data the store is marked.</summary>
    public StoreException Unreadable(Family family, RocksDbException error)
    {
        StoreException failed = StoreErrors.OnRead(family, error);
        if (failed.Kind == StoreErrorKind.DerivedStale) MarkDerived(family);
        return failed;
    }

    /// <summary>
    /// All of the batch or nothing; on the disk when it returns, if synced, with everything written before
    /// it. The caller holds the store's write lock, for the order of the journal's sequences; the mark of
    /// broken derived data has no place in that order.
    /// </summary>
    /// <exception cref="StoreException">This write, or one before it, failed.</exception>
    public void Write(IEngineBatch batch, bool synced)
    {
        if (failure is not null) throw failure;
        try
        {
            engine.Write(batch, synced);
        }
        catch (RocksDbException error)
        {
            failure = StoreErrors.OnWrite(error);
            throw failure;
        }
    }

    public void Dispose() => engine.Dispose();

    private byte[] OpenSealed(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        StoredValue.TryOpen(family, key, value, out ReadOnlySpan<byte> payload)
            ? payload.ToArray() : throw Broken(family, key);

    /// <summary>The next start makes derived data again that was found broken.</summary>
    private void MarkDerived(Family family)
    {
        if (engine.ReadOnly || !DerivedFamilies.All.Contains(family)) return;
        if (Interlocked.Exchange(ref derivedBroken, 1) == 1) return;
        try
        {
            using var batch = new RowBatch(this);
            MetaTable.PutDerived(batch, MetaTable.DerivedIncomplete);
            batch.WriteBuffered();
        }
        catch (StoreException)
        {
            // Nothing can be written any more, which every writer is told; the row will be met again.
        }
    }
}
