namespace Chain.Ledger.Storage;

/// <summary>
/// The durable chain of a node: blocks, state, receipts, trades and the voting journal in one RocksDB. What
/// the journal appends has reached the disk when the append returns; a commit is visible at once and reaches
/// the disk with the next append, or not at all (docs/adr/0005). One driver thread appends to the journal,
/// one executor thread commits; a lock gives both one order, so that journal sequences reach the log in the
/// order of their numbers. Reads are safe on all threads and never wait for writers. After a failed synced
/// write every further write throws that same failure.
/// </summary>
public sealed class ChainStore : IDisposable
{
    private readonly Lock writing = new();
    private readonly StoreDatabase database;
    private readonly ReadScope newest;
    // Of who appends and of who commits: a batch of megabytes is not made anew for each block.
    private readonly RowBatch appending;
    private readonly RowBatch committing;
    private readonly PendingBodies pending = new();
    private readonly CandleRetention retention = new();
    private volatile HeadMarker head;
    private ulong nextSequence;

    /// <summary>Checks what was opened, and counts journal and journaled bodies.</summary>
    private ChainStore(StoreDatabase database, ReadScope newest, Hash32 chain)
    {
        this.database = database;
        this.newest = newest;
        appending = new RowBatch(database);
        committing = new RowBatch(database);
        Reads = new StoreReads(newest, pending);
        head = StartupCheck.Run(newest, chain);
        MetaTable.CheckDerived(newest);
        nextSequence = head.JournalStart;
        foreach (StoredRecord record in ReadJournal()) nextSequence = record.Sequence + 1;
        foreach ((Height height, Hash32 digest) in BlockTable.BodiesAbove(newest, head.Height))
            pending.Add(height, digest);
    }

    /// <summary>
    /// What opening cut off the end of the log: nothing in it was synced. Null: it was whole.
    /// </summary>
    public TornTail? CutTail => database.CutTail;

    /// <summary>The newest committed block.</summary>
    public HeadMarker Head => head;

    /// <summary>Reads of the newest state; each call sees all commits that returned before it.</summary>
    public StoreReads Reads { get; }

    /// <summary>
    /// Makes a chain at its genesis block: `chain node init` only, for it starts an empty journal.
    /// </summary>
    /// <param name="path">A directory that is empty or does not exist.</param>
    /// <param name="genesis">Block 0; it names the chain.</param>
    /// <param name="stateRoot">Root of the genesis state.</param>
    /// <param name="rows">The genesis state.</param>
    /// <exception cref="StoreException">Exists, DiskFull or Io.</exception>
    public static ChainStore Create(
        string path, BlockHeader genesis, Hash32 stateRoot, IReadOnlyList<StoredRow> rows)
    {
        StoreDirectory.Prepare(path);
        return Create(StoreDatabase.Open(path, create: true), genesis, stateRoot, rows);
    }

    /// <summary>The same in an empty database, which the store then owns.</summary>
    internal static ChainStore Create(
        StoreDatabase database, BlockHeader genesis, Hash32 stateRoot, IReadOnlyList<StoredRow> rows) =>
        Guarded(database, () =>
        {
            Require.That(genesis.Height == default && genesis.TransactionCount == 0);
            using var batch = new RowBatch(database);
            BlockTable.PutHeader(batch, genesis, null);
            BlockTable.PutBody(batch, genesis.Height, genesis.Digest, []);
            foreach (StoredRow row in rows) StateTable.Put(batch, new StoredChange(row.Key, row.Value));
            MetaTable.PutIdentity(batch, genesis.Chain);
            MetaTable.PutDerived(batch, MetaTable.DerivedSchema);
            MetaTable.PutHead(
                batch, new HeadMarker(genesis.Height, genesis.Digest, stateRoot, JournalTable.FirstSequence));
            batch.WriteSynced();
            return new ChainStore(database, ReadScope.Newest(database), genesis.Chain);
        });

    /// <summary>Opens the chain of a genesis and checks it: see <see cref="StartupCheck"/>.</summary>
    /// <exception cref="StoreException">Any kind but Exists.</exception>
    public static ChainStore Open(string path, Hash32 chain)
    {
        StoreDirectory.Check(path);
        return Open(StoreDatabase.Open(path, create: false), chain);
    }

    /// <summary>The same of a database, which the store then owns.</summary>
    internal static ChainStore Open(StoreDatabase database, Hash32 chain) =>
        Guarded(database, () => new ChainStore(database, ReadScope.Newest(database), chain));

    /// <summary>
    /// Appends votes and certificates, and the bodies they speak of, in one synced batch; a vote may leave
    /// after it returns. A body stored already, or of a height that has committed, is not written again.
    /// </summary>
    /// <returns>The sequences of the records.</returns>
    public JournalRange AppendJournal(
        IReadOnlyList<ReadOnlyMemory<byte>> records, IReadOnlyList<BlockBody> bodies)
    {
        RowBatch batch = appending.Begin();
        lock (writing)
        {
            List<BlockBody> fresh =
                [.. bodies.Where(body => body.Height > head.Height && !pending.Contains(body.Digest))];
            foreach (BlockBody body in fresh)
                BlockTable.PutBody(batch, body.Height, body.Digest, body.Transactions);
            JournalRange range = JournalTable.Append(batch, nextSequence, records);
            batch.WriteSynced();
            foreach (BlockBody body in fresh) pending.Add(body.Height, body.Digest);
            nextSequence = range.End;
            return range;
        }
    }

    /// <summary>All journal records that were not pruned, in order; read on while enumerating.</summary>
    /// <exception cref="StoreException">JournalDamaged, at the first gap or broken record.</exception>
    public IEnumerable<StoredRecord> ReadJournal()
    {
        using StoreSnapshot now = Snapshot();
        foreach (StoredRecord record in now.Reads.Journal(now.Head.JournalStart)) yield return record;
    }

    /// <summary>Stores final blocks and all their effects, all or nothing. One thread commits.</summary>
    /// <remarks>
    /// Without a sync of its own: a quorum has these blocks and its votes for them on disk already, and a
    /// commit that a power cut takes is made again from the journal, whose records lie before it in
    /// the same log.
    /// </remarks>
    /// <returns>The sequences of the journal records in the batch.</returns>
    public JournalRange Commit(CommitBatch commit)
    {
        Require.That(commit.Blocks.Count > 0 && commit.Blocks[^1].Certificate is not null);
        RowBatch batch = committing.Begin();
        HeadMarker marker = head;
        foreach (BlockToStore block in commit.Blocks) marker = CommitWriter.Put(batch, marker, block);
        CommitWriter.PutDerived(batch, newest, retention, commit.Blocks);
        lock (writing)
        {
            Require.That(head.Height.Next == commit.Blocks[0].Header.Height, "one thread commits");
            Require.That(commit.PruneJournalBefore <= nextSequence);
            IReadOnlyList<(Height Height, Hash32 Digest)> settled = pending.UpTo(marker.Height);
            CommitWriter.PutBodies(batch, commit.Blocks, settled);
            JournalTable.Prune(batch, head.JournalStart, commit.PruneJournalBefore);
            JournalRange range = JournalTable.Append(batch, nextSequence, commit.JournalRecords);
            marker = marker with { JournalStart = Math.Max(head.JournalStart, commit.PruneJournalBefore) };
            MetaTable.PutHead(batch, marker);
            batch.WriteBuffered();
            nextSequence = range.End;
            head = marker;
            foreach ((_, Hash32 digest) in settled) pending.Remove(digest);
            return range;
        }
    }

    /// <summary>The store as it is now, for several reads that must agree.</summary>
    public StoreSnapshot Snapshot() => new(ReadScope.Frozen(database), pending);

    public void Dispose()
    {
        appending.Dispose();
        committing.Dispose();
        newest.Dispose();
        database.Dispose();
    }

    private static ChainStore Guarded(StoreDatabase database, Func<ChainStore> open)
    {
        try
        {
            return open();
        }
        catch (StoreException)
        {
            database.Dispose();
            throw;
        }
    }
}
