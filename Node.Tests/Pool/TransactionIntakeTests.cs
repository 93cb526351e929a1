using Chain.Client;
using Chain.Crypto;
using Chain.Ledger.Storage;
using Chain.Node.Cli.Testnet;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using Chain.Node.Ordering;
using Chain.Node.Pool;
using Chain.Node.Verification;
using Chain.Tests.Peers;
using NUnit.Framework;

namespace Chain.Tests.Pool;

public class TransactionIntakeTests
{
    [Test]
    public async Task A_transaction_is_taken_while_it_is_valid_by_the_nodes_clock_and_passed_on_once()
    {
        using var consortium = new TestConsortium();
        NodeSettings settings = consortium.Settings(0);
        NodeInit.Run(settings);
        using ChainStore store = ChainStore.Open(settings.Data, consortium.File.Genesis.ComputeHash());
        using var signatures = new SignaturePool(1);
        using var inbox = new DriverInbox(TestConsortium.Validators);
        using ECPrivKey key = consortium.PlayerKey("buyer1");
        var clock = new ManualClock();
        var pool = new Mempool();
        var passedOn = new List<Transaction>();
        var intake = new TransactionIntake(
            TestnetCast.ChainId, store, pool, new AdmittedAccounts(store), signatures,
            new WorkSignal(pool, inbox), new NodeProgress(new CommittedHead(default, default, 0, default, 0)),
            clock, passedOn.Add);
        Transaction now = Sign(), later = Sign();
        using ECPrivKey other = consortium.PlayerKey("buyer2");
        Transaction strange = new TransactionBuilder(TestnetCast.ChainId, other, key.Account)
            .Add(Operations.Transfer(other.Account, "EUR", 1)).Sign(clock.GetUtcNow());

        Assert.That((await intake.FromClientAsync(strange.Bytes)).Refusal?.Reason,
            Is.EqualTo(RefusalReason.WrongKey), "a stranger does not fill an account's queue");

        Assert.That(await intake.FromClientAsync(now.Bytes), Is.EqualTo(new IntakeAnswer(now.Id)));
        Assert.That(await intake.FromClientAsync(now.Bytes), Is.EqualTo(new IntakeAnswer(now.Id)));
        Assert.That(passedOn.Select(transaction => transaction.Id), Is.EqualTo([now.Id]));

        clock.Advance(TimeSpan.FromMilliseconds(Limits.ValidityMs + 1));
        IntakeAnswer late = await intake.FromClientAsync(later.Bytes);
        Assert.That((late.Id, late.Refusal?.Reason),
            Is.EqualTo((later.Id, (RefusalReason?)RefusalReason.Expired)));

        Transaction Sign() => new TransactionBuilder(TestnetCast.ChainId, key)
            .Add(Operations.Transfer(new AccountId(key.PublicKey.Bytes), "EUR", 1)).Sign(clock.GetUtcNow());
    }
}
