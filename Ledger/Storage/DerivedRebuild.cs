namespace Chain.Ledger.Storage;

/// <summary>
/// The store of a stopped node while its derived data, and if need be its state, is made again from blocks.
/// From the first write to <see cref="Complete"/> the store is marked incomplete: a start begins anew. What
/// is made again is dropped with its files, unread, since they may be what is damaged.
/// </summary>
public sealed class DerivedRebuild : IDisposable
{
    // Enough to make batches cheap, few enough that one stays small.
    private const int BlocksPerBatch = 64;
    private const int StateRowsPerBatch = 4_096;

    private readonly string path;
    private readonly List<(BlockHeader Header, DerivedRows Rows)> waiting = [];
    private readonly CandleRetention retention = new();
    private StoreDatabase database;
    private ReadScope newest;

    private DerivedRebuild(string path, StoreDatabase database, Hash32 chain)
    {
        this.path = path;
        this.database = database;
        newest = ReadScope.Newest(database);
        Head = StartupCheck.Run(newest, chain);
        Reads = new StoreReads(newest, new PendingBodies());
    }

    /// <summary>The newest block: the last to add.</summary>
    public HeadMarker Head { get; }

    public StoreReads Reads { get; private set; }

    /// <summary>Opens the store.</summary>
    /// <exception cref="StoreException">Any kind but Exists, DerivedStale and StateDamaged.</exception>
    public static DerivedRebuild Open(string path, Hash32 chain)
    {
        StoreDirectory.Check(path);
        StoreDatabase database = StoreDatabase.Open(path, create: false);
        try
        {
            return new DerivedRebuild(path, database, chain);
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
        using (var batch = new RowBatch(database))
        {
            MetaTable.PutDerived(batch, MetaTable.DerivedIncomplete);
            batch.WriteSynced();
        }
        Empty(DerivedFamilies.All);
    }

    /// <summary>The next block's rows.</summary>
    public void Add(BlockHeader header, DerivedRows rows)
    {
        waiting.Add((header, rows));
        if (waiting.Count == BlocksPerBatch) WriteWaiting();
    }

    /// <summary>Puts these rows in the place of the stored state: what all blocks executed to.</summary>
    public void ReplaceState(IEnumerable<StoredRow> rows)
    {
        Empty([Family.State]);
        using var batch = new RowBatch(database);
        foreach (StoredRow[] some in rows.Chunk(StateRowsPerBatch))
        {
            batch.Begin();
            foreach (StoredRow row in some) StateTable.Put(batch, new StoredChange(row.Key, row.Value));
            batch.WriteBuffered();
        }
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

    private void Empty(IReadOnlyList<Family> families)
    {
        newest.Dispose();
        database = StoreDatabase.Emptied(database, path, families);
        newest = ReadScope.Newest(database);
        Reads = new StoreReads(newest, new PendingBodies());
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
