using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>
/// The engine under the store: checks every value's seal, and gives the engine's errors their kind. After a
/// failed write nobody knows what the disk holds (a later fsync may succeed without the lost pages), so it
/// writes no more: every further write throws the first failure. Reads go on. Safe for all threads.
/// </summary>
internal sealed class StoreDatabase(IStorageEngine engine) : IDisposable
{
    private static readonly OpenValue openSealed = OpenSealed;

    private volatile StoreException? failure;

    public IEngineView Newest => engine.Newest;

    /// <exception cref="StoreException">Locked, WrongSchema, Damaged, DiskFull or Io.</exception>
    public static StoreDatabase Open(string path, bool create) => new(RocksEngine.Open(path, create));

    public IEngineView Snapshot() => engine.Snapshot();

    public IEngineBatch NewBatch() => engine.NewBatch();

    /// <returns>The checked payload, or null when there is no such row.</returns>
    /// <exception cref="StoreException">Damaged, JournalDamaged or Io.</exception>
    public static byte[]? Get(IEngineView view, Family family, ReadOnlySpan<byte> key)
    {
        try
        {
            return view.Get(family, key, openSealed);
        }
        catch (RocksDbException error)
        {
            throw StoreErrors.OnRead(family, error);
        }
    }

    /// <summary>
    /// All of the batch or nothing; on the disk when it returns, if synced, with everything written before
    /// it. The caller holds the store's write lock.
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

    private static byte[] OpenSealed(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        StoredValue.TryOpen(family, key, value, out ReadOnlySpan<byte> payload)
            ? payload.ToArray() : throw StoreErrors.BrokenRow(family, key);
}
