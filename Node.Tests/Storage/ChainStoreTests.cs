using Chain.Ledger.Storage;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>What was stored is read again, by every key, before and after a restart.</summary>
public class ChainStoreTests : StoreFixture
{
    [Test]
    public void A_new_chain_stands_at_its_genesis()
    {
        using ChainStore store = Create();
        Assert.That(store.Head, Is.EqualTo(new HeadMarker(default, Genesis.Digest, Digest("root", 0), 1)));
        Assert.That(store.Reads.Header(default), Is.EqualTo(new StoredHeader(Genesis, null)));
        Assert.That(store.Reads.Body(Genesis.Digest), Is.Empty);
        Assert.That(Text(store.Reads.State(Bytes("s:genesis").Span)), Is.EqualTo("rich"));
        Assert.That(store.ReadJournal(), Is.Empty);
    }

    [Test]
    public void Blocks_are_read_by_every_key_before_and_after_a_restart()
    {
        using (ChainStore store = Create())
        {
            Grow(store, 5);
            AssertHoldsFiveBlocks(store);
        }
        using ChainStore again = Open();
        AssertHoldsFiveBlocks(again);
    }

    [Test]
    public void Several_blocks_commit_together_and_only_the_last_needs_a_certificate()
    {
        using (ChainStore store = Create())
        {
            BlockToStore first = Block(store.Head) with { Certificate = null };
            BlockToStore second = Block(After(first));
            store.Commit(Batch(first, second));
        }
        using ChainStore again = Open();
        Assert.That(again.Head.Height, Is.EqualTo(new Height(2)));
        Assert.That(again.Reads.Header(new Height(1))!.Certificate, Is.Null);
        Assert.That(again.Reads.Header(new Height(2))!.Certificate, Is.Not.Null);
        Assert.That(NumberIn(again.Reads.State(Bytes("s:height").Span)), Is.EqualTo(2));
    }

    [Test]
    public void A_block_that_does_not_follow_the_head_is_a_bug_of_the_caller()
    {
        using ChainStore store = Create();
        BlockToStore first = Block(store.Head);
        BlockToStore second = Block(After(first));
        Assert.That(() => store.Commit(Batch(second)), Throws.TypeOf<BrokenInvariantException>());
        Assert.That(() => store.Commit(Batch(first with { Certificate = null })),
            Throws.TypeOf<BrokenInvariantException>());
        Assert.That(() => store.Commit(Batch(first with { Body = null })),
            Throws.TypeOf<BrokenInvariantException>());
        store.Commit(Batch(first));
        Assert.That(store.Head.Height, Is.EqualTo(new Height(1)));
    }

    [Test]
    public void What_was_never_stored_is_null_and_not_an_error()
    {
        using ChainStore store = Create();
        Assert.Multiple(() =>
        {
            Assert.That(store.Reads.Header(new Height(1)), Is.Null);
            Assert.That(store.Reads.HeightOf(Digest("no", 1)), Is.Null);
            Assert.That(store.Reads.Body(new Height(1)), Is.Null);
            Assert.That(store.Reads.Body(Digest("no", 1)), Is.Null);
            Assert.That(store.Reads.Location(Digest("no", 1)), Is.Null);
            Assert.That(store.Reads.Receipt(Digest("no", 1)), Is.Null);
            Assert.That(store.Reads.Receipts(new Height(1)), Is.Null);
            Assert.That(store.Reads.State(Bytes("no").Span), Is.Null);
            Assert.That(store.Reads.TradesBefore(null, 10), Is.Empty);
        });
    }

    [Test]
    public void State_pages_follow_each_other_without_gap_and_stay_inside_their_prefix()
    {
        using ChainStore store = Create();
        StoredChange[] rows = [.. Enumerable.Range(0, 25).Select(i =>
            new StoredChange(Bytes($"p:{i:D2}"), Raw($"{i}")))];
        StoredChange[] around = [new(Bytes("p"), Raw("before")), new(Bytes("p;"), Raw("after"))];
        store.Commit(Batch(Block(store.Head) with { Changes = [.. rows, .. around] }));
        var seen = new List<string>();
        byte[]? from = [];
        while (from is not null)
        {
            StatePage page = store.Reads.ScanState(Bytes("p:").Span, from, 10);
            Assert.That(page.Rows, Has.Count.LessThanOrEqualTo(10));
            seen.AddRange(page.Rows.Select(row => Text(row.Value)));
            from = page.Next;
        }
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 25).Select(i => $"{i}")));
    }

    [Test]
    public void Trades_come_newest_first_by_instrument_and_oldest_first_from_a_cursor()
    {
        using ChainStore store = Create();
        Grow(store, 4);
        IReadOnlyList<StoredTrade> page = store.Reads.TradesBefore(Bytes("cpu").Span, null, 3);
        Assert.That(Texts(page.Select(t => t.Trade)),
            Is.EqualTo(["cpu trade 4", "cpu trade 3", "cpu trade 2"]));
        Assert.That(page.Select(t => Text(t.Instrument)), Is.All.EqualTo("cpu"));
        page = store.Reads.TradesBefore(Bytes("cpu").Span, page[^1].Position, 3);
        Assert.That(Texts(page.Select(t => t.Trade)), Is.EqualTo(["cpu trade 1"]));
        page = store.Reads.TradesBefore(null, 3);
        Assert.That(Texts(page.Select(t => t.Trade)),
            Is.EqualTo(["cpu-large trade 4", "cpu trade 4", "cpu-large trade 3"]));
        page = store.Reads.TradesFrom(new TradePosition(new Height(3), 1), 2);
        Assert.That(Texts(page.Select(t => t.Trade)), Is.EqualTo(["cpu-large trade 3", "cpu trade 4"]));
    }

    [Test]
    public void Results_of_bundles_come_newest_first_of_one_account_alone()
    {
        using ChainStore store = Create();
        Grow(store, 2);
        IReadOnlyList<StoredBundleResult> page = store.Reads.BundleResultsBefore(Owner(1), null, 3);
        Assert.That(Texts(page.Select(r => r.Result)), Is.EqualTo(["one more 2", "one 2", "one more 1"]));
        page = store.Reads.BundleResultsBefore(Owner(1), page[^1].Position, 3);
        Assert.That(Texts(page.Select(r => r.Result)), Is.EqualTo(["one 1"]));
        page = store.Reads.BundleResultsBefore(Owner(255), null, 9);
        Assert.That(Texts(page.Select(r => r.Result)), Is.EqualTo(["last 2", "last 1"]));
        Assert.That(store.Reads.BundleResultsBefore(Owner(2), null, 9), Is.Empty);
    }

    private static void AssertHoldsFiveBlocks(ChainStore store)
    {
        Assert.That(store.Head.Height, Is.EqualTo(new Height(5)));
        Assert.That(store.Head.StateRoot, Is.EqualTo(Digest("root", 5)));
        Hash32 parent = Genesis.Digest;
        for (ulong height = 1; height <= 5; height++)
        {
            StoredHeader stored = store.Reads.Header(new Height(height))!;
            Assert.That(stored.Header.Parent, Is.EqualTo(parent));
            parent = stored.Header.Digest;
            Assert.That(stored.Certificate!.Signatures, Has.Count.EqualTo(3));
            Assert.That(stored.Certificate.Names(Certify(stored.Header)));
            Assert.That(store.Reads.HeightOf(parent), Is.EqualTo(new Height(height)));
            string[] body = [.. Enumerable.Range(0, 3).Select(i => $"transaction {height}.{i}.0")];
            Assert.That(Texts(store.Reads.Body(new Height(height))), Is.EqualTo(body));
            Assert.That(Texts(store.Reads.Body(parent)), Is.EqualTo(body));
            Assert.That(Texts(store.Reads.Receipts(new Height(height))), Has.Exactly(3).Items);
            for (int i = 0; i < TransactionsPerBlock; i++)
            {
                Hash32 id = TransactionId(height, i);
                Assert.That(
                    store.Reads.Location(id), Is.EqualTo(new TransactionLocation(new Height(height), (uint)i)));
                Assert.That(Text(store.Reads.Receipt(id)), Is.EqualTo($"receipt {height}.{i}"));
            }
        }
        Assert.That(store.Reads.AllState().Select(row => Text(row.Key)),
            Is.EqualTo(["s:genesis", "s:height", "s:twice", "t:0004", "t:0005"]));
        Assert.That(NumberIn(store.Reads.State(Bytes("s:height").Span)), Is.EqualTo(5));
    }
}
