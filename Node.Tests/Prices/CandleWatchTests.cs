using Chain.Tests.Ledger;
using Chain.Tests.Rpc;
using Chain.Tests.Storage;
using Chain.Wire;
using Grpc.Core;
using NUnit.Framework;
using Candle = Chain.Wire.Candle;

namespace Chain.Tests.Prices;

/// <summary>Candles followed over a real connection: nothing is lost, whenever it breaks.</summary>
[CancelAfter(60_000)]
public class CandleWatchTests : StoreFixture
{
    private const ulong Day = 86_400_000;

    [Test]
    public async Task A_stream_that_breaks_anywhere_and_resumes_after_a_restart_holds_the_same_candles()
    {
        int breaks = 0;
        for (int seed = 0; seed < 6; seed++)
        {
            string path = Path.Combine(Folder, $"{seed}");
            using var history = new StoredHistory(path, seed);
            var held = new Dictionary<ulong, Candle>();
            WatchCandlesRequest from = Request(CandleWidth.OneMinute);
            from.FromMs = Market.Start;
            for (int start = 0; start < 4; start++)
            {
                history.Grow(20);
                history.RestFor(6_000);
                await using (PriceServer server = await PriceServer.StartAsync(history))
                    // Later and later: what is told in one go begins again when it breaks on the way.
                    for (int most = 1; !await ReadAsync(server, from, held, history, most); most++) breaks++;
                history.Reopen(path);
            }
            IEnumerable<Candle> all = held.Values.OrderBy(candle => candle.StartMs);
            var naive = new NaivePrices(history.Trades());
            Assert.That(all.Select(AsStored),
                Is.EqualTo(naive.Candles(1, Market.Compute, Delivery.Slot, null)), $"seed {seed}");
        }
        Assert.That(breaks, Is.Positive);
    }

    [Test]
    public async Task Only_what_changes_from_now_on_is_told_and_marks_where_nothing_does()
    {
        using var history = new StoredHistory(DbPath, seed: 1);
        history.Grow(30);
        await using PriceServer server = await PriceServer.StartAsync(history);
        WatchCandlesRequest from = Request(CandleWidth.OneHour);
        from.FromHeight = history.Progress.Head.Height.Value + 1;
        var updates = server.Client.WatchCandlesAsync(from).GetAsyncEnumerator();
        history.RestFor(6_000);
        Assert.That(await updates.MoveNextAsync(), Is.True);
        Assert.That(updates.Current.Candle, Is.Null);
        Assert.That(updates.Current.NextHeight, Is.EqualTo(history.Progress.Head.Height.Value + 1));
        Assert.That(from.FromHeight, Is.EqualTo(updates.Current.NextHeight), "the cursor went with it");
        await updates.DisposeAsync();
    }

    [Test]
    public async Task A_cursor_from_before_what_is_kept_is_refused_and_younger_ones_are_not()
    {
        using var history = new StoredHistory(DbPath, seed: 1);
        history.Grow(30);
        history.Rest(Market.Start + 40 * Day);
        await using PriceServer server = await PriceServer.StartAsync(history);
        foreach (WatchCandlesRequest old in new[]
        {
            Request(CandleWidth.OneMinute, fromHeight: 5),
            Request(CandleWidth.OneMinute, fromMs: Market.Start),
        })
        {
            RpcException error = await FailureAsync(server, old);
            Assert.That(error.StatusCode, Is.EqualTo(StatusCode.OutOfRange));
            Assert.That(Tools.Reason(error), Is.EqualTo("COMPACTED"));
        }
        var held = new Dictionary<ulong, Candle>();
        Assert.That(await ReadAsync(
            server, Request(CandleWidth.FiveMinutes, fromHeight: 1), held, history, int.MaxValue), Is.True);
        Assert.That(held.Values.OrderBy(c => c.StartMs).Select(AsStored),
            Is.EqualTo(new NaivePrices(history.Trades()).Candles(2, Market.Compute, Delivery.Slot, null)));
        ListCandlesReply listed = await server.Client.Prices.ListCandlesAsync(
            new ListCandlesRequest { Series = OfProduct(), Width = CandleWidth.OneMinute });
        Assert.That(listed.Candles, Is.Empty);
        Assert.That(listed.KeptFromMs, Is.EqualTo((Market.Start + 40 * Day) / Day * Day - 30 * Day));
    }

    /// <summary>Reads up to the head, or so many updates.</summary>
    /// <returns>True when the head was reached.</returns>
    private static async Task<bool> ReadAsync(
        PriceServer server, WatchCandlesRequest from, Dictionary<ulong, Candle> held, StoredHistory history,
        int most)
    {
        await foreach (CandleUpdate update in server.Client.WatchCandlesAsync(from))
        {
            if (update.Candle is { } candle) held[candle.StartMs] = candle;
            if (update.NextHeight > history.Progress.Head.Height.Value) return true;
            if (--most == 0) return false;
        }
        return false;
    }

    private static async Task<RpcException> FailureAsync(PriceServer server, WatchCandlesRequest request)
    {
        try
        {
            await foreach (CandleUpdate _ in server.Client.WatchCandlesAsync(request)) break;
        }
        catch (RpcException error)
        {
            return error;
        }
        throw new AssertionException("it was not refused");
    }

    private static Chain.Ledger.Storage.StoredCandle AsStored(Candle candle) => new(
        candle.StartMs, new Chain.Ledger.Prices.Candle(
            candle.Open, candle.High, candle.Low, candle.Close, Number(candle.Volume),
            Number(candle.Notional), candle.Trades, new Height(candle.LastHeight)));

    private static UInt128 Number(Wide wide) => ((UInt128)wide.High << 64) + wide.Low;

    private static Series OfProduct() =>
        new() { Product = new ProductBooks { Product = Market.Compute, Delivery = Delivery.Slot } };

    private static WatchCandlesRequest Request(CandleWidth width, ulong fromHeight = 0, ulong fromMs = 0) =>
        new() { Series = OfProduct(), Width = width, FromHeight = fromHeight, FromMs = fromMs };
}
