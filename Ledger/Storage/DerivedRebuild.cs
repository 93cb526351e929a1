namespace Chain.Ledger.Storage;

/// <summary>
/// The store of a stopped node while its derived data is dropped and made again. From the first write to
/// <see cref="Complete"/> the store is marked incomplete, so that no node starts on half of it.
/// </summary>
public sealed class DerivedRebuild : IDisposable
{
    // Enough to make batches cheap, few enough that one stays small.
    private const int BlocksPerBatch = 64;

    private readonly StoreDatabase database;
    private readonly ReadScope newest;
    private readonly List<(BlockHeader Header, DerivedRows Rows)> waiting = [];
    private readonly CandleRetention retention = new();

    private DerivedRebuild(StoreDatabase database, ReadScope newest, Hash32 chain)
    {
        this.database = database;
        this.newest = newest;
        Head = StartupCheck.Run(newest, chain);
        Reads = new StoreReads(newest, new PendingBodies());
    }

    /// <summary>The newest block: the last to add.</summary>
    public HeadMarker Head { get; }

    public StoreReads Reads { get; }

    /// <exception cref="StoreException">Any kind but Exists and DerivedStale.</exception>
    public static DerivedRebuild Open(string path, Hash32 chain)
    {
        StoreDirectory.Check(path);
        StoreDatabase database = StoreDatabase.Open(path, create: false);
        try
        {
            return new DerivedRebuild(database, ReadScope.Newest(database), chain);
        }
        catch (StoreException)
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Marks the store and drops what is derived.</summary>
    public void Begin()
    {
        using var batch = new RowBatch(database);
        MetaTable.PutDerived(batch, MetaTable.DerivedIncomplete);
        foreach (Family family in DerivedFamilies.All)
            batch.DeleteRange(family, [], DerivedFamilies.AboveAllKeys);
        batch.WriteSynced();
    }

    /// <summary>The next block's rows.</summary>
    public void Add(BlockHeader header, DerivedRows rows)
    {
        waiting.Add((header, rows));
        if (waiting.Count == BlocksPerBatch) WriteWaiting();
    }

    /// <summary>All blocks were added: a node may start on it.</summary>
    public void Complete()
    {
        WriteWaiting();
        using var batch = new RowBatch(database);
        MetaTable.PutDerived(batch, MetaTable.DerivedSchema);
        batch.WriteSynced();
    }

    public void Dispose()
    {
        newest.Dispose();
        database.Dispose();
    }

    private void WriteWaiting()
    {
        if (waiting.Count == 0) return;
        ulong timestampMs = waiting[^1].Header.TimestampMs;
        using var batch = new RowBatch(database);
        retention.Drop(batch, timestampMs);
        var writer = new DerivedWriter(batch, newest);
        foreach ((BlockHeader header, DerivedRows rows) in waiting)
            writer.Add(header.Height, header.TimestampMs, rows);
        writer.Finish(timestampMs);
        batch.WriteBuffered();
        waiting.Clear();
    }
}
