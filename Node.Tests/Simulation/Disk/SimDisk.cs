using Chain.Ledger.Storage;

namespace Chain.Tests.Simulation.Disk;

/// <summary>
/// One machine's disk. Writes are visible at once and on the platter with the next sync; a crash keeps a
/// prefix of what was not synced, as a write-ahead log does.
/// </summary>
internal sealed class SimDisk
{
    private readonly List<(SimBatch.Change[] Changes, DiskVersion After)> pending = [];

    /// <summary>What the process sees.</summary>
    public DiskVersion Live { get; private set; } = DiskVersion.Empty;

    /// <summary>What a crash now would leave for sure.</summary>
    public DiskVersion Platter { get; private set; } = DiskVersion.Empty;

    public int Unsynced => pending.Count;

    public void Write(SimBatch.Change[] changes)
    {
        Live = Live.With(changes);
        pending.Add((changes, Live));
    }

    /// <returns>The writes that became durable, in order.</returns>
    public List<SimBatch.Change[]> Sync() => Keep(pending.Count);

    /// <summary>The process died: so many unsynced writes survive, the others never were.</summary>
    /// <returns>The survivors.</returns>
    public List<SimBatch.Change[]> Crash(int kept)
    {
        List<SimBatch.Change[]> survived = Keep(kept);
        pending.Clear();
        Live = Platter;
        return survived;
    }

    /// <summary>Another disk is in its place; only while the process is down.</summary>
    public void Replace(DiskVersion version)
    {
        pending.Clear();
        Platter = Live = version;
    }

    /// <summary>Something on the platter changes without a write; only while the process is down.</summary>
    public void Rot(Family family, byte[] key, byte[] value)
    {
        Require.That(pending.Count == 0);
        Platter = Live = Platter.With([new SimBatch.Change(family, key, value, null)]);
    }

    private List<SimBatch.Change[]> Keep(int count)
    {
        if (count == 0) return [];
        Platter = pending[count - 1].After;
        List<SimBatch.Change[]> kept = [.. pending[..count].Select(write => write.Changes)];
        pending.RemoveRange(0, count);
        return kept;
    }
}
