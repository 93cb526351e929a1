using Chain.Ledger.Storage.Rocks;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>Opening, closing, copying and destroying databases.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class RocksDbLifeTests : RocksDbFixture
{
    [Test]
    public void A_second_opening_is_refused_because_of_the_lock_until_the_first_is_disposed()
    {
        RocksDb first = Open();
        Assert.That(() => Open(), Throws.TypeOf<RocksDbException>()
            .With.Property("Kind").EqualTo(RocksDbErrorKind.LockHeld));
        first.Dispose();
        using RocksDb second = Open();
    }

    [Test]
    public void Reading_only_needs_no_lock()
    {
        using RocksDb writer = Open();
        Put(writer, "state", "k", "v");
        using RocksDb reader = RocksDb.OpenForReadOnly(new DbOptions(), DbPath, Families());
        Assert.That(Get(reader, "state", "k"), Is.EqualTo("v"));
    }

    [Test]
    public void A_missing_database_is_not_made_unless_asked_for()
    {
        Assert.That(() => Open(new DbOptions { CreateIfMissing = false }), Throws.TypeOf<RocksDbException>()
            .With.Property("Kind").EqualTo(RocksDbErrorKind.InvalidArgument));
        Open().Dispose();
        Assert.That(() => Open(new DbOptions { ErrorIfExists = true }), Throws.TypeOf<RocksDbException>()
            .With.Property("Kind").EqualTo(RocksDbErrorKind.InvalidArgument));
    }

    [Test]
    public void All_existing_families_must_be_named()
    {
        Open().Dispose();
        string names = string.Join(' ', RocksDb.ListColumnFamilies(DbPath).Order());
        Assert.That(names, Is.EqualTo("blocks default state"));
        Assert.That(() => RocksDb.Open(new DbOptions(), DbPath, new ColumnFamilies()), Throws
            .TypeOf<RocksDbException>().With.Property("Kind").EqualTo(RocksDbErrorKind.InvalidArgument));
    }

    [Test]
    public void A_path_that_cannot_be_made_is_an_io_error()
    {
        string file = Path.Combine(Folder, "file");
        File.WriteAllText(file, "");
        Assert.That(() => OpenAt(Path.Combine(file, "db")), Throws.TypeOf<RocksDbException>()
            .With.Property("Kind").EqualTo(RocksDbErrorKind.IOError));
    }

    [Test]
    public void A_destroyed_database_is_gone_and_an_open_one_is_not_destroyed()
    {
        using (RocksDb db = Open())
        {
            Put(db, "state", "k", "v");
            Assert.That(() => RocksDb.Destroy(DbPath), Throws.TypeOf<RocksDbException>()
                .With.Property("Kind").EqualTo(RocksDbErrorKind.LockHeld));
        }
        RocksDb.Destroy(DbPath);
        using RocksDb fresh = Open();
        Assert.That(Get(fresh, "state", "k"), Is.Null);
    }

    [Test]
    public void Use_after_dispose_throws_and_children_outlive_their_database()
    {
        RocksDb db = Open();
        Put(db, "state", "k", "v");
        ColumnFamilyHandle state = db.GetColumnFamily("state");
        Snapshot snapshot = db.CreateSnapshot();
        ReadOptions options = new(snapshot);
        Iterator iterator = db.NewIterator(state, options);
        snapshot.Dispose();
        options.Dispose();
        db.Dispose();
        Assert.That(iterator.SeekToFirst() ? Text(iterator.Value) : null, Is.EqualTo("v"));
        Assert.That(() => Open(), Throws.TypeOf<RocksDbException>(), "an open iterator keeps the lock");
        iterator.Dispose();
        Assert.That(() => db.Get(state, Bytes("k")), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => iterator.SeekToFirst(), Throws.TypeOf<ObjectDisposedException>());
        Open().Dispose();
    }
}
