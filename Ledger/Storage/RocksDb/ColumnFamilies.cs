using System.Collections;

namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// The families to open, by name, in order; "default", which RocksDB always has, is among them.
/// </summary>
/// <remarks>Opening fails (InvalidArgument) unless all families of the database are listed.</remarks>
public sealed class ColumnFamilies : IEnumerable<ColumnFamilies.Descriptor>
{
    public const string DefaultName = "default";

    private readonly List<Descriptor> _descriptors = [];

    /// <summary>A list with "default" and whatever the initializer adds.</summary>
    public ColumnFamilies(ColumnFamilyOptions? defaultOptions = null)
        => _descriptors.Add(new Descriptor(DefaultName, defaultOptions ?? new ColumnFamilyOptions()));

    public int Count => _descriptors.Count;

    public void Add(string name, ColumnFamilyOptions options)
    {
        Require.That(_descriptors.TrueForAll(known => known.Name != name));
        _descriptors.Add(new Descriptor(name, options));
    }

    public IEnumerator<Descriptor> GetEnumerator() => _descriptors.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public readonly record struct Descriptor(string Name, ColumnFamilyOptions Options);
}
