using Chain.Consensus;
using Chain.Crypto;
using Chain.Ledger.Storage;
using Chain.Node.Blocks;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using Chain.Node.Ordering;
using Chain.Node.Peers;
using Chain.Node.Pool;
using Chain.Node.Verification;
using Chain.Tests.Peers;
using Chain.Tests.Proto;
using Chain.Wire;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Chain.Tests.Blocks;

/// <summary>A gatherer of the first validator with three scripted peers behind real TLS.</summary>
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BlockGathererTests : IAsyncDisposable
{
    private readonly TestConsortium consortium = new();
    private readonly ScriptedPeer[] scripted = [new(), new(), new(), new()];
    private readonly List<PeerHost> hosts = [];
    private readonly SemaphoreSlim judged = new(0);
    private readonly CancellationTokenSource stopping = new();
    private readonly SignaturePool signatures = new(1);
    private readonly DriverInbox inbox = new(TestConsortium.Validators);
    private readonly BodyCache bodies = new();
    private ChainStore store = null!;
    private PeerHub hub = null!;
    private BlockGatherer gatherer = null!;

    [SetUp]
    public async Task Start()
    {
        for (int number = 1; number < TestConsortium.Validators; number++)
        {
            hosts.Add(await PeerHost.StartAsync(consortium.IdentityOf(number), scripted[number]));
            consortium.Locate(number, hosts[^1].Address);
        }
        NodeSettings settings = consortium.Settings(0);
        NodeInit.Run(settings);
        Hash32 chain = consortium.File.Genesis.ComputeHash();
        store = ChainStore.Open(settings.Data, chain);
        var pool = new Mempool();
        var progress = new NodeProgress(new CommittedHead(default, default, 0, default, 0));
        hub = new PeerHub(
            consortium.File, 0, consortium.IdentityOf(0), pool, new Traffic(), TimeProvider.System,
            NullLogger<PeerHub>.Instance);
        var votes = new VoteVerifier(
            chain, GenesisBuilder.FirstEpoch, GenesisBuilder.Validators(consortium.File.Genesis));
        var sync = new ChainSync(store, bodies, hub, signatures, votes, inbox, progress,
            TimeProvider.System, NullLogger<ChainSync>.Instance, stopping.Token);
        gatherer = new BlockGatherer(
            bodies, pool, hub, signatures, inbox, _ => judged.Release(), sync, progress,
            TimeProvider.System, NullLogger<BlockGatherer>.Instance, stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        hub.Dispose();
        foreach (PeerHost host in hosts) await host.DisposeAsync();
        signatures.Dispose();
        inbox.Dispose();
        store.Dispose();
        judged.Dispose();
        stopping.Dispose();
        consortium.Dispose();
    }

    [Test]
    public async Task A_holder_that_did_not_answer_is_asked_last_the_next_time()
    {
        foreach (int height in new[] { 1, 2 })
        {
            FullBlock block = Block(height);
            scripted[2].Block = Reply(block);
            gatherer.Fetch(new Effect.FetchBlock(block.Digest, VoterSet.Empty.With(1).With(2)));
            var answers = new List<Input>();
            while (answers.Count == 0)
            {
                await Task.Run(() => inbox.Wait(TimeSpan.FromSeconds(1), CancellationToken.None));
                inbox.Take(answers);
            }
            Assert.That(((Input.BlockFetched)answers[0]).Outline.Digest, Is.EqualTo(block.Digest));
        }
        // On a busy machine a question may die before it arrives; the silence is the same.
        Assert.That(scripted[1].Asked, Is.AtMost(1), "the silent one is not asked again");
        Assert.That(scripted[2].Asked, Is.AtLeast(2));
    }

    [Test]
    public async Task Bodies_that_nobody_had_at_first_are_asked_for_again()
    {
        FullBlock block = Block(1);
        var found = new TransactionBatch
        {
            Transactions = { ByteString.CopyFrom(block.Transactions[0].Bytes.Span) },
        };
        var nothing = new TransactionBatch();
        foreach (ScriptedPeer peer in scripted) peer.Transactions = _ => nothing;
        scripted[2].Transactions = question => question < 3 ? nothing : found;
        gatherer.Check(new Effect.CheckBlock(block.Outline, new PeerId(3)));
        await judged.WaitAsync();
        Assert.That(bodies.Find(block.Digest)!.Transactions[0].Id, Is.EqualTo(block.Transactions[0].Id));
        Assert.That(scripted[2].Asked, Is.EqualTo(3));
    }

    private static FullBlock Block(int height)
    {
        using ECPrivKey key = ECPrivKey.Generate();
        TransactionBody body = Samples.Body();
        body.Account = ByteString.CopyFrom(key.PublicKey.Bytes.Span);
        byte[] bytes = body.ToByteArray();
        Transaction transaction = TransactionCodec.Parse(
            TransactionCodec.Encode(bytes, key.Sign(TaggedHash.Transaction.Of(bytes))), out _)!;
        var header = new BlockHeader
        {
            Chain = Samples.Hash(1),
            Epoch = GenesisBuilder.FirstEpoch,
            Height = new Height((ulong)height),
            Parent = Samples.Hash(2),
            TimestampMs = 1,
            TransactionCount = 1,
            TransactionsRoot = MerkleRoot.Of([transaction.Id]),
            StateRoot = default,
            ReceiptsRoot = default,
            NextValidators = default,
        };
        return new FullBlock(new BlockOutline(header, [transaction.Id]), [transaction]);
    }

    private static FetchBlockReply Reply(FullBlock block) => new()
    {
        Header = ByteString.CopyFrom(HeaderCodec.Encode(block.Header)),
        Transactions = { block.Transactions.Select(one => ByteString.CopyFrom(one.Bytes.Span)) },
    };
}
