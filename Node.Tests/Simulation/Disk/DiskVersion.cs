using Chain.Ledger.Storage;

namespace Chain.Tests.Simulation.Disk;

/// <summary>All that a disk holds at one moment. Immutable.</summary>
internal sealed class DiskVersion
{
    private readonly PersistentMap[] families;

    private DiskVersion(PersistentMap[] families) => this.families = families;

    public static DiskVersion Empty { get; } =
        new([.. Enum.GetValues<Family>().Select(_ => PersistentMap.Empty)]);

    public PersistentMap Of(Family family) => families[(int)family];

    public DiskVersion With(IReadOnlyList<SimBatch.Change> changes)
    {
        PersistentMap[] next = [.. families];
        foreach (SimBatch.Change change in changes)
        {
            ref PersistentMap map = ref next[(int)change.Family];
            if (change.Value is { } value) map = map.Set(change.Key, value);
            else if (change.End is { } end) map = Without(map, change.Key, end);
            else map = map.Remove(change.Key);
        }
        return new DiskVersion(next);
    }

    private static PersistentMap Without(PersistentMap map, byte[] from, byte[] end)
    {
        while (map.AtOrAbove(from) is { } entry && entry.Key.AsSpan().SequenceCompareTo(end) < 0)
            map = map.Remove(entry.Key);
        return map;
    }
}
