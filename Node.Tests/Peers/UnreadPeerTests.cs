using System.Net;
using System.Net.Http.Headers;
using Chain.Consensus;
using Chain.Node.Blocks;
using Chain.Node.Peers;
using Chain.Tests.EndToEnd;
using Chain.Tests.Proto;
using Chain.Tests.Rpc;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Chain.Tests.Peers;

/// <summary>What a peer with a pinned key that reads nothing can make this node keep for it.</summary>
[CancelAfter(60_000)]
public class UnreadPeerTests
{
    // A block in an answer larger than what the HTTP/2 windows let go unread.
    private const int Transactions = 40;

    [Test]
    public async Task Answers_that_are_not_read_are_few_at_a_time()
    {
        await using PeerServer server = await PeerServer.StartAsync();
        FullBlock block = LargeBlock();
        server.Bodies.Hold(block);
        using HttpClient hostile = server.ConnectRaw(1);
        var unread = new List<HttpResponseMessage>();
        for (int i = 0; i < PeerCalls.Most; i++) unread.Add(await AskAsync(hostile, block));
        Assert.That(() => AskAsync(hostile, block), Throws.TypeOf<HttpRequestException>());

        // Others are served, and so is it again when it gives up one of them.
        using GrpcChannel honest = server.Connect(2);
        FetchBlockReply reply = await new PeerService.PeerServiceClient(honest)
            .FetchBlockAsync(new FetchBlockRequest { Digest = ByteString.CopyFrom(block.Digest.Span) });
        Assert.That(reply.Transactions, Has.Count.EqualTo(Transactions));
        unread[0].Dispose();
        unread[0] = await Wait.ForAsync("an answer", () => TryAskAsync(hostile, block));
        foreach (HttpResponseMessage response in unread) response.Dispose();
    }

    [Test]
    public async Task The_oldest_connection_makes_room_for_the_newest()
    {
        await using PeerServer server = await PeerServer.StartAsync();
        GrpcChannel[] channels =
            [.. Enumerable.Range(0, PeerConnections.Most + 1).Select(_ => server.Connect(1))];
        using GrpcChannel other = server.Connect(2);
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> untouched =
            new PeerService.PeerServiceClient(other).Consensus();
        await untouched.ResponseHeadersAsync;
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> oldest =
            new PeerService.PeerServiceClient(channels[0]).Consensus();
        await oldest.ResponseHeadersAsync;
        foreach (GrpcChannel channel in channels.Skip(1))
            await new PeerService.PeerServiceClient(channel).FetchBlockAsync(
                new FetchBlockRequest { Digest = ByteString.CopyFrom(Samples.Hash(1).Span) });
        Assert.That(async () => await oldest.ResponseAsync, Throws.TypeOf<RpcException>());
        Assert.That(untouched.ResponseAsync.IsCompleted, Is.False);
        foreach (GrpcChannel channel in channels) channel.Dispose();
    }

    [Test]
    public async Task A_stream_that_the_peer_does_not_read_is_dropped_and_opened_anew()
    {
        using var consortium = new TestConsortium();
        var deaf = new DeafPeer();
        await using PeerHost host = await PeerHost.StartAsync(consortium.IdentityOf(1), deaf);
        var clock = new ManualClock();
        using var link = new PeerLink(
            1, "node2", host.Address, consortium.IdentityOf(0), new Traffic(), clock,
            NullLogger.Instance);
        using var stopping = new CancellationTokenSource();
        Task running = link.RunAsync(stopping.Token);
        var frame = PeerMessageCodec.ToFrame(new PeerMessage.OfProposal(Samples.Proposal() with
        {
            TransactionIds = [.. Enumerable.Repeat(Samples.Hash(1), Limits.TransactionsPerBlock)],
        }));
        await Wait.UntilAsync("a second stream", () =>
        {
            link.Send(frame);
            clock.Advance(TimeSpan.FromSeconds(1));
            return deaf.Streams > 1;
        });
        await stopping.CancelAsync();
        await running;
    }

    private static async Task<HttpResponseMessage?> TryAskAsync(HttpClient client, FullBlock block)
    {
        try
        {
            return await AskAsync(client, block);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Asks for a block and reads the headers of the answer.</summary>
    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, FullBlock block)
    {
        var question = new FetchBlockRequest { Digest = ByteString.CopyFrom(block.Digest.Span) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/chain.v1.PeerService/FetchBlock")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(RawCaller.Frame(question)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static FullBlock LargeBlock()
    {
        var transactions = new Transaction[Transactions];
        for (int i = 0; i < Transactions; i++)
        {
            TransactionBody body = Samples.Body();
            body.Nonce = (ulong)i;
            Operation operation = body.Operations[0];
            body.Operations.Add(Enumerable.Repeat(operation, Limits.OperationsPerTransaction - 1));
            transactions[i] = TransactionCodec.Parse(
                TransactionCodec.Encode(body.ToByteArray(), Samples.Signature(1)), out _)!;
        }
        return new FullBlock(
            new BlockOutline(Samples.Header(), [.. transactions.Select(transaction => transaction.Id)]),
            transactions);
    }

    /// <summary>Accepts consensus streams and never reads them.</summary>
    private sealed class DeafPeer : PeerService.PeerServiceBase
    {
        private int streams;

        public int Streams => Volatile.Read(ref streams);

        public override async Task<StreamClosed> Consensus(
            IAsyncStreamReader<ConsensusFrame> requestStream, ServerCallContext context)
        {
            Interlocked.Increment(ref streams);
            await context.WriteResponseHeadersAsync([]);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new StreamClosed();
        }
    }
}
