using Chain.Ledger.Storage;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>The voting journal: numbered, durable, pruned only by commits; bodies written once.</summary>
public class JournalTests : StoreFixture
{
    [Test]
    public void Records_are_numbered_in_order_and_survive_a_restart()
    {
        using (ChainStore store = Create())
        {
            Assert.That(store.AppendJournal([Bytes("a"), Bytes("b")], []),
                Is.EqualTo(new JournalRange(1, 2)));
            Assert.That(store.AppendJournal([Bytes("c")], []), Is.EqualTo(new JournalRange(3, 1)));
        }
        using ChainStore again = Open();
        Assert.That(Read(again), Is.EqualTo(["1 a", "2 b", "3 c"]));
        Assert.That(again.AppendJournal([Bytes("d")], []), Is.EqualTo(new JournalRange(4, 1)));
    }

    [Test]
    public void A_commit_prunes_and_appends_in_its_own_batch()
    {
        using (ChainStore store = Create())
        {
            store.AppendJournal([Bytes("a"), Bytes("b"), Bytes("c")], []);
            JournalRange range = store.Commit(new CommitBatch([Block(store.Head)], 3, [Bytes("entry")]));
            Assert.That(range, Is.EqualTo(new JournalRange(4, 1)));
            Assert.That(Read(store), Is.EqualTo(["3 c", "4 entry"]));
        }
        using ChainStore again = Open();
        Assert.That(Read(again), Is.EqualTo(["3 c", "4 entry"]));
        Assert.That(again.Head.JournalStart, Is.EqualTo(3));
    }

    [Test]
    public void A_journal_pruned_to_nothing_goes_on_counting_after_a_restart()
    {
        using (ChainStore store = Create())
        {
            store.AppendJournal([Bytes("a"), Bytes("b")], []);
            store.Commit(new CommitBatch([Block(store.Head)], 3, []));
        }
        using ChainStore again = Open();
        Assert.That(Read(again), Is.Empty);
        Assert.That(again.AppendJournal([Bytes("c")], []).First, Is.EqualTo(3));
    }

    [Test]
    public void A_journal_read_while_a_commit_prunes_it_stays_whole()
    {
        using ChainStore store = Create();
        store.AppendJournal([Bytes("a"), Bytes("b"), Bytes("c")], []);
        var read = new List<ulong>();
        foreach (StoredRecord record in store.ReadJournal())
        {
            read.Add(record.Sequence);
            if (record.Sequence == 1) store.Commit(new CommitBatch([Block(store.Head)], 4, [Bytes("d")]));
        }
        Assert.That(read, Is.EqualTo([1, 2, 3]));
    }

    [Test]
    public void A_journaled_body_is_served_by_digest_before_and_after_its_commit()
    {
        BlockToStore block;
        using (ChainStore store = Create())
        {
            block = Block(store.Head);
            store.AppendJournal([Bytes("proposal")], [BodyOf(block)]);
            Assert.That(store.Reads.Body(block.Header.Digest), Has.Count.EqualTo(3));
            Assert.That(store.Reads.HeightOf(block.Header.Digest), Is.Null);
            Assert.That(store.Reads.Body(new Height(1)), Is.Null);
        }
        using ChainStore again = Open();
        Assert.That(Texts(again.Reads.Body(block.Header.Digest)), Is.EqualTo(Texts(block.Body)));
        again.Commit(Batch(block with { Body = null }));
        Assert.That(Texts(again.Reads.Body(block.Header.Digest)), Is.EqualTo(Texts(block.Body)));
        Assert.That(Texts(again.Reads.Body(new Height(1))), Is.EqualTo(Texts(block.Body)));
    }

    [Test]
    public void A_body_is_written_once_however_often_it_is_journaled_or_committed()
    {
        using (ChainStore store = Create())
        {
            BlockToStore block = Block(store.Head);
            BlockBody body = BodyOf(block);
            store.AppendJournal([Bytes("view 1")], [body]);
            // Other bytes under the same digest cannot come from consensus; here they show whether
            // a write happened.
            store.AppendJournal([Bytes("view 2")], [body with { Transactions = [Bytes("another")] }]);
            store.Commit(Batch(block with { Body = [Bytes("x"), Bytes("y"), Bytes("z")] }));
            store.AppendJournal([Bytes("late")], [body with { Transactions = [Bytes("late")] }]);
            Assert.That(Texts(store.Reads.Body(new Height(1))), Is.EqualTo(Texts(block.Body)));
        }
        AssertBodyRows(1);
    }

    [Test]
    public void Losing_bodies_are_deleted_with_the_commit_of_their_height_and_higher_ones_kept()
    {
        using (ChainStore store = Create())
        {
            BlockToStore[] rivals = [.. Enumerable.Range(0, 3).Select(salt => Block(store.Head, salt))];
            BlockToStore above = Block(After(rivals[1]), 7);
            store.AppendJournal([Bytes("proposals")], [.. rivals.Select(BodyOf), BodyOf(above)]);
            store.Commit(Batch(rivals[1] with { Body = null }));
            AssertBodies(store, rivals, above);
            store.AppendJournal([], [BodyOf(rivals[0])]);
            AssertBodies(store, rivals, above);
        }
        AssertBodyRows(2);
        using ChainStore again = Open();
        HeadMarker genesis = new(default, Genesis.Digest, Digest("root", 0), 1);
        BlockToStore[] same = [.. Enumerable.Range(0, 3).Select(salt => Block(genesis, salt))];
        AssertBodies(again, same, Block(After(same[1]), 7));
    }

    /// <summary>Counts what is on the disk beside genesis, found by a read or not.</summary>
    private void AssertBodyRows(int expected) => Tamper("bodies", (db, family) =>
    {
        using Chain.Ledger.Storage.Rocks.Iterator rows = db.NewIterator(family);
        int count = 0;
        for (bool more = rows.SeekToFirst(); more; more = rows.Next()) count++;
        Assert.That(count, Is.EqualTo(1 + expected));
    });

    private static void AssertBodies(ChainStore store, BlockToStore[] rivals, BlockToStore above)
    {
        Assert.That(store.Reads.Body(rivals[0].Header.Digest), Is.Null);
        Assert.That(Texts(store.Reads.Body(rivals[1].Header.Digest)), Is.EqualTo(Texts(rivals[1].Body)));
        Assert.That(store.Reads.Body(rivals[2].Header.Digest), Is.Null);
        Assert.That(Texts(store.Reads.Body(above.Header.Digest)), Is.EqualTo(Texts(above.Body)));
    }

    private static IEnumerable<string> Read(ChainStore store) =>
        store.ReadJournal().Select(record => $"{record.Sequence} {Text(record.Bytes)}");
}
