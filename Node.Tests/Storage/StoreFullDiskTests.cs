using Chain.Ledger.Storage;
using NUnit.Framework;

namespace Chain.Tests.Storage;

public class StoreFullDiskTests : StoreFixture
{
    [Test]
    public void After_a_full_disk_nothing_is_written_any_more_reads_go_on_and_a_restart_finds_all_that_was_acknowledged()
    {
        using var disk = new SmallDisk(Folder, megabytes: 8);
        string path = disk.At("chain"), ballast = disk.Load(megabytes: 3);
        HeadMarker head;
        ulong newest;
        using (ChainStore store = Create(path))
        {
            StoreException failure = FillUp(store);
            Assert.That(failure.Kind, Is.EqualTo(StoreErrorKind.DiskFull), failure.Message);
            head = store.Head;
            newest = store.ReadJournal().Last().Sequence;
            File.Delete(ballast);
            Assert.That(Assert.Throws<StoreException>(() => Grow(store, 1)), Is.SameAs(failure));
            Assert.That(
                Assert.Throws<StoreException>(() => store.AppendJournal([Bytes("vote")], [])), Is.SameAs(failure));
            Assert.That(store.Head, Is.SameAs(head));
            Assert.That(NumberIn(store.Reads.State(Raw("s:height"))), Is.EqualTo(head.Height.Value));
        }
        using ChainStore again = ChainStore.Open(path, Genesis.Chain);
        Assert.That(again.Head, Is.EqualTo(head));
        Assert.That(again.ReadJournal().Last().Sequence, Is.EqualTo(newest));
        Grow(again, 1);
    }

    private static StoreException FillUp(ChainStore store)
    {
        byte[] vote = new byte[100_000];
        for (int i = 0; i < 1000; i++)
        {
            try
            {
                Grow(store, 1);
                store.AppendJournal([vote], []);
            }
            catch (StoreException error)
            {
                return error;
            }
        }
        throw new AssertionException("the disk never filled up");
    }
}
