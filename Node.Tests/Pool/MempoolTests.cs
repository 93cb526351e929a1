using Chain.Node.Pool;
using Chain.Tests.Peers;
using Chain.Tests.Proto;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Pool;

public class MempoolTests
{
    private Mempool pool = null!;

    [SetUp]
    public void Empty() => pool = new Mempool();

    [Test]
    public void The_same_transaction_is_known()
    {
        Assert.That(pool.Add(Make(1, 1)), Is.EqualTo(Admission.Added));
        Assert.That(pool.Add(Make(1, 1)), Is.EqualTo(Admission.Known));
        Assert.That(pool.Count, Is.EqualTo(1));
    }

    [Test]
    public void Accounts_are_served_in_turn()
    {
        for (ulong nonce = 1; nonce <= 5; nonce++) pool.Add(Make(1, nonce));
        pool.Add(Make(2, 1));
        pool.Add(Make(3, 1));
        Assert.That(Accounts(pool.Unspread(4)), Is.EqualTo(new[] { 1, 2, 3, 1 }));
    }

    [Test]
    public void The_next_block_starts_with_another_account()
    {
        pool.Add(Make(1, 1));
        pool.Add(Make(2, 1));
        int first = Accounts(pool.Unspread(1))[0];
        Assert.That(Accounts(pool.Unspread(1))[0], Is.Not.EqualTo(first));
    }

    [Test]
    public void A_leader_is_sent_few_at_once_and_of_many_those_that_wait_long_and_twice_as_long_again()
    {
        var clock = new ManualClock();
        var waiting = new Mempool(clock);
        for (ulong nonce = 1; nonce <= 64; nonce++) waiting.Add(Make(1, nonce));
        Assert.That(waiting.Unspread(100), Has.Count.EqualTo(64));
        Assert.That(waiting.Unspread(100), Has.Count.EqualTo(64), "few: whoever leads may lack them");
        waiting.Add(Make(2, 1));
        Assert.That(waiting.Unspread(100), Is.Empty, "gossip is on its way");
        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.That(waiting.Unspread(100), Is.Empty);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(waiting.Unspread(10), Has.Count.EqualTo(10));
        Assert.That(waiting.Unspread(100), Has.Count.EqualTo(55), "each once");
        Assert.That(waiting.Unspread(100), Is.Empty);
        clock.Advance(TimeSpan.FromMilliseconds(1_000));
        Assert.That(waiting.Unspread(100), Has.Count.EqualTo(65));
        clock.Advance(TimeSpan.FromMilliseconds(1_999));
        Assert.That(waiting.Unspread(100), Is.Empty);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(waiting.Unspread(100), Has.Count.EqualTo(65));
    }

    [Test]
    public void A_skipped_transaction_gives_way_to_the_next_of_its_account()
    {
        pool.Add(Make(1, 1));
        pool.Add(Make(1, 2));
        var taken = new List<ulong>();
        pool.Select(transaction =>
        {
            if (transaction.Body.Nonce == 1) return Pick.Skip;
            taken.Add(transaction.Body.Nonce);
            return Pick.Taken;
        });
        Assert.That(taken, Is.EqualTo(new ulong[] { 2 }));
    }

    [Test]
    public void One_account_cannot_fill_the_pool()
    {
        for (ulong nonce = 1; nonce <= Limits.MempoolPerAccount; nonce++)
            Assert.That(pool.Add(Make(1, nonce)), Is.EqualTo(Admission.Added));
        Assert.That(pool.Add(Make(1, 1_000_000)), Is.EqualTo(Admission.AccountFull));
        Assert.That(pool.Add(Make(2, 1)), Is.EqualTo(Admission.Added));
    }

    [Test]
    public void A_full_pool_says_so_and_takes_again_after_a_commit()
    {
        var ids = new List<Hash32>();
        for (int i = 0; i < Limits.MempoolTransactions; i++)
        {
            Transaction transaction = Make(1 + i / Limits.MempoolPerAccount, (ulong)i);
            ids.Add(transaction.Id);
            Assert.That(pool.Add(transaction), Is.EqualTo(Admission.Added));
        }
        Assert.That(pool.Add(Make(200, 1)), Is.EqualTo(Admission.PoolFull));
        pool.Remove(ids);
        Assert.That(pool.Count, Is.Zero);
        Assert.That(pool.Add(Make(200, 1)), Is.EqualTo(Admission.Added));
    }

    [Test]
    public void Expired_ones_leave()
    {
        Transaction early = Make(1, 1, validUntilMs: 100);
        pool.Add(early);
        pool.Add(Make(1, 2, validUntilMs: 200));
        Assert.That(pool.Expire(100), Is.Empty);
        Assert.That(pool.Expire(101), Is.EqualTo(new[] { early.Id }));
        Assert.That(pool.Count, Is.EqualTo(1));
    }

    internal static Transaction Make(int account, ulong nonce, ulong validUntilMs = 1_000)
    {
        TransactionBody body = Samples.Body();
        byte[] id = new byte[Hash32.Size];
        BitConverter.TryWriteBytes(id, account);
        body.Account = ByteString.CopyFrom(id);
        body.Nonce = nonce;
        body.ValidUntilMs = validUntilMs;
        byte[] bytes = TransactionCodec.Encode(body.ToByteArray(), Samples.Signature(1));
        return TransactionCodec.Parse(bytes, out _)!;
    }

    private static int[] Accounts(IEnumerable<Transaction> transactions) =>
        [.. transactions.Select(transaction => BitConverter.ToInt32(transaction.Account.Bytes.ToArray()))];
}
