using Chain.Ledger.Storage;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>
/// The power fails between two synced appends: what the first one covered is there, whatever lies behind it
/// in the log, and of the commits since then any number of the first.
/// </summary>
public class StorePowerCutTests : StoreFixture
{
    private const int Synced = 4, Since = 3;

    private string log = "";
    private long covered;

    /// <summary>Commits that an append covers, and then commits that none covers.</summary>
    [SetUp]
    public void MakeChain()
    {
        using ChainStore store = Create();
        for (int i = 0; i < Synced; i++)
        {
            BlockToStore block = Block(store.Head);
            store.AppendJournal([Bytes($"vote {i}")], [BodyOf(block)]);
            store.Commit(Batch(block with { Body = null }));
        }
        store.AppendJournal([Bytes("last vote")], []);
        log = Directory.GetFiles(DbPath, "*.log").MaxBy(file => new FileInfo(file).Length)!;
        covered = new FileInfo(log).Length;
        for (int i = 0; i < Since; i++) store.Commit(Batch(Block(store.Head)));
        // As the power cut finds it: the store is not closed.
        File.Copy(log, $"{log}.cut");
    }

    [Test]
    public void Cut_at_the_last_sync_nothing_before_it_is_missing()
    {
        byte[] bytes = File.ReadAllBytes($"{log}.cut");
        Assert.That(bytes, Has.Length.GreaterThan(covered), "commits are not synced");
        Restore(bytes[..(int)covered]);
        AssertOpensAt(Synced);
    }

    [Test]
    public void Cut_behind_it_the_commits_vanish_from_the_end_and_leave_no_hole([Range(0, 9)] int step)
    {
        byte[] bytes = File.ReadAllBytes($"{log}.cut");
        Restore(bytes[..(int)Behind(bytes, step)]);
        AssertOpensAt(Synced + Since * step / 10);
    }

    /// <summary>The file got its new length, but not all of its new bytes.</summary>
    [Test]
    public void Zeros_or_garbage_behind_it_are_cut_off([Range(0, 9)] int step, [Values] bool garbage)
    {
        byte[] bytes = File.ReadAllBytes($"{log}.cut");
        Span<byte> spoilt = bytes.AsSpan((int)Behind(bytes, step));
        spoilt.Clear();
        if (garbage) new Random(step).NextBytes(spoilt);
        Restore(bytes);
        AssertOpensAt(Synced + Since * step / 10);
    }

    [Test]
    public void A_broken_record_with_whole_ones_behind_it_is_damage_and_stays_as_it_is()
    {
        byte[] bytes = File.ReadAllBytes($"{log}.cut");
        bytes[covered - 1] ^= 1;
        Restore(bytes);
        AssertKind(() => Open(), StoreErrorKind.Damaged);
        Assert.That(File.ReadAllBytes(log), Is.EqualTo(bytes));
    }

    /// <summary>Nobody may put together a transaction that makes a torn tail look like damage.</summary>
    [Test]
    public void A_record_that_a_clients_bytes_spell_is_none()
    {
        byte[] spelt = File.ReadAllBytes($"{log}.cut")[..2_000];
        Restore(File.ReadAllBytes($"{log}.cut"));
        using (ChainStore store = Open())
        {
            store.AppendJournal([(byte[])[.. spelt, .. new byte[100]]], []);
            log = Directory.GetFiles(DbPath, "*.log").MaxBy(file => new FileInfo(file).Length)!;
            File.Copy(log, $"{log}.cut");
        }
        byte[] bytes = File.ReadAllBytes($"{log}.cut");
        int behind = bytes.AsSpan().IndexOf(spelt) + spelt.Length;
        Assert.That(behind, Is.GreaterThan(spelt.Length));
        bytes.AsSpan(behind).Clear();
        Restore(bytes);
        AssertOpensAt(Synced + Since);
    }

    private long Behind(byte[] bytes, int step) => covered + (bytes.Length - covered) * step / 10;

    private void Restore(byte[] bytes)
    {
        File.Delete($"{log}.cut");
        File.WriteAllBytes(log, bytes);
    }

    private void AssertOpensAt(int height)
    {
        using (ChainStore store = Open())
        {
            Assert.That(store.Head.Height, Is.EqualTo(new Height((ulong)height)));
            Assert.That(store.ReadJournal().Select(record => Text(record.Bytes)),
                Is.EqualTo(["vote 0", "vote 1", "vote 2", "vote 3", "last vote"]));
            Assert.That(NumberIn(store.Reads.State(Raw("s:height"))), Is.EqualTo(height));
            for (ulong below = 1; below <= (ulong)height; below++)
                Assert.That(store.Reads.Receipt(TransactionId(below, 0)), Is.Not.Null);
            Grow(store, 2);
        }
        using ChainStore again = Open();
        Assert.That(again.Head.Height, Is.EqualTo(new Height((ulong)height + 2)));
    }
}
