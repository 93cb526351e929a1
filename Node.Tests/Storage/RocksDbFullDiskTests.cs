using Chain.Ledger.Storage.Rocks;
using NUnit.Framework;

namespace Chain.Tests.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class RocksDbFullDiskTests : RocksDbFixture
{
    [Test]
    public void A_full_disk_is_named_so_and_what_was_acknowledged_is_there_after_reopening()
    {
        using var disk = new SmallDisk(Folder, megabytes: 8);
        string path = disk.At("db"), ballast = disk.Load(megabytes: 2);
        int acknowledged = 0;
        using (RocksDb db = OpenAt(path))
        {
            byte[] value = new byte[100_000];
            RocksDbException? error = Assert.Throws<RocksDbException>(() =>
            {
                for (; acknowledged < 1000; acknowledged++) Write(db, acknowledged, value);
            });
            Assert.That(error!.Kind, Is.EqualTo(RocksDbErrorKind.NoSpace), error.Message);
            Assert.That(acknowledged, Is.InRange(1, 100));
            Assert.That(() => Write(db, -1, value), Throws.TypeOf<RocksDbException>(), "no more writes");
        }
        File.Delete(ballast);
        using RocksDb reopened = OpenAt(path);
        for (int i = 0; i < acknowledged; i++)
            Assert.That(reopened.HasKey(reopened.GetColumnFamily("state"), BitConverter.GetBytes(i)));
        Write(reopened, acknowledged, [1]);
    }

    private static void Write(RocksDb db, int key, byte[] value)
    {
        using WriteBatch batch = new();
        batch.Put(db.GetColumnFamily("state"), BitConverter.GetBytes(key), value);
        db.Write(batch, WriteOptions.Synced);
    }
}
