using Chain.Consensus;
using Chain.Crypto;
using Chain.Node.Cli.Testnet;
using Chain.Node.Peers;
using Chain.Tests.Proto;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using NUnit.Framework;

namespace Chain.Tests.Peers;

[CancelAfter(60_000)]
public class ForgedSignatureTests
{
    private PeerServer server = null!;

    [SetUp]
    public async Task Start() => server = await PeerServer.StartAsync();

    [TearDown]
    public ValueTask Stop() => server.DisposeAsync();

    [Test]
    public async Task A_peer_that_forges_is_shut_out_for_longer_each_time_and_others_are_not()
    {
        using GrpcChannel hostile = server.Connect(1);
        using GrpcChannel honest = server.Connect(2);
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> good = await OpenAsync(honest);
        foreach (int seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            using (AsyncClientStreamingCall<ConsensusFrame, StreamClosed> bad = await OpenAsync(hostile))
            {
                await bad.RequestStream.WriteAsync(Forged());
                Assert.That(await EndOf(bad), Is.EqualTo(StatusCode.PermissionDenied));
            }
            server.Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            using (AsyncClientStreamingCall<ConsensusFrame, StreamClosed> early = Open(hostile))
                Assert.That(await EndOf(early), Is.EqualTo(StatusCode.PermissionDenied), $"{seconds} s");
            server.Clock.Advance(TimeSpan.FromTicks(1));
        }
        await good.RequestStream.WriteAsync(Vote(2));
        await ArrivesAsync(2);

        // Good conduct is believed again, and after a long time nothing is held against it.
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> again = await OpenAsync(hostile);
        await again.RequestStream.WriteAsync(Vote(1));
        await ArrivesAsync(1);
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        await again.RequestStream.WriteAsync(Forged());
        Assert.That(await EndOf(again), Is.EqualTo(StatusCode.PermissionDenied));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> last = await OpenAsync(hostile);
        await last.RequestStream.WriteAsync(Vote(1));
        await ArrivesAsync(1);
    }

    [Test]
    public async Task Forged_transactions_shut_out_from_both_streams()
    {
        using GrpcChannel hostile = server.Connect(1);
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> votes = await OpenAsync(hostile);
        using AsyncClientStreamingCall<TransactionBatch, StreamClosed> gossip =
            new PeerService.PeerServiceClient(hostile).Gossip();
        await gossip.RequestStream.WriteAsync(new TransactionBatch { Transactions = { ForgedTransfer() } });
        Assert.That(await EndOf(gossip), Is.EqualTo(StatusCode.PermissionDenied));
        await votes.RequestStream.WriteAsync(Vote(1));
        Assert.That(await EndOf(votes), Is.EqualTo(StatusCode.PermissionDenied));
        Assert.That(server.Pool.Count, Is.Zero);
    }

    [Test]
    public async Task A_message_that_does_not_parse_shuts_out_too()
    {
        using GrpcChannel hostile = server.Connect(1);
        using (AsyncClientStreamingCall<ConsensusFrame, StreamClosed> bad = await OpenAsync(hostile))
        {
            await bad.RequestStream.WriteAsync(new ConsensusFrame { Vote = ByteString.CopyFrom(1, 2, 3) });
            Assert.That(await EndOf(bad), Is.EqualTo(StatusCode.PermissionDenied));
        }
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> again = Open(hostile);
        Assert.That(await EndOf(again), Is.EqualTo(StatusCode.PermissionDenied));
    }

    private static ConsensusFrame Forged() => Frame(new Vote(
        VoteKind.Prepare, PeerServer.Epoch, new View(1), Samples.Hash(5), 3, Samples.Signature(1)));

    private static ConsensusFrame Frame(Vote vote) =>
        PeerMessageCodec.ToFrame(new PeerMessage.OfVote(vote));

    private ConsensusFrame Vote(int number)
    {
        using ECPrivKey key = server.Consortium.KeyOf(number);
        Hash32 signed = VoteCodec.SigningDigest(
            server.Chain, VoteKind.Prepare, PeerServer.Epoch, new View(1), Samples.Hash(5));
        return Frame(new Vote(
            VoteKind.Prepare, PeerServer.Epoch, new View(1), Samples.Hash(5), number, key.Sign(signed)));
    }

    /// <summary>A transfer of an account that exists, signed by nobody.</summary>
    private ByteString ForgedTransfer()
    {
        byte[] account = server.Account.Bytes.ToArray();
        var body = new TransactionBody
        {
            ChainId = TestnetCast.ChainId,
            Account = ByteString.CopyFrom(account),
            ValidUntilMs = (ulong)DateTimeOffset.UtcNow.AddSeconds(60).ToUnixTimeMilliseconds(),
            Operations =
            {
                new Operation
                {
                    Transfer = new Transfer { To = ByteString.CopyFrom(account), Asset = "EUR", Amount = 1 },
                },
            },
        };
        return ByteString.CopyFrom(TransactionCodec.Encode(body.ToByteArray(), Samples.Signature(1)));
    }

    private static AsyncClientStreamingCall<ConsensusFrame, StreamClosed> Open(GrpcChannel channel) =>
        new PeerService.PeerServiceClient(channel).Consensus();

    /// <summary>Returns when the server has accepted the stream.</summary>
    private static async Task<AsyncClientStreamingCall<ConsensusFrame, StreamClosed>> OpenAsync(
        GrpcChannel channel)
    {
        AsyncClientStreamingCall<ConsensusFrame, StreamClosed> call = Open(channel);
        await call.ResponseHeadersAsync;
        return call;
    }

    private static async Task<StatusCode> EndOf<T>(AsyncClientStreamingCall<T, StreamClosed> call)
    {
        try
        {
            await call.ResponseAsync;
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    private async Task ArrivesAsync(int from)
    {
        var turn = new List<Input>();
        while (turn.Count == 0)
        {
            await Task.Run(() => server.Inbox.Wait(TimeSpan.FromSeconds(1), CancellationToken.None));
            server.Inbox.Take(turn);
        }
        Assert.That(turn, Has.Count.EqualTo(1));
        Assert.That(((Input.Received)turn[0]).From, Is.EqualTo(new PeerId(from)));
    }
}
