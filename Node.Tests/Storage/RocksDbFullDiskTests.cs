using System.Diagnostics;
using Chain.Ledger.Storage.Rocks;
using NUnit.Framework;

namespace Chain.Tests.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class RocksDbFullDiskTests : RocksDbFixture
{
    [Test]
    public void A_full_disk_is_named_so_and_what_was_acknowledged_is_there_after_reopening()
    {
        string disk = Path.Combine(Folder, "disk");
        Directory.CreateDirectory(disk);
        if (!Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk))
            Assert.Ignore("mounting a small disk needs root and the right to mount");
        try
        {
            FillAndReopen(Path.Combine(disk, "db"), ballast: Path.Combine(disk, "ballast"));
        }
        finally
        {
            Assert.That(Run("umount", disk));
        }
    }

    private static void FillAndReopen(string path, string ballast)
    {
        File.WriteAllBytes(ballast, new byte[2 << 20]);
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

    private static bool Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }
}
