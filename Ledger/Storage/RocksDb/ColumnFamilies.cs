using System.Collections;

namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// The families to open, by name, in order; "default", which RocksDB always has, is among them.
/// </summary>
/// <remarks>Opening fails (InvalidArgument) unless all families of the database are listed.</remarks>
public sealed class ColumnFamilies : IEnumerable<ColumnFamilies.Descriptor>
{
    public const string DefaultName = "default";

    private readonly List<Descriptor> descriptors = [];

    /// <summary>A list with "default" and whatever the initializer adds.</summary>
    public ColumnFamilies(ColumnFamilyOptions? defaultOptions = null)
        => descriptors.Add(new Descriptor(DefaultName, defaultOptions ?? new ColumnFamilyOptions()));

    public int Count => descriptors.Count;

    public void Add(string name, ColumnFamilyOptions options)
    {
        Require.That(descriptors.TrueForAll(known => known.Name != name));
        descriptors.Add(new Descriptor(name, options));
    }

    public IEnumerator<Descriptor> GetEnumerator() => descriptors.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public readonly record struct Descriptor(string Name, ColumnFamilyOptions Options);
}
