using System.Text.Json;
using Chain.Node.Cli;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Cli;

/// <summary>Prices on the command line: decimals in tables, exact in JSON, streams that go on.</summary>
public sealed class PriceVerbTests : NodeVerbTest
{
    [Test]
    public async Task Candles_are_read_over_all_pages_and_large_sums_are_exact()
    {
        JsonElement candles = (await Cli.RunAsync(
            "candles", "compute-eu-1/77", "--width", "5m", "--from-ms", "1000", "-o", "json")).Json;
        Assert.That(candles.EnumerateArray().Select(c => c.GetProperty("startMs").GetUInt64()),
            Is.EqualTo(new ulong[] { 7_200_000, 3_600_000 }));
        Assert.That(candles[0].GetProperty("notional").GetString(), Is.EqualTo("18446744073709551620"));
        ListCandlesRequest asked = Node.Prices.Candles[0];
        Assert.That((asked.Width, asked.FromMs, asked.Series.Instrument.Slot),
            Is.EqualTo((CandleWidth.FiveMinutes, 1_000UL, 77UL)));
        CliResult table = await Cli.RunAsync("candles", "compute-eu-1");
        Assert.That(table.Out, Does.Contain("12.50 EUR").And.Contain("1970-01-01 02:00:00Z"), table.Error);
        Assert.That(Node.Prices.Candles[^1].Series.Product.Product, Is.EqualTo("compute-eu-1"));
    }

    [Test]
    public async Task Watched_candles_go_on_behind_the_last_when_the_node_comes_back()
    {
        CliResult result = await Cli.RunAsync(
            "candles", "compute-eu-1", "--watch", "--from-height", "5", "--count", "3", "-o", "json");
        Assert.That(result.Code, Is.Zero, result.Error);
        string[] lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("nextHeight").GetUInt64()),
            Is.EqualTo(new ulong[] { 7, 9, 11 }));
        Assert.That(Node.Prices.Watched.Select(w => w.FromHeight), Is.EqualTo(new ulong[] { 5, 7, 9 }));
    }

    [Test]
    public async Task A_watched_book_is_held_over_its_changes()
    {
        CliResult result = await Cli.RunAsync(
            "book", "compute-eu-1/77", "--watch", "--count", "2", "-o", "json");
        Assert.That(result.Code, Is.Zero, result.Error);
        JsonElement last = JsonDocument.Parse(
            result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
        Assert.That(last.GetProperty("height").GetUInt64(), Is.EqualTo(14));
        Assert.That(last.GetProperty("bids").GetArrayLength(), Is.Zero);
        Assert.That(last.GetProperty("asks")[0].GetProperty("lots").GetUInt64(), Is.EqualTo(3));
    }

    [Test]
    public async Task Tickers_and_index_show_prices_with_decimals_and_nothing_where_there_is_none()
    {
        CliResult one = await Cli.RunAsync("ticker", "compute-eu-1/77");
        Assert.That(one.Out, Does.Contain("12.40 EUR for 5 lots").And.Contain("-2500 bp")
            .And.Contain("VWAP 12.55 EUR").And.Contain("no trade"), one.Error);
        CliResult all = await Cli.RunAsync("ticker", "compute-eu-1", "-o", "json");
        Assert.That(all.Json[0].GetProperty("day").GetProperty("volume").GetString(), Is.EqualTo("40"));
        CliResult index = await Cli.RunAsync("index", "compute-eu-1", "-o", "json");
        Assert.That(index.Json.GetProperty("day").GetProperty("vwap").GetUInt64(), Is.EqualTo(1_255));
    }

    [TestCase("candles compute-eu-1 --width 2h")]
    [TestCase("candles compute-eu-1/many")]
    [TestCase("ticker compute-eu-1/")]
    [TestCase("data rebuild extra")]
    public async Task Wrong_usage_is_exit_code_2(string line) =>
        Assert.That((await Cli.RunAsync(line.Split(' '))).Code, Is.EqualTo(ExitCode.Usage));
}
