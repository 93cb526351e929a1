using Chain.Ledger.Storage;
using Chain.Wire;
using Grpc.Core;
using Grpc.Net.Client;
using NUnit.Framework;

namespace Chain.Tests.Peers;

[CancelAfter(60_000)]
public class FetchChainTests
{
    private const int Blocks = 20;

    // Twenty of them are more than a connection takes without its reader.
    private const int BlockBytes = 50_000;

    private PeerServer server = null!;

    [SetUp]
    public async Task Start()
    {
        server = await PeerServer.StartAsync();
        for (int i = 0; i < Blocks; i++) Grow(server.Store);
    }

    [TearDown]
    public ValueTask Stop() => server.DisposeAsync();

    [Test]
    public async Task Who_reads_gets_all()
    {
        using GrpcChannel channel = server.Connect(1);
        using AsyncServerStreamingCall<CommittedBlock> call = await OpenAsync(channel);
        Assert.That(await RestAsync(call), Is.EqualTo((Blocks - 1, StatusCode.OK)));
    }

    [Test]
    public async Task Who_does_not_read_is_given_up_after_a_while()
    {
        using GrpcChannel channel = server.Connect(1);
        using AsyncServerStreamingCall<CommittedBlock> call = await OpenAsync(channel);
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        (int read, StatusCode end) = await RestAsync(call);
        Assert.That(end, Is.EqualTo(StatusCode.ResourceExhausted));
        Assert.That(read, Is.LessThan(Blocks - 1));
    }

    [Test]
    public async Task A_peers_next_request_ends_its_last_one_and_no_other_peers()
    {
        using GrpcChannel channel = server.Connect(1), others = server.Connect(2);
        using AsyncServerStreamingCall<CommittedBlock> other = await OpenAsync(others);
        using AsyncServerStreamingCall<CommittedBlock> first = await OpenAsync(channel);
        using AsyncServerStreamingCall<CommittedBlock> second = await OpenAsync(channel);
        Assert.That((await RestAsync(first)).End, Is.EqualTo(StatusCode.Cancelled));
        Assert.That(await RestAsync(second), Is.EqualTo((Blocks - 1, StatusCode.OK)));
        Assert.That(await RestAsync(other), Is.EqualTo((Blocks - 1, StatusCode.OK)));
    }

    /// <summary>Asks for all blocks and reads one.</summary>
    private static async Task<AsyncServerStreamingCall<CommittedBlock>> OpenAsync(GrpcChannel channel)
    {
        AsyncServerStreamingCall<CommittedBlock> call = new PeerService.PeerServiceClient(channel)
            .FetchChain(new FetchChainRequest { FromHeight = 1, MaxBlocks = Limits.SyncBlocks });
        Assert.That(await call.ResponseStream.MoveNext(CancellationToken.None), Is.True);
        return call;
    }

    private static async Task<(int Read, StatusCode End)> RestAsync(
        AsyncServerStreamingCall<CommittedBlock> call)
    {
        int read = 0;
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None)) read++;
            return (read, StatusCode.OK);
        }
        catch (RpcException error)
        {
            return (read, error.StatusCode);
        }
    }

    private static void Grow(ChainStore store)
    {
        HeadMarker head = store.Head;
        BlockHeader genesis = store.Reads.Header(new Height(0))!.Header;
        var header = new BlockHeader
        {
            Chain = genesis.Chain,
            Epoch = genesis.Epoch,
            Height = head.Height.Next,
            Parent = head.Digest,
            TimestampMs = genesis.TimestampMs + head.Height.Next.Value,
            TransactionCount = 1,
            TransactionsRoot = default,
            StateRoot = head.StateRoot,
            ReceiptsRoot = default,
            NextValidators = default,
        };
        Hash32 id = header.Digest;
        var certificate = new Certificate(VoteKind.Commit, header.Epoch, new View(header.Height.Value),
            header.Digest, VoterSet.Empty.With(0).With(1).With(2), [default, default, default]);
        store.Commit(new CommitBatch(
            [
                new BlockToStore(
                    header, certificate, [id], [new byte[BlockBytes]], [new byte[1]], [], DerivedRows.None,
                    head.StateRoot),
            ],
            0, []));
    }
}
