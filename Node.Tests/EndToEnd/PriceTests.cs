using Chain.Client;
using Chain.Crypto;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>Prices of a running consortium: equal on every validator, and after a rebuild.</summary>
public class PriceTests : TestnetFixture
{
    [Test]
    public async Task Every_validator_has_the_same_candles_and_one_that_rebuilds_has_them_again()
    {
        Instrument instrument = Trading.Slot(minutes: 15);
        Trade trade = await Trading.TradeAsync(Net, instrument, lots: 4, price: 1_250);
        Candle expected = await CandleAsync(Net.Nodes[0], trade);
        Assert.That((expected.Open, expected.Close, expected.Volume.Low, expected.Notional.Low),
            Is.EqualTo((trade.Price, trade.Price, 4UL, 4 * trade.Price)));
        foreach (NodeProcess node in Net.Nodes)
            Assert.That(await CandleAsync(node, trade), Is.EqualTo(expected), node.Name);

        NodeProcess stopped = Net.Nodes[3];
        stopped.Kill();
        CliResult rebuilt = await ChainProgram.RunAsync(
            "data", "rebuild", "--home", stopped.Home, "-o", "json");
        Assert.That(rebuilt.Json().GetProperty("trades").GetUInt64(), Is.Positive, rebuilt.ToString());
        string[] auction = [$"{instrument.Product}/{instrument.Slot}", $"{trade.Height}"];
        CliResult proven = await ChainProgram.RunAsync(
            ["auction", "replay", .. auction, "--home", stopped.Home, "-o", "json"]);
        Assert.That(proven.Json().GetProperty("lots").GetUInt64(), Is.EqualTo(4), proven.ToString());
        await Net.IsWholeAsync();
        Assert.That(await CandleAsync(stopped, trade), Is.EqualTo(expected));

        string[] asked = ["--node", stopped.Client.Address.ToString(), "-o", "json"];
        CliResult replayed = await ChainProgram.RunAsync(["auction", "replay", .. auction, .. asked]);
        Assert.That(replayed.Json().GetProperty("agrees").GetBoolean(), replayed.ToString());
        CliResult shown = await ChainProgram.RunAsync(["auction", "show", .. auction, .. asked]);
        Assert.That(shown.Json().GetProperty("orders").GetArrayLength(), Is.EqualTo(2), shown.ToString());
        CliResult listed = await ChainProgram.RunAsync(
            ["auction", "list", "--instrument", auction[0], .. asked]);
        Assert.That(listed.Json()[0].GetProperty("price").GetUInt64(), Is.EqualTo(trade.Price));

        CliResult costs = await ChainProgram.RunAsync(
            ["focus", "export", Address.Encode(Net["buyer1"].Account), .. asked]);
        Assert.That(costs.Code, Is.Zero, costs.ToString());
        Assert.That(costs.Out, Does.Contain($",{auction[0]},"), "what it bought is billed");
        Assert.That(costs.Error, Does.Contain("the history says"));
    }

    [Test]
    public async Task A_book_is_followed_and_its_ticker_tells_what_was_paid()
    {
        Instrument instrument = Trading.Slot(minutes: 25);
        await Trading.AttestAsync(Net, instrument, lots: 9);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var held = new HeldBook();
        Task following = FollowAsync(Net.Nodes[1], instrument, held, patience.Token);
        await Trading.OkAsync(Net["provider1"].SubmitAsync(
            Net.Nodes[0], Operations.PlaceOrder(Trading.Order(Side.Sell, instrument, 5, 1_250))));
        await following;
        Assert.That(held.Asks.Single(), Is.EqualTo(new Level { Price = 1_250, Lots = 5, Orders = 1 }));

        await Trading.OkAsync(Net["buyer1"].SubmitAsync(
            Net.Nodes[0], Operations.PlaceOrder(Trading.Order(Side.Buy, instrument, 2, 1_250))));
        Ticker ticker = await Wait.ForAsync("a ticker with the trade", async () =>
        {
            Ticker now = await Net.Nodes[2].Client.Prices.GetTickerAsync(
                new GetTickerRequest { Instrument = instrument });
            return now.Day.Trades > 0 ? now : null;
        });
        Assert.That((ticker.LastPrice, ticker.Hour.Vwap, ticker.Day.Volume.Low),
            Is.EqualTo((1_250UL, 1_250UL, 2UL)));
        Assert.That((ticker.BestAsk.Lots, ticker.ImbalanceBps), Is.EqualTo((3UL, -10_000)));
    }

    private static async Task FollowAsync(
        NodeProcess node, Instrument instrument, HeldBook held, CancellationToken cancel)
    {
        await foreach (BookUpdate update in node.Client.WatchBookAsync(instrument, depth: 5, cancel))
        {
            held.Apply(update);
            if (held.Asks.Any()) break;
        }
    }

    private static Task<Candle> CandleAsync(NodeProcess node, Trade trade) =>
        Wait.ForAsync("the trade's candle", async () => (
            await node.Client.Prices.ListCandlesAsync(new ListCandlesRequest
            {
                Series = new Series { Instrument = trade.Instrument },
                Width = CandleWidth.OneMinute,
            })).Candles.SingleOrDefault());
}
