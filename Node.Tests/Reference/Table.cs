using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Chain.Tests.Reference;

/// <summary>A row of the state; rows never change, they are replaced.</summary>
internal abstract record Row
{
    // A copy has the same key: no field of a key is ever replaced.
    private byte[]? key;
    private Hash32? id;

    public byte[] Key() => key ??= MakeKey().ToArray();

    /// <summary>SHA-256 of the key.</summary>
    public Hash32 Id() => id ??= new Hash32(SHA256.HashData(Key()));

    public abstract RowWriter Value();

    protected abstract RowWriter MakeKey();

    public sealed class ByKey : IComparer<byte[]>
    {
        public static readonly ByKey Order = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}

/// <summary>Rows of one kind in the order of their keys. A copy costs nothing.</summary>
internal abstract class Table
{
    public abstract object Save();

    public abstract void Restore(object saved);

    public abstract IEnumerable<Row> Rows { get; }
}

internal sealed class Table<T> : Table where T : Row
{
    private ImmutableSortedDictionary<byte[], T> rows =
        ImmutableSortedDictionary.Create<byte[], T>(Row.ByKey.Order);

    public IEnumerable<T> All => rows.Values;

    public int Count => rows.Count;

    public override IEnumerable<Row> Rows => rows.Values;

    public T? Find(RowWriter key) => rows.GetValueOrDefault(key.ToArray());

    public T Put(T row)
    {
        rows = rows.SetItem(row.Key(), row);
        return row;
    }

    public void Remove(T row) => rows = rows.Remove(row.Key());

    public override object Save() => rows;

    public override void Restore(object saved) => rows = (ImmutableSortedDictionary<byte[], T>)saved;
}
