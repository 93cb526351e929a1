using System.CommandLine;
using Chain.Wire;

namespace Chain.Node.Cli;

/// <summary><c>book</c>: one instrument's open orders by price.</summary>
internal static class BookVerb
{
    public static Command Create(ChainCli cli)
    {
        var instrument = new Argument<string>("INSTRUMENT") { Description = InstrumentText.Help };
        Option<uint> depth = cli.Flags.Optional("--depth", "Price levels per side.", 20u);
        return new Verb("book", "Shows an order book.", "chain book compute-eu-1/next", instrument, depth)
            .Does(cli, async run =>
            {
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
