using System.Collections;
using System.Text;

namespace Grpc.Core;

/// <summary>
/// Headers or trailers of a call, in order, keys may repeat. Keys are lower case; one that ends in "-bin" has
/// a binary value, any other a value of printable ASCII.
/// </summary>
public sealed class Metadata : IList<Metadata.Entry>
{
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No entries, and none can be added.</summary>
    public static readonly Metadata Empty = new(frozen: true);

    private readonly List<Entry> entries = [];

    public Metadata() { }

    private Metadata(bool frozen) => IsReadOnly = frozen;

    public int Count => entries.Count;
    public bool IsReadOnly { get; }

    public Entry this[int index]
    {
        get => entries[index];
        set => Writable()[index] = value;
    }

    /// <summary>The last entry with this key, or null.</summary>
    public Entry? Get(string key) =>
        entries.FindLast(entry => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    public string? GetValue(string key) => Get(key)?.Value;
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    public IEnumerable<Entry> GetAll(string key) =>
        entries.Where(entry => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    public void Add(Entry item) => Writable().Add(item);
    public void Add(string key, string value) => Add(new Entry(key, value));
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));
    public void Insert(int index, Entry item) => Writable().Insert(index, item);
    public bool Remove(Entry item) => Writable().Remove(item);
    public void RemoveAt(int index) => Writable().RemoveAt(index);
    public void Clear() => Writable().Clear();
    public bool Contains(Entry item) => entries.Contains(item);
    public int IndexOf(Entry item) => entries.IndexOf(item);
    public void CopyTo(Entry[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);
    public IEnumerator<Entry> GetEnumerator() => entries.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<Entry> Writable() =>
        IsReadOnly ? throw new InvalidOperationException("this metadata is read-only") : entries;

    /// <summary>One key and its value.</summary>
    public sealed class Entry
    {
        private readonly string? text;
        private readonly byte[]? bytes;

        public Entry(string key, string value)
        {
            Key = Checked(key, binary: false);
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                throw new ArgumentException(
                    "a text value has only printable ASCII characters", nameof(value));
            text = value;
        }

        public Entry(string key, byte[] valueBytes)
        {
            Key = Checked(key, binary: true);
            bytes = valueBytes;
        }

        public string Key { get; }
        public bool IsBinary => bytes is not null;
        public string Value => text ?? throw new InvalidOperationException($"{Key} has a binary value");
        public byte[] ValueBytes => bytes ?? Encoding.ASCII.GetBytes(text!);

        public override string ToString() => IsBinary ? $"{Key}: {bytes!.Length} bytes" : $"{Key}: {text}";

        private static string Checked(string key, bool binary)
        {
            string lower = key.ToLowerInvariant();
            if (lower.Length == 0 || lower.AsSpan().ContainsAnyExcept(Wire.MetadataKeys.Allowed))
                throw new ArgumentException($"'{key}' is no metadata key", nameof(key));
            if (binary != lower.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal))
                throw new ArgumentException(
                    $"a key ends in {BinaryHeaderSuffix} when its value is binary", nameof(key));
            return lower;
        }
    }
}
