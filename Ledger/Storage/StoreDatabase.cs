using Chain.Ledger.Storage.Rocks;
using Rock = Chain.Ledger.Storage.Rocks.RocksDb;

namespace Chain.Ledger.Storage;

/// <summary>
/// RocksDB under the store: opens it, checks every value's seal, and gives the engine's errors their kind.
/// After a failed synced write nobody knows what the disk holds (a later fsync may succeed without the lost
/// pages), so it writes no more: every further write throws the first failure. Reads go on. Safe
/// for all threads.
/// </summary>
internal sealed class StoreDatabase : IDisposable
{
    private readonly Cache cache;
    private readonly Rock rocks;
    private readonly ColumnFamilyHandle[] families;
    private readonly OpenedRocks opened;
    private int derivedBroken;
    private volatile StoreException? failure;

    private StoreDatabase(Cache cache, OpenedRocks opened)
    {
        this.cache = cache;
        rocks = opened.Rocks;
        this.opened = opened;
        families = [.. FamilyNames.All.Select(opened.HandleOf)];
    }

    /// <summary>What opening cut off the log, or would have, had it not been for looking only.</summary>
    public TornTail? CutTail => opened.Tail;

    /// <exception cref="StoreException">Locked, WrongSchema, Damaged, DiskFull or Io.</exception>
    public static StoreDatabase Open(string path, bool create) =>
        Guarded(path, cache => create ? OpenedRocks.Create(path, cache) : OpenedRocks.Open(path, cache));

    /// <summary>For looking only: writes nothing into the directory, and takes no lock.</summary>
    /// <exception cref="StoreException">WrongSchema, Damaged or Io.</exception>
    public static StoreDatabase OpenReadOnly(string path) =>
        Guarded(path, cache => OpenedRocks.OpenReadOnly(path, cache));

    private static StoreDatabase Guarded(string path, Func<Cache, OpenedRocks> open)
    {
        Cache cache = Cache.CreateLru(StoreOptions.CacheBytes);
        try
        {
            return new StoreDatabase(cache, open(cache));
        }
        catch (RocksDbException error)
        {
            cache.Dispose();
            throw StoreErrors.OnOpen(path, error);
        }
        catch (StoreException)
        {
            cache.Dispose();
            throw;
        }
    }

    /// <summary>Closes it, forgets families without reading them, and opens it with empty ones.</summary>
    public static StoreDatabase Emptied(StoreDatabase old, string path, IEnumerable<Family> which)
    {
        using (old)
            foreach (Family family in which) old.rocks.Drop(FamilyNames.All[(int)family]);
        return Open(path, create: false);
    }

    /// <returns>The checked payload, or null when there is no such row.</returns>
    public byte[]? Get(Family family, ReadOnlySpan<byte> key, ReadOptions? options)
    {
        try
        {
            using PinnableSlice slice = rocks.GetPinned(families[(int)family], key, options);
            if (!slice.Found) return null;
            return StoredValue.TryOpen(family, key, slice.Value, out ReadOnlySpan<byte> payload)
                ? payload.ToArray() : throw Broken(family, key);
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

    public Iterator Iterate(Family family, ReadOptions options) =>
        rocks.NewIterator(families[(int)family], options);

    public Snapshot Snapshot() => rocks.CreateSnapshot();

    public void Put(WriteBatch batch, Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        batch.Put(families[(int)family], key, value);

    public void Delete(WriteBatch batch, Family family, ReadOnlySpan<byte> key) =>
        batch.Delete(families[(int)family], key);

    public void DeleteRange(
        WriteBatch batch, Family family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) =>
        batch.DeleteRange(families[(int)family], from, to);

    /// <summary>
    /// All of the batch or nothing; on the disk when it returns, if synced, with everything written before
    /// it. The caller holds the store's write lock.
    /// </summary>
    /// <exception cref="StoreException">This write, or one before it, failed.</exception>
    public void Write(WriteBatch batch, WriteOptions options)
    {
        if (failure is not null) throw failure;
        try
        {
            rocks.Write(batch, options);
        }
        catch (RocksDbException error)
        {
            failure = StoreErrors.OnWrite(error);
            throw failure;
        }
    }

    /// <summary>The next start makes derived data again that was found broken.</summary>
    private void MarkDerived(Family family)
    {
        if (opened.ReadOnly || !DerivedFamilies.All.Contains(family)) return;
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

    public void Dispose()
    {
        rocks.Dispose();
        cache.Dispose();
        if (opened.View is { } view) Directory.Delete(view, recursive: true);
    }
}
