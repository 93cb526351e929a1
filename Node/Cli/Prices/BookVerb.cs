using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Prices;

/// <summary><c>book</c>: one instrument's open orders by price.</summary>
internal static class BookVerb
{
    public static Command Create(ChainCli cli)
    {
        var instrument = new Argument<string>("INSTRUMENT") { Description = InstrumentText.Help };
        Option<uint> depth = cli.Flags.Optional("--depth", "Price levels per side.", 20u);
        Option<bool> watch = cli.Flags.Optional(
            "--watch", "Follow the book, a line for each change.", false);
        Option<uint> count = cli.Flags.Optional("--count", "With --watch: stop after so many; 0: never.", 0u);
        return new Verb(
            "book", "Shows an order book, or follows it.", "chain book compute-eu-1/next --depth 5",
            instrument, depth, watch, count)
            .Does(cli, async run =>
            {
                if (run.Get(watch))
                    return await FollowAsync(run, run.Get(instrument), run.Get(depth), run.Get(count));
                var request = new GetBookRequest
                {
                    Instrument = await InstrumentText.ResolveAsync(run, run.Get(instrument)),
                    Depth = run.Get(depth),
                };
                Book book = await run.Client.Market.GetBookAsync(request, run.Call);
                BookShape shape = BookShape.From(book);
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                run.Print.One(shape,
                    ("instrument", InstrumentText.Of(shape.Product, shape.Delivery, shape.Slot)),
                    ("as of height", $"{shape.Height}"),
                    ("reference", catalog.Price(shape.ReferencePrice, shape.Product)),
                    ("last", catalog.Price(shape.LastPrice, shape.Product)));
                if (run.Print.IsJson) return ExitCode.Ok;
                var levels = shape.Asks.Reverse().Select(level => ("sell", level))
                    .Concat(shape.Bids.Select(level => ("buy", level))).ToList();
                run.Print.Many(
                    levels, ["side", "price", "lots", "orders"],
                    row => [row.Item1, catalog.Price(row.level.Price, shape.Product), $"{row.level.Lots}",
                        $"{row.level.Orders}"]);
                return ExitCode.Ok;
            });
    }

    /// <summary>The held book after each update: a line of JSON, or the best order of each side.</summary>
    private static async Task<int> FollowAsync(Invocation run, string text, uint depth, uint count)
    {
        Instrument instrument = await InstrumentText.ResolveAsync(run, text);
        Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
        var held = new HeldBook();
        string Best(IEnumerable<Level> side) => side.FirstOrDefault() is { } level
            ? $"{catalog.Price(level.Price, instrument.Product)} for {level.Lots} lots" : "-";
        return await Streams.FollowAsync(
            run, run.Client.WatchBookAsync(instrument, depth, run.Cancel), count, update =>
            {
                held.Apply(update);
                run.Print.Next(
                    new HeldShape(
                        instrument.Product, Show.Delivery(instrument.Delivery), instrument.Slot, held.Height,
                        held.Bids.Select(LevelShape.From).ToList(),
                        held.Asks.Select(LevelShape.From).ToList()),
                    $"{held.Height,8}  bid {Best(held.Bids)}  ask {Best(held.Asks)}");
            });
    }

    private sealed record HeldShape(
        string Product, string Delivery, ulong Slot, ulong Height, IReadOnlyList<LevelShape> Bids,
        IReadOnlyList<LevelShape> Asks);

    /// <summary>A book as JSON; best prices first, minor units per lot, 0 where there is none.</summary>
    private sealed record BookShape(
        string Product, string Delivery, ulong Slot, ulong Height, ulong ReferencePrice, ulong LastPrice,
        IReadOnlyList<LevelShape> Bids, IReadOnlyList<LevelShape> Asks)
    {
        public static BookShape From(Book book) => new(
            book.Instrument.Product, Show.Delivery(book.Instrument.Delivery),
            book.Instrument.Slot, book.Height, book.ReferencePrice, book.LastPrice,
            book.Bids.Select(LevelShape.From).ToList(), book.Asks.Select(LevelShape.From).ToList());
    }

    private sealed record LevelShape(ulong Price, ulong Lots, uint Orders)
    {
        public static LevelShape From(Level level) => new(level.Price, level.Lots, level.Orders);
    }
}
