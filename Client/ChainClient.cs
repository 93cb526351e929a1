using Chain.Wire;
using Grpc.Net.Client;

namespace Chain.Client;

/// <summary>
/// One node, as a client sees it: generated stubs for single questions, and the three things that need
/// care — submitting so that a lost answer never means a second execution, and streams that survive a
/// restarted node.
/// </summary>
public sealed class ChainClient : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly TimeProvider time;

    /// <param name="address"><c>http://host:port</c> of a node's client API; HTTP/2 without TLS.</param>
    /// <param name="time">For waiting and deadlines; the system's when null.</param>
    public ChainClient(Uri address, TimeProvider? time = null)
    {
        Address = address;
        this.time = time ?? TimeProvider.System;
        channel = GrpcChannel.ForAddress(address);
        Node = new NodeService.NodeServiceClient(channel);
        Market = new MarketService.MarketServiceClient(channel);
        Governance = new GovernanceService.GovernanceServiceClient(channel);
    }

    public Uri Address { get; }

    public NodeService.NodeServiceClient Node { get; }

    public MarketService.MarketServiceClient Market { get; }

    public GovernanceService.GovernanceServiceClient Governance { get; }

    /// <summary>Sends a transaction and waits for its receipt; see <see cref="Submission"/>.</summary>
    /// <exception cref="Grpc.Core.RpcException">It was refused before ordering, or
    /// patience ran out.</exception>
    public Task<Receipt> SubmitAsync(
        Transaction transaction, TimeSpan patience, CancellationToken cancel = default) =>
        new Submission(Node, transaction, time).SendAsync(patience, cancel);

    /// <summary>
    /// Committed blocks in height order, without gaps, for ever; reconnects where it stopped.
    /// </summary>
    /// <param name="fromHeight">The first wanted; 0: only new ones.</param>
    /// <param name="headersOnly">Without transactions and receipts.</param>
    /// <param name="cancel">Ends the stream.</param>
    /// <exception cref="Grpc.Core.RpcException">
    /// OUT_OF_RANGE when the node no longer holds the height, UNAVAILABLE after
    /// <see cref="ResumableStream{T}.Patience"/> without an answer.
    /// </exception>
    public IAsyncEnumerable<Block> WatchBlocksAsync(
        ulong fromHeight, bool headersOnly, CancellationToken cancel = default)
    {
        var request = new WatchBlocksRequest { FromHeight = fromHeight, HeadersOnly = headersOnly };
        return new ResumableStream<Block>(
            token => Node.WatchBlocks(request, cancellationToken: token),
            block => request.FromHeight =
                ResumableStream<Block>.InSequence(request.FromHeight, block.Height) + 1,
            time).ReadAsync(cancel);
    }

    /// <summary>
    /// Trades from a (height, index) cursor on, for ever; reconnects behind the last one given.
    /// </summary>
    /// <param name="fromHeight">The first block wanted; 0: only new trades.</param>
    /// <param name="fromIndex">The first index in that block.</param>
    /// <param name="cancel">Ends the stream.</param>
    public IAsyncEnumerable<Trade> WatchTradesAsync(
        ulong fromHeight, uint fromIndex, CancellationToken cancel = default)
    {
        var request = new WatchTradesRequest { FromHeight = fromHeight, FromIndex = fromIndex };
        return new ResumableStream<Trade>(
            token => Market.WatchTrades(request, cancellationToken: token),
            trade => (request.FromHeight, request.FromIndex) = (trade.Height, trade.Index + 1),
            time).ReadAsync(cancel);
    }

    public void Dispose() => channel.Dispose();
}
