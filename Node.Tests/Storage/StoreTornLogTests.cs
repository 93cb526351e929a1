using Chain.Ledger.Storage;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>
/// A process killed at any byte of a write: what opens again is the chain after some whole batch.
/// </summary>
public class StoreTornLogTests : StoreFixture
{
    [Test]
    public void A_log_cut_anywhere_opens_at_a_whole_commit([Range(0, 19)] int step)
    {
        string copy = Path.Combine(Folder, "copy");
        using (ChainStore store = Create())
        {
            for (int i = 0; i < 4; i++)
            {
                BlockToStore block = Block(store.Head);
                JournalRange range = store.AppendJournal([Bytes("proposal"), Bytes("prepare")], [BodyOf(block)]);
                store.Commit(new CommitBatch([block with { Body = null }], range.First, [Bytes("entry")]));
            }
            CopyFiles(DbPath, copy);
        }
        FileInfo log = NewestLog(copy);
        // The first batch made the chain; cuts within it leave none.
        long first = FirstBatchEnd();
        using (FileStream file = File.OpenWrite(log.FullName))
            file.SetLength(first + (log.Length - first) * step / 20);
        using ChainStore torn = ChainStore.Open(copy, Genesis.Chain);
        AssertWhole(torn);
        Assert.That(torn.Head.Height, Is.LessThan(new Height(4)), "the cut hit something");
        Grow(torn, 5);
        AssertWhole(torn);
    }

    [Test]
    public void A_bit_flipped_in_the_middle_of_the_log_stops_the_start([Range(1, 9)] int step)
    {
        long middle;
        using (ChainStore store = Create())
        {
            store.AppendJournal([Bytes("a"), Bytes("b")], []);
            Grow(store, 4);
            middle = NewestLog(DbPath).Length;
            // In the last record it would be a torn tail.
            Grow(store, 1);
        }
        FileInfo log = NewestLog(DbPath);
        byte[] bytes = File.ReadAllBytes(log.FullName);
        bytes[middle * step / 10] ^= 1;
        File.WriteAllBytes(log.FullName, bytes);
        AssertKind(() => Open(), StoreErrorKind.Damaged);
    }

    /// <summary>State, index, trades, bodies and journal all tell of the head's height.</summary>
    private static void AssertWhole(ChainStore store)
    {
        ulong head = store.Head.Height.Value;
        byte[]? height = store.Reads.State(Raw("s:height"));
        Assert.That(height is null ? 0 : NumberIn(height), Is.EqualTo(head));
        Assert.That(store.Reads.TradesBefore(null, 1).SingleOrDefault()?.Position.Height ?? default,
            Is.EqualTo(store.Head.Height));
        Assert.That(store.Reads.Receipts(store.Head.Height.Next), Is.Null);
        Assert.That(store.Reads.Location(TransactionId(head + 1, 0)), Is.Null);
        for (ulong below = 1; below <= head; below++)
        {
            Assert.That(store.Reads.Body(new Height(below)), Has.Count.EqualTo(TransactionsPerBlock));
            Assert.That(Text(store.Reads.Receipt(TransactionId(below, 2))), Is.EqualTo($"receipt {below}.2"));
        }
        ulong expected = store.Head.JournalStart;
        foreach (StoredRecord record in store.ReadJournal())
            Assert.That(record.Sequence, Is.EqualTo(expected++));
        Assert.That(store.AppendJournal([Bytes("next")], []).First, Is.EqualTo(expected));
    }

    private long FirstBatchEnd()
    {
        string fresh = Path.Combine(Folder, "fresh");
        Create(fresh).Dispose();
        return NewestLog(fresh).Length;
    }

    private static FileInfo NewestLog(string path) =>
        new DirectoryInfo(path).GetFiles("*.log").MaxBy(file => file.Name)!;

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
