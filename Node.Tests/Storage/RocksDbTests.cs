using Chain.Ledger.Storage.Rocks;
using NUnit.Framework;

namespace Chain.Tests.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class RocksDbTests : RocksDbFixture
{
    [Test]
    public void What_is_put_is_got_from_its_own_family_only_and_survives_reopening()
    {
        using (RocksDb db = Open())
        {
            Put(db, "state", "k", "v1");
            Put(db, "state", "k", "v2");
            Assert.That(Get(db, "blocks", "k"), Is.Null);
        }
        using (RocksDb db = Open())
        {
            Assert.That(Get(db, "state", "k"), Is.EqualTo("v2"));
            Assert.That(db.HasKey(db.GetColumnFamily("state"), Bytes("k")));
            Assert.That(db.HasKey(db.GetColumnFamily("state"), Bytes("kk")), Is.False);
        }
    }

    [Test]
    public void Empty_keys_and_values_are_keys_and_values()
    {
        using RocksDb db = Open();
        Put(db, "state", "", "of the empty key");
        Put(db, "state", "empty", "");
        Assert.That(Get(db, "state", ""), Is.EqualTo("of the empty key"));
        Assert.That(Get(db, "state", "empty"), Is.Empty);
        using PinnableSlice missing = db.GetPinned(db.GetColumnFamily("state"), Bytes("missing"));
        using PinnableSlice empty = db.GetPinned(db.GetColumnFamily("state"), Bytes("empty"));
        bool missingFound = missing.Found, emptyFound = empty.Found;
        Assert.That(missingFound, Is.False);
        Assert.That(emptyFound);
    }

    [Test]
    public void A_batch_spans_families_and_is_invisible_until_written()
    {
        using RocksDb db = Open();
        Put(db, "blocks", "old", "x");
        using WriteBatch batch = new();
        batch.Put(db.GetColumnFamily("blocks"), Bytes("1"), Bytes("block"));
        batch.Put(db.GetColumnFamily("state"), Bytes("height"), Bytes("1"));
        batch.Delete(db.GetColumnFamily("blocks"), Bytes("old"));
        Assert.That(batch.Count, Is.EqualTo(3));
        Assert.That(Get(db, "blocks", "1"), Is.Null);
        db.Write(batch, WriteOptions.Synced);
        Assert.That((Get(db, "blocks", "1"), Get(db, "state", "height"), Get(db, "blocks", "old")),
            Is.EqualTo(("block", "1", (string?)null)));
        batch.Clear();
        Assert.That(batch.Count, Is.Zero);
    }

    [Test]
    public void A_batch_that_fails_changes_nothing()
    {
        using (RocksDb db = Open()) Put(db, "state", "k", "v");
        using (RocksDb db = RocksDb.OpenForReadOnly(new DbOptions(), DbPath, Families()))
        {
            using WriteBatch batch = new();
            batch.Put(db.GetColumnFamily("state"), Bytes("k"), Bytes("changed"));
            batch.Put(db.GetColumnFamily("blocks"), Bytes("k"), Bytes("changed"));
            Assert.That(() => db.Write(batch, WriteOptions.Synced), Throws.TypeOf<RocksDbException>());
            Assert.That(Get(db, "state", "k"), Is.EqualTo("v"));
        }
        using (RocksDb db = Open())
            Assert.That((Get(db, "state", "k"), Get(db, "blocks", "k")), Is.EqualTo(("v", (string?)null)));
    }

    [Test]
    public void An_iterator_walks_both_ways_and_seeks_to_neighbours()
    {
        using RocksDb db = Open();
        foreach (string key in new[] { "b", "d", "f" }) Put(db, "state", key, "of " + key);
        Put(db, "blocks", "c", "in another family");
        using Iterator it = db.NewIterator(db.GetColumnFamily("state"));
        Assert.That(Keys(db, null), Is.EqualTo("b d f"));
        Assert.That(it.Seek(Bytes("c")) ? Text(it.Value) : null, Is.EqualTo("of d"));
        Assert.That(it.Prev() ? Text(it.Key) : null, Is.EqualTo("b"));
        Assert.That(it.Prev(), Is.False);
        Assert.That(it.SeekToLast() ? Text(it.Key) : null, Is.EqualTo("f"));
        Assert.That(it.Next(), Is.False);
        Assert.That(() => it.Next(), Throws.TypeOf<BrokenInvariantException>());
        Assert.That(it.Seek(Bytes("g")), Is.False);
    }

    [Test]
    public void A_prefix_bounds_an_iterator_on_both_sides()
    {
        using RocksDb db = Open();
        byte[][] keys = [[1, 0xFF], [2], [2, 0], [2, 0xFF, 0xFF], [3], [0xFF], [0xFF, 7]];
        using WriteBatch batch = new();
        foreach (byte[] key in keys) batch.Put(db.GetColumnFamily("state"), key, key);
        db.Write(batch, WriteOptions.Synced);
        using ReadOptions two = ReadOptions.ForPrefix([2]);
        using ReadOptions last = ReadOptions.ForPrefix([0xFF]);
        using ReadOptions twoFf = ReadOptions.ForPrefix([2, 0xFF]);
        using ReadOptions all = ReadOptions.ForPrefix([]);
        Assert.Multiple(() =>
        {
            Assert.That(RawKeys(db, two), Is.EqualTo(keys[1..4]));
            Assert.That(RawKeys(db, last), Is.EqualTo(keys[5..]));
            Assert.That(RawKeys(db, twoFf), Is.EqualTo(keys[3..4]));
            Assert.That(RawKeys(db, all), Is.EqualTo(keys));
            Assert.That(ReadOptions.AfterPrefix([2, 0xFF]), Is.EqualTo(new byte[] { 3 }));
        });
        using Iterator backwards = db.NewIterator(db.GetColumnFamily("state"), two);
        Assert.That(backwards.SeekToFirst() && !backwards.Prev(), "the lower bound stops it");
    }

    [Test]
    public void A_snapshot_sees_nothing_that_comes_later()
    {
        using RocksDb db = Open();
        Put(db, "state", "k", "before");
        using Snapshot snapshot = db.CreateSnapshot();
        using ReadOptions then = new(snapshot);
        Put(db, "state", "k", "after");
        Put(db, "state", "new", "x");
        Assert.That(Get(db, "state", "k", then), Is.EqualTo("before"));
        Assert.That(Get(db, "state", "k"), Is.EqualTo("after"));
        Assert.That(Keys(db, then), Is.EqualTo("k"));
    }

    [Test]
    public void An_iterator_keeps_the_state_of_its_creation()
    {
        using RocksDb db = Open();
        Put(db, "state", "a", "1");
        using Iterator it = db.NewIterator(db.GetColumnFamily("state"));
        Put(db, "state", "b", "2");
        Assert.That(it.Seek(Bytes("b")), Is.False);
    }

    [Test]
    public void Every_compression_this_library_offers_writes_and_reads()
    {
        foreach (Compression compression in Enum.GetValues<Compression>())
        {
            string path = Path.Combine(Folder, compression.ToString());
            ColumnFamilies families = new(new ColumnFamilyOptions { Compression = compression });
            byte[] value = new byte[100_000];
            using (RocksDb db = RocksDb.Open(new DbOptions(), path, families))
            {
                using WriteBatch batch = new();
                batch.Put(db.GetColumnFamily("default"), Bytes("k"), value);
                db.Write(batch, WriteOptions.Synced);
                db.Flush(db.GetColumnFamily("default"));
            }
            long size = new DirectoryInfo(path).GetFiles("*.sst").Sum(file => file.Length);
            bool shrunk = size < 50_000;
            Assert.That(shrunk, Is.EqualTo(compression != Compression.None), $"{compression}: {size} bytes");
            using (RocksDb db = RocksDb.Open(new DbOptions(), path, families))
                Assert.That(db.Get(db.GetColumnFamily("default"), Bytes("k")), Is.EqualTo(value));
        }
    }

    [Test]
    public void Families_share_a_cache()
    {
        using Cache cache = Cache.CreateLru(1 << 20);
        ColumnFamilyOptions cached = new() { BlockCache = cache };
        ColumnFamilies families = new(cached) { { "state", cached } };
        using RocksDb db = RocksDb.Open(new DbOptions(), DbPath, families);
        ColumnFamilyHandle state = db.GetColumnFamily("state");
        Put(db, "state", "k", "v");
        db.Flush(state);
        long before = cache.Usage;
        Assert.That(Get(db, "state", "k"), Is.EqualTo("v"));
        Assert.That(cache.Usage, Is.GreaterThanOrEqualTo(before).And.Positive);
    }

    private static string Keys(RocksDb db, ReadOptions? options)
        => string.Join(' ', RawKeys(db, options).Select(key => Text(key)));

    private static List<byte[]> RawKeys(RocksDb db, ReadOptions? options)
    {
        List<byte[]> keys = [];
        using Iterator it = db.NewIterator(db.GetColumnFamily("state"), options);
        for (bool more = it.SeekToFirst(); more; more = it.Next()) keys.Add(it.Key.ToArray());
        return keys;
    }
}
