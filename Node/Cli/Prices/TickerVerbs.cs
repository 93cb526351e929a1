using System.CommandLine;
using Chain.Wire;

namespace Chain.Node.Cli.Prices;

/// <summary><c>ticker</c> and <c>index</c>: what is paid now.</summary>
internal static class TickerVerbs
{
    public static Command Ticker(ChainCli cli)
    {
        var which = new Argument<string>("INSTRUMENT")
        {
            Description = $"{InstrumentText.Help} Or PRODUCT, for all its open books.",
        };
        Option<uint> depth = cli.Flags.Optional("--depth", "Price levels per side for the imbalance.", 5u);
        return new Verb("ticker", "Shows last price, reference, best orders, and the last hour and day.",
            "chain ticker compute-eu-1/next", which, depth).Does(cli, async run =>
        {
            Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
            string text = run.Get(which);
            if (!text.Contains('/'))
            {
                List<Ticker> all =
                [
                    .. await ReadAsync(run, text, Delivery.Spot, run.Get(depth)),
                    .. await ReadAsync(run, text, Delivery.Slot, run.Get(depth)),
                ];
                run.Print.Many(all.Select(TickerShape.From).ToList(),
                    ["instrument", "last", "R", "bid", "ask", "imbalance", "VWAP 24h", "lots 24h"],
                    t => [InstrumentText.Of(t.Product, t.Delivery, t.Slot),
                        catalog.Price(t.LastPrice, t.Product), catalog.Price(t.ReferencePrice, t.Product),
                        catalog.Price(t.BidPrice, t.Product), catalog.Price(t.AskPrice, t.Product), $"{t.ImbalanceBps} bp",
                        catalog.Price(t.Day.Vwap, t.Product), t.Day.Volume]);
                return ExitCode.Ok;
            }
            var request = new GetTickerRequest
            {
                Instrument = await InstrumentText.ResolveAsync(run, text),
                Depth = run.Get(depth),
            };
            One(run, catalog, TickerShape.From(await run.Client.Prices.GetTickerAsync(request, run.Call)));
            return ExitCode.Ok;
        });
    }

    public static Command Index(ChainCli cli)
    {
        var product = new Argument<string>("PRODUCT") { Description = "Name of a product." };
        Option<string> delivery = cli.Flags.OneOf(
            "--delivery", "Slots, per lot and slot, or spot, per lot and hour.", "slot", "slot", "spot");
        return new Verb("index", "Shows a product's volume-weighted average price over all its books.",
            "chain index compute-eu-1", product, delivery).Does(cli, async run =>
        {
            Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
            var request = new GetIndexRequest
            {
                Product = run.Get(product),
                Delivery = run.Get(delivery) == "spot" ? Delivery.Spot : Delivery.Slot,
            };
            IndexShape index = IndexShape.From(await run.Client.Prices.GetIndexAsync(request, run.Call));
            run.Print.One(index,
                ("product", $"{index.Product} {index.Delivery}"),
                ("as of", $"{Show.Time(index.TimestampMs)}, height {index.Height}"),
                ("last hour", Window(index.Hour, index.Product, catalog)),
                ("last day", Window(index.Day, index.Product, catalog)));
            return ExitCode.Ok;
        });
    }

    private static void One(Invocation run, Catalog catalog, TickerShape ticker) => run.Print.One(ticker,
        ("instrument", InstrumentText.Of(ticker.Product, ticker.Delivery, ticker.Slot)),
        ("as of", $"{Show.Time(ticker.TimestampMs)}, height {ticker.Height}"),
        ("last", catalog.Price(ticker.LastPrice, ticker.Product)),
        ("reference", catalog.Price(ticker.ReferencePrice, ticker.Product)),
        ("bid", Best(ticker.BidPrice, ticker.BidLots, ticker.Product, catalog)),
        ("ask", Best(ticker.AskPrice, ticker.AskLots, ticker.Product, catalog)),
        ("imbalance", $"{ticker.ImbalanceBps} bp, whole book {ticker.BookImbalanceBps} bp"),
        ("last hour", Window(ticker.Hour, ticker.Product, catalog)),
        ("last day", Window(ticker.Day, ticker.Product, catalog)));

    private static string Best(ulong price, ulong lots, string product, Catalog catalog) =>
        lots == 0 ? "-" : $"{catalog.Price(price, product)} for {lots} lots";

    private static string Window(WindowShape window, string product, Catalog catalog) =>
        window.Trades == 0 ? "no trade"
            : $"VWAP {catalog.Price(window.Vwap, product)}, low {catalog.Price(window.Low, product)}, "
                + $"high {catalog.Price(window.High, product)}, {window.Volume} lots, {window.Trades} trades";

    private static Task<List<Ticker>> ReadAsync(
        Invocation run, string product, Delivery delivery, uint depth) =>
        Paging.ReadAsync<Ticker>(0, async (size, token) =>
        {
            var request = new ListTickersRequest
            {
                Product = product,
                Delivery = delivery,
                Depth = depth,
                PageSize = size,
                PageToken = token,
            };
            ListTickersReply reply = await run.Client.Prices.ListTickersAsync(request, run.Call);
            return (reply.Tickers, reply.NextPageToken);
        });
}
