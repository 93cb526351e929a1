using System.CommandLine;
using Chain.Wire;

namespace Chain.Node.Cli.Prices;

/// <summary><c>candles</c>: prices over time, past or as they change.</summary>
internal static class CandlesVerb
{
    public static Command Create(ChainCli cli)
    {
        var series = new Argument<string>("SERIES") { Description = SeriesText.Help };
        Option<string> width = cli.Flags.OneOf("--width", "Width of a candle.", "1h", "1m", "5m", "1h", "1d");
        Option<ulong> from = cli.Flags.Optional("--from-ms", "First instant, Unix milliseconds.", 0ul);
        Option<ulong> to = cli.Flags.Optional("--to-ms", "End, Unix milliseconds; 0: up to now.", 0ul);
        Option<uint> limit = cli.Flags.Optional("--limit", "Most candles to show, the newest; 0: all.", 24u);
        Option<bool> watch = cli.Flags.Optional(
            "--watch", "Follow candles as they change, a line each.", false);
        Option<ulong> fromHeight = cli.Flags.Optional(
            "--from-height", "With --watch: first block; 0: only new changes.", 0ul);
        Option<uint> count = cli.Flags.Optional("--count", "With --watch: stop after so many; 0: never.", 0u);
        return new Verb(
            "candles", "Shows open, high, low, close and volume, newest first, or follows them.",
            "chain candles compute-eu-1/next --width 1h",
            series, width, from, to, limit, watch, fromHeight, count).Does(cli, async run =>
        {
            Series of = await SeriesText.ResolveAsync(run, run.Get(series));
            CandleWidth wide = WidthOf(run.Get(width));
            Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
            if (run.Get(watch))
            {
                var request = new WatchCandlesRequest
                {
                    Series = of,
                    Width = wide,
                    FromHeight = run.Get(fromHeight),
                    FromMs = run.Get(from),
                };
                return await Streams.FollowAsync(
                    run, run.Client.WatchCandlesAsync(request, run.Cancel).Where(
                        update => run.Print.IsJson || update.Candle is not null),
                    run.Get(count), update => run.Print.Next(
                        CandleUpdateShape.From(update), Line(update.Candle, of, catalog)));
            }
            var asked = new ListCandlesRequest
            {
                Series = of,
                Width = wide,
                FromMs = run.Get(from),
                ToMs = run.Get(to),
            };
            List<Candle> candles = await ReadAsync(run, asked, run.Get(limit));
            string product = SeriesText.ProductOf(of);
            run.Print.Many(
                candles.Select(CandleShape.From).ToList(),
                ["start", "open", "high", "low", "close", "lots", "trades"],
                c => [Show.Time(c.StartMs), catalog.Price(c.Open, product), catalog.Price(c.High, product),
                    catalog.Price(c.Low, product), catalog.Price(c.Close, product), c.Volume, $"{c.Trades}"]);
            return ExitCode.Ok;
        });
    }

    private static CandleWidth WidthOf(string word) => word switch
    {
        "1m" => CandleWidth.OneMinute,
        "5m" => CandleWidth.FiveMinutes,
        "1h" => CandleWidth.OneHour,
        "1d" => CandleWidth.OneDay,
        _ => throw new CliError(ExitCode.Usage, $"'{word}' is no width of candles"),
    };

    private static string Line(Candle? candle, Series series, Catalog catalog)
    {
        if (candle is null) return "";
        string Price(ulong minor) => catalog.Price(minor, SeriesText.ProductOf(series));
        return $"{candle.LastHeight,8}  {Show.Time(candle.StartMs)}  open {Price(candle.Open)}  "
            + $"high {Price(candle.High)}  low {Price(candle.Low)}  close {Price(candle.Close)}  "
            + $"{CandleShape.Number(candle.Volume)} lots";
    }

    private static Task<List<Candle>> ReadAsync(Invocation run, ListCandlesRequest asked, uint limit) =>
        Paging.ReadAsync<Candle>(limit, async (size, token) =>
        {
            ListCandlesRequest request = asked.Clone();
            (request.PageSize, request.PageToken) = (size, token);
            ListCandlesReply reply = await run.Client.Prices.ListCandlesAsync(request, run.Call);
            return (reply.Candles, reply.NextPageToken);
        });
}
