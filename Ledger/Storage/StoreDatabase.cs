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
    private volatile StoreException? failure;

    private StoreDatabase(Cache cache, Rock rocks)
    {
        this.cache = cache;
        this.rocks = rocks;
        families = [.. FamilyNames.All.Select(rocks.GetColumnFamily)];
    }

    /// <exception cref="StoreException">Locked, WrongSchema, Damaged, DiskFull or Io.</exception>
    public static StoreDatabase Open(string path, bool create)
    {
        Cache cache = Cache.CreateLru(StoreOptions.CacheBytes);
        try
        {
            return new StoreDatabase(cache, OpenMended(path, create, cache));
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

    /// <summary>Where the damage is a torn tail, it is cut, and opening tried once more.</summary>
    private static Rock OpenMended(string path, bool create, Cache cache)
    {
        Rock Open() => Rock.Open(StoreOptions.Database(create), path, StoreOptions.Families(cache));
        try
        {
            return Open();
        }
        catch (RocksDbException error) when (error.Kind == RocksDbErrorKind.Corruption)
        {
            if (!TornTail.Cut(path)) throw;
            return Open();
        }
    }

    /// <returns>The checked payload, or null when there is no such row.</returns>
    public byte[]? Get(Family family, ReadOnlySpan<byte> key, ReadOptions? options)
    {
        try
        {
            using PinnableSlice slice = rocks.GetPinned(families[(int)family], key, options);
            if (!slice.Found) return null;
            return StoredValue.TryOpen(family, key, slice.Value, out ReadOnlySpan<byte> payload)
                ? payload.ToArray() : throw StoreErrors.BrokenRow(family, key);
        }
        catch (RocksDbException error)
        {
            throw StoreErrors.OnRead(family, error);
        }
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

    public void Dispose()
    {
        rocks.Dispose();
        cache.Dispose();
    }
}
