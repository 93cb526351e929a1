using Chain.Consensus;
using Chain.Node.Blocks;
using Chain.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Chain.Node.Peers;

/// <summary>
/// What other validators ask of this node, over gRPC. The TLS handshake has let only pinned keys in.
/// </summary>
public sealed class PeerEndpoint(
    PeerIdentity identity,
    PeerReception reception,
    BlockArchive archive,
    TimeProvider clock,
    CancellationToken stopping) : PeerService.PeerServiceBase
{
    // Who fetches the chain gives itself ten seconds a batch.
    private static readonly TimeSpan LongestChain = TimeSpan.FromSeconds(30);

    // RFC 9113, 7: what a gRPC caller finds as RESOURCE_EXHAUSTED and as CANCELLED.
    private const int EnhanceYourCalm = 0xb;
    private const int Cancel = 0x8;

    private readonly PeerStreams consensusStreams = new(Limits.Validators, stopping);
    private readonly PeerStreams gossipStreams = new(Limits.Validators, stopping);
    private readonly PeerStreams chainStreams = new(Limits.Validators, stopping);

    public override async Task<StreamClosed> Consensus(
        IAsyncStreamReader<ConsensusFrame> requestStream, ServerCallContext context)
    {
        PeerId from = PeerOf(context);
        reception.Admit(from);
        using PeerStream stream = consensusStreams.Open(from.Value);
        await context.WriteResponseHeadersAsync([]);
        while (await NextAsync(requestStream, stream.Ended))
            await reception.ConsensusAsync(from, requestStream.Current, context.CancellationToken);
        return new StreamClosed();
    }

    public override async Task<StreamClosed> Gossip(
        IAsyncStreamReader<TransactionBatch> requestStream, ServerCallContext context)
    {
        PeerId from = PeerOf(context);
        reception.Admit(from);
        using PeerStream stream = gossipStreams.Open(from.Value);
        await context.WriteResponseHeadersAsync([]);
        while (await NextAsync(requestStream, stream.Ended))
            await reception.GossipAsync(from, requestStream.Current, context.CancellationToken);
        return new StreamClosed();
    }

    public override Task<TransactionBatch> FetchTransactions(
        FetchTransactionsRequest request, ServerCallContext context)
    {
        PeerOf(context);
        Hash32[] ids = IdListCodec.Decode(request.TransactionIds.Span, Limits.TransactionsPerBlock) ?? throw PeerReception.Malformed();
        if (!Hash32.TryRead(request.BlockDigest.Span, out Hash32 digest)) throw PeerReception.Malformed();
        return Task.FromResult(archive.Transactions(digest, ids));
    }

    public override Task<FetchBlockReply> FetchBlock(FetchBlockRequest request, ServerCallContext context)
    {
        PeerOf(context);
        if (!Hash32.TryRead(request.Digest.Span, out Hash32 digest)) throw PeerReception.Malformed();
        return Task.FromResult(archive.Block(digest));
    }

    public override async Task FetchChain(
        FetchChainRequest request, IServerStreamWriter<CommittedBlock> responseStream, ServerCallContext context)
    {
        using PeerStream stream = chainStreams.Open(PeerOf(context).Value);
        using var late = new CancellationTokenSource(LongestChain, clock);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, stream.Ended, late.Token);
        int max = (int)Math.Min(request.MaxBlocks, Limits.SyncBlocks);
        try
        {
            foreach (CommittedBlock block in archive.Chain(new Height(request.FromHeight), max))
                await responseStream.WriteAsync(block, context.CancellationToken).WaitAsync(life.Token);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            // A status would wait behind what is not read, and that in memory: the stream is cut off.
            context.GetHttpContext().Features.GetRequiredFeature<IHttpResetFeature>()
                .Reset(late.IsCancellationRequested ? EnhanceYourCalm : Cancel);
        }
    }

    /// <summary>
    /// False at the stream's end, and when another takes its place or this node stops: the peer then finds
    /// the stream closed in order.
    /// </summary>
    private static async Task<bool> NextAsync<T>(IAsyncStreamReader<T> stream, CancellationToken ended)
    {
        if (ended.IsCancellationRequested) return false;
        try
        {
            return await stream.MoveNext(ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return false;
        }
    }

    private PeerId PeerOf(ServerCallContext context) =>
        identity.NumberOf(context.GetHttpContext().Connection.ClientCertificate) is { } number
            ? new PeerId(number)
            : throw new RpcException(new Status(StatusCode.Unauthenticated, "not a validator of this consortium"));
}
