using Chain.Consensus;

namespace Chain.Tests.Simulation;

/// <summary>
/// One replica's storage: journal, bodies, chain. Writes reach <see cref="Live"/> at once and the platter
/// only by <see cref="Sync"/>; a crash keeps an arbitrary prefix of what was not synced.
/// </summary>
public sealed class SimDisk
{
    private readonly List<Action<DiskState>> pending = [];
    private readonly List<object?> pendingRecords = [];

    public DiskState Live { get; private set; } = new();

    /// <summary>What a crash now would leave for sure.</summary>
    public DiskState Durable { get; private set; } = new();

    public bool Dirty => pending.Count > 0;

    public int Unsynced => pending.Count;

    /// <summary>The journal of <c>node init</c>.</summary>
    public void Init(Epoch epoch)
    {
        Write(new JournalRecord.VotingMark(epoch, new View(0)));
        Sync();
    }

    /// <summary>Appends to the journal, for a block with its bodies.</summary>
    public void Write(JournalRecord record)
    {
        byte[] bytes = JournalCodec.Encode(record);
        Apply(state => state.Append(record, bytes), record);
    }

    public void StoreBodies(IReadOnlyList<BlockOutline> blocks) =>
        Apply(state => { foreach (BlockOutline block in blocks) state.Bodies[block.Digest] = block; }, null);

    /// <summary>The one batch of a commit.</summary>
    public void Commit(Effect.Committed committed) => Apply(state => state.Commit(committed), committed);

    /// <returns>The journal records and commits that became durable, in order.</returns>
    public List<object> Sync() => Keep(pending.Count);

    /// <summary>
    /// The process died: the first <paramref name="kept"/> unsynced writes survive, the others never were.
    /// </summary>
    public List<object> Crash(int kept)
    {
        List<object> survived = Keep(kept);
        pending.Clear();
        pendingRecords.Clear();
        Live = Durable.Copy();
        return survived;
    }

    public DiskState Backup() => Durable.Copy();

    /// <summary>Only while the process is down.</summary>
    public void Restore(DiskState backup) => (Durable, Live) = (backup.Copy(), backup.Copy());

    private void Apply(Action<DiskState> write, object? record)
    {
        write(Live);
        pending.Add(write);
        pendingRecords.Add(record);
    }

    private List<object> Keep(int count)
    {
        for (int i = 0; i < count; i++) pending[i](Durable);
        List<object> records = [.. pendingRecords.Take(count).OfType<object>()];
        pending.RemoveRange(0, count);
        pendingRecords.RemoveRange(0, count);
        return records;
    }
}

/// <summary>What a disk holds.</summary>
public sealed class DiskState
{
    /// <summary>Records with the bytes that a restart reads back.</summary>
    public List<(JournalRecord Record, byte[] Bytes)> Journal { get; private init; } = [];

    public Dictionary<Hash32, BlockOutline> Bodies { get; private init; } = [];

    /// <summary>Committed blocks; the first has height 1.</summary>
    public List<BlockOutline> Chain { get; private init; } = [];

    /// <summary>
    /// CommittedCertificates by the height of the block they name; not every height has one.
    /// </summary>
    public SortedDictionary<ulong, Certificate> Certificates { get; private init; } = [];

    public Certificate? HeadCertificate { get; private set; }

    public DiskState Copy() => new()
    {
        Journal = [.. Journal],
        Bodies = new Dictionary<Hash32, BlockOutline>(Bodies),
        Chain = [.. Chain],
        Certificates = new SortedDictionary<ulong, Certificate>(Certificates),
        HeadCertificate = HeadCertificate,
    };

    public ChainHead Head(ChainHead root) => Chain.Count == 0 ? root : HeadOf(Chain[^1]);

    public static ChainHead HeadOf(BlockOutline block) => new(
        block.Digest, block.Header.Height, block.Header.TimestampMs, block.TransactionIds.Count > 0);

    public Recovered Recover(ChainHead root)
    {
        var records = new List<JournalRecord>(Journal.Count);
        foreach ((_, byte[] bytes) in Journal)
        {
            records.Add(JournalCodec.Decode(bytes)
                ?? throw new SafetyViolationException("a journal record does not decode"));
        }
        return new Recovered(Head(root), HeadCertificate, records);
    }

    public void Append(JournalRecord record, byte[] bytes)
    {
        Journal.Add((record, bytes));
        if (record is JournalRecord.Block block) Bodies[block.Outline.Digest] = block.Outline;
    }

    private bool IsCommitted(BlockOutline block)
    {
        ulong height = block.Header.Height.Value;
        return height <= (ulong)Chain.Count && Chain[(int)height - 1].Digest == block.Digest;
    }

    public void Commit(Effect.Committed committed)
    {
        Chain.AddRange(committed.Blocks);
        HeadCertificate = committed.Certificate;
        var head = new Height((ulong)Chain.Count);
        Certificates[head.Value] = committed.Certificate;
        foreach ((JournalRecord record, _) in Journal)
        {
            if (record is JournalRecord.Block block
                && record.IsObsolete(committed.Certificate.View, head, committed.Entry)
                && !IsCommitted(block.Outline)) Bodies.Remove(block.Outline.Digest);
        }
        Journal.RemoveAll(entry =>
            entry.Record.IsObsolete(committed.Certificate.View, head, committed.Entry));
        if (committed.Entry is not { } entry) return;
        bool present = Journal.Any(held => held.Record is JournalRecord.Entered e
            && e.Certificate.Names(entry));
        if (present) return;
        var entered = new JournalRecord.Entered(entry);
        Append(entered, JournalCodec.Encode(entered));
    }
}
