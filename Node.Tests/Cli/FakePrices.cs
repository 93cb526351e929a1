using Chain.Wire;
using Grpc.Core;

namespace Chain.Tests.Cli;

/// <summary>Two candles, a book that changes once, one ticker, one index; keeps its questions.</summary>
internal sealed class FakePrices : PriceService.PriceServiceBase
{
    public List<ListCandlesRequest> Candles { get; } = [];

    public List<WatchCandlesRequest> Watched { get; } = [];

    public override Task<ListCandlesReply> ListCandles(ListCandlesRequest request, ServerCallContext context)
    {
        Candles.Add(request);
        return Task.FromResult(request.PageToken.Length == 0
            ? new ListCandlesReply { Candles = { Candle(7_200_000) }, NextPageToken = "more" }
            : new ListCandlesReply { Candles = { Candle(3_600_000) } });
    }

    /// <summary>One candle, then the connection is lost.</summary>
    public override async Task WatchCandles(
        WatchCandlesRequest request, IServerStreamWriter<CandleUpdate> responseStream,
        ServerCallContext context)
    {
        Watched.Add(request);
        await responseStream.WriteAsync(
            new CandleUpdate { Candle = Candle(3_600_000), NextHeight = request.FromHeight + 2 });
        throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "going down"));
    }

    public override async Task WatchBook(
        WatchBookRequest request, IServerStreamWriter<BookUpdate> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new BookUpdate
        {
            Height = 12,
            Snapshot = true,
            Bids = { new Level { Price = 1_240, Lots = 5, Orders = 1 } },
        });
        await responseStream.WriteAsync(new BookUpdate
        {
            Height = 14,
            BaseHeight = 12,
            Bids = { new Level { Price = 1_240 } },
            Asks = { new Level { Price = 1_260, Lots = 3, Orders = 2 } },
        });
    }

    public override Task<Ticker> GetTicker(GetTickerRequest request, ServerCallContext context) =>
        Task.FromResult(Ticker(request.Instrument));

    public override Task<ListTickersReply> ListTickers(
        ListTickersRequest request, ServerCallContext context) =>
        Task.FromResult(new ListTickersReply
        {
            Tickers = { Ticker(new Instrument { Product = request.Product, Slot = 77 }) },
        });

    public override Task<PriceIndex> GetIndex(GetIndexRequest request, ServerCallContext context) =>
        Task.FromResult(new PriceIndex
        {
            Product = request.Product,
            Height = 12,
            Hour = new WindowStats(),
            Day = Window(),
        });

    private static Candle Candle(ulong startMs) => new()
    {
        StartMs = startMs,
        Open = 1_250,
        High = 1_300,
        Low = 1_200,
        Close = 1_260,
        Volume = new Wide { Low = 40 },
        Notional = new Wide { High = 1, Low = 4 },
        Trades = 3,
        LastHeight = 11,
    };

    private static Ticker Ticker(Instrument instrument) => new()
    {
        Instrument = instrument,
        Height = 12,
        ReferencePrice = 1_250,
        LastPrice = 1_260,
        BestBid = new Level { Price = 1_240, Lots = 5, Orders = 1 },
        BestAsk = new Level(),
        ImbalanceBps = -2_500,
        Hour = new WindowStats(),
        Day = Window(),
    };

    private static WindowStats Window() => new()
    {
        Vwap = 1_255,
        High = 1_300,
        Low = 1_200,
        Volume = new Wide { Low = 40 },
        Notional = new Wide { Low = 50_200 },
        Trades = 3,
    };
}
