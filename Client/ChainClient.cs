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
        Bundles = new BundleService.BundleServiceClient(channel);
        Auctions = new AuctionService.AuctionServiceClient(channel);
        Prices = new PriceService.PriceServiceClient(channel);
        History = new HistoryService.HistoryServiceClient(channel);
        Disputes = new DisputeService.DisputeServiceClient(channel);
        Quotations = new QuotationService.QuotationServiceClient(channel);
    }

    public Uri Address { get; }

    public NodeService.NodeServiceClient Node { get; }

    public MarketService.MarketServiceClient Market { get; }

    public GovernanceService.GovernanceServiceClient Governance { get; }

    public BundleService.BundleServiceClient Bundles { get; }

    public AuctionService.AuctionServiceClient Auctions { get; }

    public PriceService.PriceServiceClient Prices { get; }

    public HistoryService.HistoryServiceClient History { get; }

    public DisputeService.DisputeServiceClient Disputes { get; }

    public QuotationService.QuotationServiceClient Quotations { get; }

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

    /// <summary>
    /// Candles as they change, for ever; reconnects where it stopped. An update without a candle only says
    /// that there was nothing; a candle may be told again as it was.
    /// </summary>
    /// <param name="from">
    /// Series, width and where to begin; its cursor moves on, so that it can be kept and given again.
    /// </param>
    /// <param name="cancel">Ends the stream.</param>
    /// <exception cref="Grpc.Core.RpcException">
    /// OUT_OF_RANGE when candles of that age are gone, ABORTED when they were not read for too long.
    /// </exception>
    public IAsyncEnumerable<CandleUpdate> WatchCandlesAsync(
        WatchCandlesRequest from, CancellationToken cancel = default) =>
        new ResumableStream<CandleUpdate>(
            token => Prices.WatchCandles(from, cancellationToken: token),
            update =>
            {
                // Until the first batch is told to its end, a break means to begin again.
                if (update.NextHeight == 0) return;
                (from.FromHeight, from.FromMs) = (update.NextHeight, 0);
            },
            time).ReadAsync(cancel);

    /// <summary>
    /// A book's best levels and then their changes, for ever; <see cref="HeldBook"/> puts them together.
    /// After a break it begins with a snapshot again.
    /// </summary>
    /// <param name="instrument">Whose book.</param>
    /// <param name="depth">Levels per side; 0: 20.</param>
    /// <param name="cancel">Ends the stream.</param>
    public IAsyncEnumerable<BookUpdate> WatchBookAsync(
        Instrument instrument, uint depth = 0, CancellationToken cancel = default)
    {
        var request = new WatchBookRequest { Instrument = instrument, Depth = depth };
        return new ResumableStream<BookUpdate>(
            token => Prices.WatchBook(request, cancellationToken: token), _ => { }, time).ReadAsync(cancel);
    }

    /// <summary>
    /// What happens to leases and streams, from a (height, index) cursor on, for ever; reconnects behind the
    /// last one given.
    /// </summary>
    /// <param name="account">Only of its leases and streams; null: of all.</param>
    /// <param name="fromHeight">The first block wanted; 0: only new events.</param>
    /// <param name="fromIndex">The first index in that block.</param>
    /// <param name="cancel">Ends the stream.</param>
    public IAsyncEnumerable<LeaseEvent> WatchEventsAsync(
        AccountId? account, ulong fromHeight, uint fromIndex, CancellationToken cancel = default)
    {
        var request = new WatchEventsRequest { FromHeight = fromHeight, FromIndex = fromIndex };
        if (account is { } of) request.Account = of.ToByteString();
        return new ResumableStream<LeaseEvent>(
            token => History.WatchEvents(request, cancellationToken: token),
            happened => (request.FromHeight, request.FromIndex) = (happened.Height, happened.Index + 1),
            time).ReadAsync(cancel);
    }

    public void Dispose() => channel.Dispose();
}
