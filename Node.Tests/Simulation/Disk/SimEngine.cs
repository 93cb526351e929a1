using Chain.Ledger.Storage;

namespace Chain.Tests.Simulation.Disk;

/// <summary>The store's engine over a simulated disk, for one process.</summary>
internal sealed class SimEngine(SimDisk disk, IDiskWatch watch) : IStorageEngine
{
    private readonly View newest = new(() => disk.Live);

    public bool ReadOnly => false;

    public TornTail? CutTail => null;

    public IEngineView Newest => newest;

    public IEngineView Snapshot()
    {
        DiskVersion now = disk.Live;
        return new View(() => now);
    }

    public IEngineBatch NewBatch() => new SimBatch();

    public void Drop(Family family) => throw new NotSupportedException("no node that runs does it");

    public void Write(IEngineBatch batch, bool synced)
    {
        SimBatch.Change[] changes = [.. ((SimBatch)batch).Changes];
        watch.BeforeWrite(synced, changes);
        disk.Write(changes);
        watch.Written(changes);
        if (!synced) return;
        watch.Durable(disk.Sync());
        watch.Synced();
    }

    public void Dispose()
    {
    }

    private sealed class View(Func<DiskVersion> version) : IEngineView
    {
        public byte[]? Get(Family family, ReadOnlySpan<byte> key, OpenValue open) =>
            version().Of(family).Find(key) is { } entry ? open(family, key, entry.Value) : null;

        public IEngineCursor Walk(Family family, ReadOnlySpan<byte> lower, ReadOnlySpan<byte> upper) =>
            new Cursor(version().Of(family), lower.ToArray(), upper.ToArray());

        public void Dispose()
        {
        }
    }

    private sealed class Cursor(PersistentMap map, byte[] lower, byte[] upper) : IEngineCursor
    {
        private PersistentMap.Entry? at;

        public ReadOnlySpan<byte> Key => at!.Key;

        public ReadOnlySpan<byte> Value => at!.Value;

        public bool SeekToFirst() => Stand(map.AtOrAbove(lower));

        public bool SeekToLast() => Stand(map.Below(upper, unbounded: upper.Length == 0));

        public bool Next() => Stand(map.AtOrAbove([.. at!.Key, 0]));

        public bool Prev() => Stand(map.Below(at!.Key));

        public void Dispose()
        {
        }

        private bool Stand(PersistentMap.Entry? entry)
        {
            at = entry is null || entry.Key.AsSpan().SequenceCompareTo(lower) < 0
                || (upper.Length > 0 && entry.Key.AsSpan().SequenceCompareTo(upper) >= 0) ? null : entry;
            return at is not null;
        }
    }
}

/// <summary>Told of what a process does to its disk; may fail it, or end the process.</summary>
internal interface IDiskWatch
{
    void BeforeWrite(bool synced, IReadOnlyList<SimBatch.Change> changes);

    /// <summary>Visible, not yet durable.</summary>
    void Written(IReadOnlyList<SimBatch.Change> changes);

    /// <summary>These writes reached the platter, in this order.</summary>
    void Durable(IReadOnlyList<SimBatch.Change[]> writes);

    /// <summary>A sync is about to return.</summary>
    void Synced();
}
