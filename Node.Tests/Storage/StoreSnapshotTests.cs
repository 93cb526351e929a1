using Chain.Ledger.Storage;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>Readers on other threads never see half a commit.</summary>
public class StoreSnapshotTests : StoreFixture
{
    [Test]
    public void A_snapshot_stays_at_its_height_while_the_chain_grows()
    {
        using ChainStore store = Create();
        Grow(store, 2);
        using StoreSnapshot snapshot = store.Snapshot();
        Grow(store, 3);
        Assert.That(snapshot.Height, Is.EqualTo(new Height(2)));
        Assert.That(NumberIn(snapshot.Reads.State(Raw("s:height"))), Is.EqualTo(2));
        Assert.That(snapshot.Reads.Header(new Height(3)), Is.Null);
        Assert.That(snapshot.Reads.TradesBefore(null, 1)[0].Position.Height, Is.EqualTo(new Height(2)));
        Assert.That(NumberIn(store.Reads.State(Raw("s:height"))), Is.EqualTo(5));
    }

    [Test]
    public void Readers_during_commits_and_appends_see_whole_blocks_only()
    {
        const int Blocks = 150;
        using ChainStore store = Create();
        Grow(store, 1);
        using var done = new CancellationTokenSource();
        Task<int>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadUntil(store, done.Token)))];
        Task driver = Task.Run(() => Append(store, Blocks));
        try
        {
            for (int i = 0; i < Blocks; i++)
            {
                Grow(store, 1);
                Assert.That(NumberIn(store.Reads.State(Raw("s:height"))),
                    Is.EqualTo(store.Head.Height.Value));
            }
            driver.Wait();
        }
        finally
        {
            done.Cancel();
        }
        Assert.That(Task.WhenAll(readers).Result, Is.All.GreaterThan(0));
        Assert.That(store.ReadJournal().Count(), Is.EqualTo(Blocks));
    }

    private static void Append(ChainStore store, int records)
    {
        for (int i = 0; i < records; i++)
            Assert.That(store.AppendJournal([Bytes("vote")], []).First, Is.EqualTo((ulong)i + 1));
    }

    private static int ReadUntil(ChainStore store, CancellationToken done)
    {
        int rounds = 0;
        do
        {
            using StoreSnapshot snapshot = store.Snapshot();
            ulong height = snapshot.Height.Value;
            StatePage page = snapshot.Reads.ScanState(Raw("s:"), default, 10);
            Assert.That(NumberIn(page.Rows[1].Value), Is.EqualTo(height));
            Assert.That(NumberIn(page.Rows[2].Value), Is.EqualTo(2 * height));
            Assert.That(snapshot.Reads.Body(snapshot.Head.Digest), Has.Count.EqualTo(TransactionsPerBlock));
            Assert.That(snapshot.Reads.Header(snapshot.Height.Next), Is.Null);
            Assert.That(snapshot.Reads.Location(TransactionId(height, 2))!.Value.Height,
                Is.EqualTo(snapshot.Height));
            Assert.That(snapshot.Reads.Location(TransactionId(height + 1, 0)), Is.Null);
            rounds++;
        }
        while (!done.IsCancellationRequested);
        return rounds;
    }
}
