using Chain.Ledger.Storage;

namespace Chain.Tests.Simulation.Disk;

/// <summary>What one write of the store changes.</summary>
internal sealed class SimBatch : IEngineBatch
{
    /// <summary>A put has a value; a delete has none; a range has an end too.</summary>
    public readonly record struct Change(Family Family, byte[] Key, byte[]? Value, byte[]? End);

    private readonly List<Change> changes = [];

    public IReadOnlyList<Change> Changes => changes;

    public void Put(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        changes.Add(new Change(family, key.ToArray(), value.ToArray(), null));

    public void Delete(Family family, ReadOnlySpan<byte> key) =>
        changes.Add(new Change(family, key.ToArray(), null, null));

    public void DeleteRange(Family family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) =>
        changes.Add(new Change(family, from.ToArray(), null, to.ToArray()));

    public void Clear() => changes.Clear();

    public void Dispose() => Clear();
}
