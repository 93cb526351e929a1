using Chain.Ledger.Storage.Rocks;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>
/// A fresh folder for each test, and a database in it with the families "blocks" and "state".
/// </summary>
public abstract class RocksDbFixture
{
    protected string Folder { get; private set; } = "";
    protected string DbPath => Path.Combine(Folder, "db");

    [SetUp]
    public void MakeFolder() => Folder = Directory.CreateTempSubdirectory("rocksdb-tests-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(Folder, recursive: true);

    protected RocksDb Open(DbOptions? options = null) => OpenAt(DbPath, options);

    protected static RocksDb OpenAt(string path, DbOptions? options = null)
        => RocksDb.Open(options ?? new DbOptions(), path, Families());

    protected static ColumnFamilies Families() => new()
    {
        { "blocks", new ColumnFamilyOptions { Compression = Compression.Zstd } },
        { "state", new ColumnFamilyOptions { BloomBitsPerKey = 10 } },
    };

    protected static void Put(RocksDb db, string family, string key, string value)
    {
        using WriteBatch batch = new();
        batch.Put(db.GetColumnFamily(family), Bytes(key), Bytes(value));
        db.Write(batch, WriteOptions.Synced);
    }

    protected static string? Get(RocksDb db, string family, string key, ReadOptions? options = null)
        => db.Get(db.GetColumnFamily(family), Bytes(key), options) is { } value ? Text(value) : null;

    protected static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
    protected static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
