using Chain.Consensus;
using Chain.Ledger.Storage;
using Chain.Node.Blocks;

namespace Chain.Node.Ordering;

/// <summary>
/// The voting journal over the store. The driver appends; the executor hands over each commit, and now and
/// then the batch of a commit rewrites the few records still needed and drops everything before them.
/// </summary>
public sealed class Journal
{
    // Rewriting costs what is still needed, some ten records; dropping this many at a time makes it cheap.
    public const int UsualRecords = 512;

    private readonly Lock gate = new();
    private readonly ChainStore store;
    private readonly BodyCache bodies;
    private readonly int compactAbove;
    private List<(ulong Sequence, JournalRecord Record)> live = [];

    /// <param name="store">Holds the records.</param>
    /// <param name="bodies">Of the blocks in it.</param>
    /// <param name="compactAbove">Records after which it is rewritten.</param>
    /// <exception cref="StoreException">
    /// JournalDamaged: a record is not one that this program writes, or own votes contradict each other.
    /// </exception>
    public Journal(ChainStore store, BodyCache bodies, int compactAbove = UsualRecords)
    {
        this.store = store;
        this.bodies = bodies;
        this.compactAbove = compactAbove;
        foreach (StoredRecord stored in store.ReadJournal())
        {
            JournalRecord record = JournalCodec.Decode(stored.Bytes.Span) ?? throw new StoreException(
                StoreErrorKind.JournalDamaged,
                $"journal record {stored.Sequence} is unreadable");
            live.Add((stored.Sequence, record));
        }
        OwnVotes.CheckContradictions(Records);
    }

    /// <summary>All records, in order, as a replica restarts from them.</summary>
    public IReadOnlyList<JournalRecord> Records => [.. live.Select(held => held.Record)];

    /// <summary>Sequence of the newest record.</summary>
    public ulong Mark
    {
        get
        {
            lock (gate) return live.Count == 0 ? 0 : live[^1].Sequence;
        }
    }

    /// <summary>True when the entry into a view by this certificate is durable.</summary>
    public bool Holds(Certificate entry)
    {
        lock (gate)
            return live.FindLastIndex(held => held.Record is JournalRecord.Entered entered
                && entered.Certificate.Names(entry)) >= 0;
    }

    /// <summary>Durable when it returns; a block's bodies are in the same batch.</summary>
    public void Append(IReadOnlyList<JournalRecord> records)
    {
        var encoded = new ReadOnlyMemory<byte>[records.Count];
        var blocks = new List<BlockBody>();
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i] = JournalCodec.Encode(records[i]);
            if (records[i] is JournalRecord.Block block) blocks.Add(BodyOf(block.Outline));
        }
        lock (gate)
        {
            Failpoint.Reach(Place.BeforeJournalSync);
            JournalRange range = store.AppendJournal(encoded, blocks);
            Failpoint.Reach(Place.AfterJournalSync);
            for (int i = 0; i < records.Count; i++) live.Add((range.First + (ulong)i, records[i]));
        }
    }

    /// <summary>Stores committed blocks.</summary>
    /// <param name="blocks">For the store.</param>
    /// <param name="committed">The effect that made them final.</param>
    /// <param name="mark"><see cref="Mark"/> when it was made; later records are kept.</param>
    public void Commit(IReadOnlyList<BlockToStore> blocks, Effect.Committed committed, ulong mark)
    {
        bool compact;
        lock (gate) compact = live.Count > compactAbove;
        if (!compact)
        {
            store.Commit(new CommitBatch(blocks, 0, []));
            return;
        }
        // Nothing may be appended between the choice of what survives and its being written again.
        lock (gate)
        {
            List<JournalRecord> kept =
                [.. live.Where(held => IsNeeded(held, committed, mark)).Select(held => held.Record)];
            ulong next = live[^1].Sequence + 1;
            ReadOnlyMemory<byte>[] encoded =
                [.. kept.Select(record => (ReadOnlyMemory<byte>)JournalCodec.Encode(record))];
            Failpoint.Reach(Place.BeforeCompaction);
            JournalRange range = store.Commit(new CommitBatch(blocks, next, encoded));
            Failpoint.Reach(Place.AfterCompaction);
            live = [.. kept.Select((record, i) => (range.First + (ulong)i, record))];
        }
    }

    private static bool IsNeeded(
        (ulong Sequence, JournalRecord Record) held, Effect.Committed committed, ulong mark) =>
        held.Sequence > mark
        || !held.Record.IsObsolete(
            committed.Certificate.View, committed.Blocks[^1].Header.Height, committed.Entry);

    private BlockBody BodyOf(BlockOutline outline)
    {
        FullBlock? block = bodies.Find(outline.Digest);
        Require.That(block is not null, "a journaled block has its bodies at hand");
        bodies.Hold(block);
        return new BlockBody(outline.Header.Height, outline.Digest,
            [.. block.Transactions.Select(transaction => transaction.Bytes)]);
    }
}
