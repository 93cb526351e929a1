using Chain.Ledger;
using Chain.Ledger.Prices;
using Chain.Ledger.Storage;
using Chain.Node.Ordering;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>PriceService: candles, live books, tickers and indexes (M-901 to M-908).</summary>
public sealed class PriceApi(
    ChainStore store, NodeProgress progress, BookViews books, TimeProvider time, CancellationToken stopping)
    : PriceService.PriceServiceBase
{
    private const int ImbalanceDepth = 5;

    // Each has some levels of one book in memory, and a call to serve.
    private const int MostWatchers = 1_024;

    // A ticker reads up to 348 candles.
    private const int LargestTickerPage = 50;

    private int watchers;

    public override Task<ListCandlesReply> ListCandles(ListCandlesRequest request, ServerCallContext context)
    {
        CandleScale scale = ScaleOf(request.Width);
        if (request.ToMs != 0 && request.ToMs < request.FromMs)
            throw ApiErrors.Invalid("to_ms is before from_ms");
        int size = PageToken.Size(request.PageSize);
        ulong to = request.PageToken.Length > 0 ? PageToken.Number(request.PageToken)
            : request.ToMs == 0 ? ulong.MaxValue : request.ToMs;
        using StoreSnapshot now = store.Snapshot();
        byte[] series = SeriesOf(now.Reads, request.Series);
        ulong nowMs = now.Reads.Header(now.Height)!.Header.TimestampMs;
        IReadOnlyList<StoredCandle> candles =
            now.Reads.Candles(scale, series, request.FromMs, to, nowMs, newestFirst: true, size);
        var reply = new ListCandlesReply { KeptFromMs = scale.KeptFromMs(nowMs), Height = now.Height.Value };
        reply.Candles.Add(candles.Select(Describe.Candle));
        if (candles.Count == size) reply.NextPageToken = PageToken.Of(candles[^1].StartMs);
        return Task.FromResult(reply);
    }

    public override Task WatchCandles(
        WatchCandlesRequest request, IServerStreamWriter<CandleUpdate> responseStream,
        ServerCallContext context)
    {
        CandleScale scale = ScaleOf(request.Width);
        if (request.FromHeight != 0 && request.FromMs != 0)
            throw ApiErrors.Invalid("give from_height or from_ms, not both");
        byte[] series = SeriesOf(store.Reads, request.Series);
        Height from = request.FromHeight == 0 ? progress.Head.Height.Next : new Height(request.FromHeight);
        var watch = new CandleWatch(store, progress, scale, series, from, request.FromMs);
        var writer = new PatientWriter<CandleUpdate>(responseStream, time);
        return WatchAsync(context, cancel => watch.RunAsync(writer, cancel));
    }

    public override Task WatchBook(
        WatchBookRequest request, IServerStreamWriter<BookUpdate> responseStream, ServerCallContext context)
    {
        InstrumentName instrument = InstrumentName.Parse(request.Instrument);
        TermsOf(store.Reads, instrument.Product);
        var watch = new BookWatch(
            books, progress, instrument, MarketApi.DepthOf(request.Depth, MarketApi.DefaultDepth));
        var writer = new PatientWriter<BookUpdate>(responseStream, time);
        return WatchAsync(context, cancel => watch.RunAsync(writer, cancel));
    }

    public override Task<Ticker> GetTicker(GetTickerRequest request, ServerCallContext context)
    {
        InstrumentName instrument = InstrumentName.Parse(request.Instrument);
        using StoreSnapshot now = store.Snapshot();
        StateRow.Product product = TermsOf(now.Reads, instrument.Product);
        return Task.FromResult(new Tickers(now, books).Of(
            instrument, StateRows.Row<StateRow.Instrument>(now.Reads, instrument.Key),
            product.Terms, MarketApi.DepthOf(request.Depth, ImbalanceDepth)));
    }

    public override Task<ListTickersReply> ListTickers(ListTickersRequest request, ServerCallContext context)
    {
        InstrumentName.ParseProduct(request.Product, request.Delivery);
        using StoreSnapshot now = store.Snapshot();
        StateRow.Product product = TermsOf(now.Reads, request.Product);
        var tickers = new Tickers(now, books);
        int depth = MarketApi.DepthOf(request.Depth, ImbalanceDepth);
        var reply = new ListTickersReply();
        reply.NextPageToken = StateRows.Page<StateRow.Instrument>(
            now.Reads, [(byte)RowKind.Instrument, (byte)request.Delivery], request.PageToken,
            Math.Min(PageToken.Size(request.PageSize), LargestTickerPage),
            row => row.ProductName == request.Product,
            row => reply.Tickers.Add(
                tickers.Of(InstrumentName.Of(row), row, product.Terms, depth)));
        return Task.FromResult(reply);
    }

    public override Task<PriceIndex> GetIndex(GetIndexRequest request, ServerCallContext context)
    {
        InstrumentName.ParseProduct(request.Product, request.Delivery);
        using StoreSnapshot now = store.Snapshot();
        TermsOf(now.Reads, request.Product);
        return Task.FromResult(new Tickers(now, books).Index(request.Product, request.Delivery));
    }

    private async Task WatchAsync(ServerCallContext context, Func<CancellationToken, Task> stream)
    {
        try
        {
            if (Interlocked.Increment(ref watchers) > MostWatchers) throw ApiErrors.Busy();
            await StreamLife.RunAsync(context, stream, stopping);
        }
        finally
        {
            Interlocked.Decrement(ref watchers);
        }
    }

    private static CandleScale ScaleOf(CandleWidth width) => width switch
    {
        CandleWidth.OneMinute => CandleScale.Minute,
        CandleWidth.FiveMinutes => CandleScale.FiveMinutes,
        CandleWidth.OneHour => CandleScale.Hour,
        CandleWidth.OneDay => CandleScale.OneDay,
        _ => throw ApiErrors.Invalid("width must be one of the schema's"),
    };

    private static byte[] SeriesOf(StoreReads reads, Series? series)
    {
        if (series?.OfCase == Series.OfOneofCase.Instrument)
        {
            InstrumentName instrument = InstrumentName.Parse(series.Instrument);
            TermsOf(reads, instrument.Product);
            return instrument.Series;
        }
        if (series?.OfCase != Series.OfOneofCase.Product)
            throw ApiErrors.Invalid("give a series: an instrument, or a product and delivery");
        InstrumentName.ParseProduct(series.Product.Product, series.Product.Delivery);
        TermsOf(reads, series.Product.Product);
        return PriceSeries.OfProduct(series.Product.Product, series.Product.Delivery);
    }

    private static StateRow.Product TermsOf(StoreReads reads, string product) =>
        StateRows.Row<StateRow.Product>(reads, StateKey.Product(product))
        ?? throw ApiErrors.NotFound("product");
}
