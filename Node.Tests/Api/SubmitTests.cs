using Chain.Client;
using Chain.Crypto;
using Chain.Ledger.Storage;
using Chain.Node.Api;
using Chain.Node.Cli.Testnet;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using Chain.Node.Ordering;
using Chain.Node.Pool;
using Chain.Node.Verification;
using Chain.Tests.Peers;
using Chain.Tests.Rpc;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Api;

[CancelAfter(60_000)]
public class SubmitTests
{
    [Test]
    public async Task A_transaction_that_expires_before_its_sender_waits_is_answered()
    {
        using var consortium = new TestConsortium();
        NodeSettings settings = consortium.Settings(0);
        NodeInit.Run(settings);
        using ChainStore store = ChainStore.Open(settings.Data, consortium.File.Genesis.ComputeHash());
        using var signatures = new SignaturePool(1);
        using var inbox = new DriverInbox(TestConsortium.Validators);
        var pool = new Mempool();
        var receipts = new ReceiptHub();
        var progress = new NodeProgress(new CommittedHead(default, default, 0, default, 0));
        // Gossip is the last that happens before the wait.
        var intake = new TransactionIntake(
            TestnetCast.ChainId, store, pool, new AdmittedAccounts(store), signatures,
            new WorkSignal(pool, inbox), progress, TimeProvider.System, _ =>
            {
                foreach (Hash32 id in pool.Expire(ulong.MaxValue)) receipts.Expired(id);
            });
        var api = new NodeApi(
            intake, new ReceiptWait(receipts, pool, store), store, null!, progress, null!, CancellationToken.None);
        await using TestServer server = await TestServer.StartAsync(more: NodeService.BindService(api));

        using ECPrivKey key = consortium.PlayerKey("buyer1");
        Transaction transaction = new TransactionBuilder(TestnetCast.ChainId, key)
            .Add(Operations.Transfer(new AccountId(key.PublicKey.Bytes), "EUR", 1))
            .Sign(TimeProvider.System.GetUtcNow());
        RpcException error = Tools.Failure(new NodeService.NodeServiceClient(server.Channel).SubmitAsync(
            new SubmitRequest { Transaction = ByteString.CopyFrom(transaction.Bytes.Span) },
            deadline: DateTime.UtcNow.AddSeconds(30)));
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Aborted), error.Message);
    }
}
