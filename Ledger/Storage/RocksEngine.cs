using Chain.Ledger.Storage.Rocks;
using Rock = Chain.Ledger.Storage.Rocks.RocksDb;

namespace Chain.Ledger.Storage;

/// <summary>RocksDB as the store's engine, its families opened by their names.</summary>
internal sealed class RocksEngine : IStorageEngine
{
    private readonly Cache cache;
    private readonly OpenedRocks opened;
    private readonly Rock rocks;
    private readonly ColumnFamilyHandle[] families;

    private RocksEngine(Cache cache, OpenedRocks opened)
    {
        this.cache = cache;
        this.opened = opened;
        rocks = opened.Rocks;
        families = [.. FamilyNames.All.Select(opened.HandleOf)];
        Newest = new View(this, null);
    }

    public IEngineView Newest { get; }

    public bool ReadOnly => opened.ReadOnly;

    public TornTail? CutTail => opened.Tail;

    /// <exception cref="StoreException">Locked, WrongSchema, Damaged, DiskFull or Io.</exception>
    public static RocksEngine Open(string path, bool create) =>
        Guarded(path, cache => create ? OpenedRocks.Create(path, cache) : OpenedRocks.Open(path, cache));

    /// <summary>For looking only: writes nothing into the directory, and takes no lock.</summary>
    /// <exception cref="StoreException">WrongSchema, Damaged or Io.</exception>
    public static RocksEngine OpenReadOnly(string path) =>
        Guarded(path, cache => OpenedRocks.OpenReadOnly(path, cache));

    public void Drop(Family family) => rocks.Drop(FamilyNames.All[(int)family]);

    public IEngineView Snapshot() => new View(this, rocks.CreateSnapshot());

    public IEngineBatch NewBatch() => new Batch(families);

    public void Write(IEngineBatch batch, bool synced) =>
        rocks.Write(((Batch)batch).Rocks, synced ? WriteOptions.Synced : WriteOptions.Buffered);

    public void Dispose()
    {
        Newest.Dispose();
        rocks.Dispose();
        cache.Dispose();
        if (opened.View is { } view) Directory.Delete(view, recursive: true);
    }

    private static RocksEngine Guarded(string path, Func<Cache, OpenedRocks> open)
    {
        Cache cache = Cache.CreateLru(StoreOptions.CacheBytes);
        try
        {
            return new RocksEngine(cache, open(cache));
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

    private sealed class Batch(ColumnFamilyHandle[] families) : IEngineBatch
    {
        public WriteBatch Rocks { get; } = new();

        public void Put(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
            Rocks.Put(families[(int)family], key, value);

        public void Delete(Family family, ReadOnlySpan<byte> key) => Rocks.Delete(families[(int)family], key);

        public void DeleteRange(Family family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) =>
            Rocks.DeleteRange(families[(int)family], from, to);

        public void Clear() => Rocks.Clear();

        public void Dispose() => Rocks.Dispose();
    }

    private sealed class View(RocksEngine engine, Snapshot? snapshot) : IEngineView
    {
        private readonly ReadOptions options = new(snapshot);

        public byte[]? Get(Family family, ReadOnlySpan<byte> key, OpenValue open)
        {
            using PinnableSlice slice = engine.rocks.GetPinned(engine.families[(int)family], key, options);
            return slice.Found ? open(family, key, slice.Value) : null;
        }

        public IEngineCursor Walk(Family family, ReadOnlySpan<byte> lower, ReadOnlySpan<byte> upper)
        {
            // Long walks must not push the working set out of the cache.
            var bounds = new ReadOptions(snapshot, lower, upper, fillCache: false);
            return new Cursor(bounds, engine.rocks.NewIterator(engine.families[(int)family], bounds));
        }

        public void Dispose()
        {
            options.Dispose();
            snapshot?.Dispose();
        }
    }

    private sealed class Cursor(ReadOptions bounds, Iterator at) : IEngineCursor
    {
        public ReadOnlySpan<byte> Key => at.Key;

        public ReadOnlySpan<byte> Value => at.Value;

        public bool SeekToFirst() => at.SeekToFirst();

        public bool SeekToLast() => at.SeekToLast();

        public bool Next() => at.Next();

        public bool Prev() => at.Prev();

        public void Dispose()
        {
            at.Dispose();
            bounds.Dispose();
        }
    }
}
