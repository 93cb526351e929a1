using Chain.Ledger;
using Chain.Ledger.Prices;
using Chain.Tests.Ledger;
using Chain.Tests.Rpc;
using Chain.Tests.Storage;
using Chain.Wire;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Prices;

/// <summary>What the price service answers, and what it refuses.</summary>
[CancelAfter(60_000)]
public class PriceApiTests : StoreFixture
{
    private PriceServer server = null!;

    private StoredHistory History => server.History;

    private IEnumerable<StateRow.Order> Orders =>
        History.Orders.Where(order => order.Delivery == Delivery.Slot);

    private PriceService.PriceServiceClient Prices => server.Client.Prices;

    [SetUp]
    public async Task Serve()
    {
        server = await PriceServer.StartAsync(new StoredHistory(DbPath, seed: 13), owned: true);
        History.Grow(60);
    }

    [TearDown]
    public async Task StopServing() => await server.DisposeAsync();

    [Test]
    public async Task Pages_of_candles_follow_each_other_newest_first_within_their_bounds()
    {
        var all = new NaivePrices(History.Trades()).Candles(1, Market.Compute, Delivery.Slot, null);
        Assert.That(all, Has.Count.AtLeast(5));
        ulong from = all[1].StartMs, to = all[^1].StartMs;
        var request = new ListCandlesRequest
        {
            Series = OfProduct(),
            Width = CandleWidth.OneMinute,
            FromMs = from,
            ToMs = to,
            PageSize = 2,
        };
        var told = new List<ulong>();
        do
        {
            ListCandlesReply reply = await Prices.ListCandlesAsync(request);
            Assert.That(reply.Height, Is.EqualTo(History.Progress.Head.Height.Value));
            Assert.That(reply.KeptFromMs, Is.Not.EqualTo(from));
            told.AddRange(reply.Candles.Select(candle => candle.StartMs));
            request.PageToken = reply.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.That(told, Is.EqualTo(all[1..^1].Select(candle => candle.StartMs).Reverse()));
    }

    [Test]
    public async Task Candles_of_one_instrument_are_its_own()
    {
        ulong slot = History.Trades().First(t => t.Instrument.Delivery == Delivery.Slot).Instrument.Slot;
        ListCandlesReply reply = await Prices.ListCandlesAsync(new ListCandlesRequest
        {
            Series = new Series { Instrument = Slot(slot) },
            Width = CandleWidth.OneDay,
        });
        var naive = new NaivePrices(History.Trades()).Candles(4, Market.Compute, Delivery.Slot, slot);
        Assert.That(reply.Candles.Select(candle => (candle.Open, candle.Close, candle.Trades)), Is.EqualTo(
            naive.Select(c => (c.Candle.Open, c.Candle.Close, c.Candle.Trades)).Reverse()));
        Assert.That((await Prices.ListCandlesAsync(new ListCandlesRequest
        {
            Series = new Series { Instrument = Slot(slot + 5_000) },
            Width = CandleWidth.OneDay,
        })).Candles, Is.Empty, "an instrument that never traded has none");
    }

    [Test]
    public async Task An_index_is_the_average_of_all_trades_in_its_window()
    {
        var naive = new NaivePrices(History.Trades());
        PriceIndex index = await Prices.GetIndexAsync(
            new GetIndexRequest { Product = Market.Compute, Delivery = Delivery.Slot });
        PriceWindow Window(ulong step, ulong length) =>
            naive.Window(Market.Compute, Delivery.Slot, null, History.NowMs, step, length);
        PriceWindow hour = Window(60_000, 3_600_000), day = Window(300_000, 86_400_000);
        Assert.That(day.Trades, Is.Positive);
        Assert.That((index.Hour.Vwap, index.Hour.Trades), Is.EqualTo((hour.Vwap, hour.Trades)));
        Assert.That((index.Day.Vwap, index.Day.Trades), Is.EqualTo((day.Vwap, day.Trades)));
        Assert.That((index.Day.High, index.Day.Low, index.Day.Volume.Low, index.Day.Notional.Low),
            Is.EqualTo((day.High, day.Low, (ulong)day.Volume, (ulong)day.Notional)));
        Assert.That(index.TimestampMs, Is.EqualTo(History.NowMs));
    }

    [Test]
    public async Task Tickers_of_a_product_are_those_of_its_open_books()
    {
        var request = new ListTickersRequest
        {
            Product = Market.Compute,
            Delivery = Delivery.Slot,
            PageSize = 1,
        };
        var listed = new List<Ticker>();
        do
        {
            ListTickersReply reply = await Prices.ListTickersAsync(request);
            listed.AddRange(reply.Tickers);
            request.PageToken = reply.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.That(listed.Select(t => t.Instrument.Slot), Is.Ordered.And.Unique);
        foreach (ulong slot in Orders.Select(order => order.Slot).Distinct())
        {
            Ticker ticker = await Prices.GetTickerAsync(new GetTickerRequest { Instrument = Slot(slot) });
            Assert.That(listed, Has.Member(ticker));
            ulong[] bids = [.. Limits(slot, Side.Buy)], asks = [.. Limits(slot, Side.Sell)];
            Assert.That(ticker.BestBid.Price, Is.EqualTo(bids.Length == 0 ? 0 : bids.Max()));
            Assert.That(ticker.BestAsk.Price, Is.EqualTo(asks.Length == 0 ? 0 : asks.Min()));
            Assert.That(ticker.ReferencePrice, Is.Positive);
            var window = new NaivePrices(History.Trades())
                .Window(Market.Compute, Delivery.Slot, slot, History.NowMs, 300_000, 86_400_000);
            Assert.That((ticker.Day.Vwap, ticker.Day.Low, ticker.Day.High),
                Is.EqualTo((window.Vwap, window.Low, window.High)));
        }
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        var good = new ListCandlesRequest { Series = OfProduct(), Width = CandleWidth.OneHour };
        TestCaseData Candles(string field, Action<ListCandlesRequest> spoil, StatusCode code)
        {
            ListCandlesRequest bad = good.Clone();
            spoil(bad);
            return new TestCaseData((PriceService.PriceServiceClient prices) =>
                (Task)prices.ListCandlesAsync(bad).ResponseAsync, code)
                .SetArgDisplayNames($"candles, {field}");
        }
        const StatusCode Invalid = StatusCode.InvalidArgument;
        yield return Candles("no series", r => r.Series = null, Invalid);
        yield return Candles("empty series", r => r.Series = new Series(), Invalid);
        yield return Candles("no width", r => r.Width = CandleWidth.Unspecified, Invalid);
        yield return Candles("unknown width", r => r.Width = (CandleWidth)99, Invalid);
        yield return Candles("to before from", r => (r.FromMs, r.ToMs) = (2, 1), Invalid);
        yield return Candles("token", r => r.PageToken = "no number", Invalid);
        yield return Candles("no delivery", r => r.Series.Product.Delivery = Delivery.Unspecified, Invalid);
        yield return Candles("slot of SPOT", r => r.Series.Instrument = new Instrument
        {
            Product = Market.Compute,
            Delivery = Delivery.Spot,
            Slot = 1,
        }, Invalid);
        yield return Candles("no product", r => r.Series.Product.Product = "", Invalid);
        yield return Candles("long product", r => r.Series.Product.Product = new string('a', 65), Invalid);
        yield return Candles("odd product", r => r.Series.Product.Product = "ü", Invalid);
        yield return Candles("other product", r => r.Series.Product.Product = "none", StatusCode.NotFound);
        yield return Candles("instrument", r => r.Series.Instrument = new Instrument(), Invalid);
        yield return Candles("other instrument", r => r.Series.Instrument = Slot(1, "none"),
            StatusCode.NotFound);

        TestCaseData Other(string name, Func<PriceService.PriceServiceClient, Task> call, StatusCode code) =>
            new TestCaseData(call, code).SetArgDisplayNames(name);
        yield return Other("ticker, nothing",
            p => p.GetTickerAsync(new GetTickerRequest()).ResponseAsync, Invalid);
        yield return Other("ticker, product",
            p => p.GetTickerAsync(new GetTickerRequest { Instrument = Slot(1, "none") }).ResponseAsync,
            StatusCode.NotFound);
        yield return Other("tickers, nothing",
            p => p.ListTickersAsync(new ListTickersRequest()).ResponseAsync, Invalid);
        yield return Other("tickers, product", p => p.ListTickersAsync(
            new ListTickersRequest { Product = "none", Delivery = Delivery.Slot }).ResponseAsync,
            StatusCode.NotFound);
        yield return Other("tickers, token", p => p.ListTickersAsync(new ListTickersRequest
        {
            Product = Market.Compute,
            Delivery = Delivery.Slot,
            PageToken = "05",
        }).ResponseAsync, Invalid);
        yield return Other("index, nothing",
            p => p.GetIndexAsync(new GetIndexRequest()).ResponseAsync, Invalid);
        yield return Other("index, product", p => p.GetIndexAsync(
            new GetIndexRequest { Product = "none", Delivery = Delivery.Slot }).ResponseAsync,
            StatusCode.NotFound);
        yield return Other("watch candles, nothing", p => First(p.WatchCandles(new WatchCandlesRequest())),
            Invalid);
        yield return Other("watch candles, both", p => First(p.WatchCandles(new WatchCandlesRequest
        {
            Series = OfProduct(),
            Width = CandleWidth.OneDay,
            FromHeight = 1,
            FromMs = 1,
        })), Invalid);
        yield return Other("watch book, nothing", p => First(p.WatchBook(new WatchBookRequest())), Invalid);
        yield return Other("watch book, product",
            p => First(p.WatchBook(new WatchBookRequest { Instrument = Slot(1, "none") })),
            StatusCode.NotFound);
    }

    [TestCaseSource(nameof(Refused))]
    public void Bad_input_is_refused_with_its_code(
        Func<PriceService.PriceServiceClient, Task> call, StatusCode code)
    {
        RpcException error = Tools.Failure(() => call(Prices));
        Assert.That(error.StatusCode, Is.EqualTo(code), error.Message);
        Assert.That(Tools.Reason(error), Is.Not.Null.And.Not.Empty);
    }

    private IEnumerable<ulong> Limits(ulong slot, Side side) => Orders
        .Where(order => order.Slot == slot && order.Side == side).Select(order => order.Limit);

    private static async Task First<T>(AsyncServerStreamingCall<T> call)
    {
        using (call) await call.ResponseStream.MoveNext();
    }

    private static Instrument Slot(ulong slot, string product = Market.Compute) =>
        new() { Product = product, Delivery = Delivery.Slot, Slot = slot };

    private static Series OfProduct() =>
        new() { Product = new ProductBooks { Product = Market.Compute, Delivery = Delivery.Slot } };
}
