using System.CommandLine;
using Chain.Wire;

namespace Chain.Node.Cli.Auctions;

/// <summary><c>auction list|show|replay</c>: how prices came about.</summary>
internal static class AuctionVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("auction", "Auctions: what each took in, and what it made of it.")
    {
        List(cli), ShowOne(cli), AuctionReplayVerb.Create(cli),
    };

    public static Argument<string> Instrument() =>
        new("INSTRUMENT") { Description = InstrumentText.Help };

    public static Argument<ulong> Height() => new("HEIGHT") { Description = "Of the block." };

    private static Verb List(ChainCli cli)
    {
        Option<string> instrument = cli.Flags.Optional("--instrument", "Only of " + InstrumentText.Help, "");
        Option<ulong> height = cli.Flags.Optional("--height", "Only of this block; 0: of all.", 0ul);
        Option<uint> limit = cli.Flags.Optional("--limit", "Most auctions to show; 0: all.", 20u);
        return new Verb("list", "Lists auctions in which something happened, newest first.",
            "chain auction list --instrument compute-eu-1/next", instrument, height, limit)
            .Does(cli, async run =>
            {
                Instrument? only = run.Get(instrument).Length == 0 ? null
                    : await InstrumentText.ResolveAsync(run, run.Get(instrument));
                List<AuctionSummary> auctions = await Paging.ReadAsync<AuctionSummary>(
                    run.Get(limit), async (size, token) =>
                {
                    ListAuctionsReply reply = await run.Client.Auctions.ListAuctionsAsync(
                        new ListAuctionsRequest
                        {
                            Instrument = only,
                            Height = run.Get(height),
                            PageSize = size,
                            PageToken = token,
                        }, run.Call);
                    return (reply.Auctions, reply.NextPageToken);
                });
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                run.Print.Many(
                    auctions.Select(AuctionSummaryShape.From).ToList(),
                    ["height", "time", "instrument", "lots", "price", "reference", "orders filled", "leases",
                        "sat out", "cancelled"],
                    a => [$"{a.Height}", Show.Time(a.TimestampMs),
                        InstrumentText.Of(a.Product, a.Delivery, a.Slot), $"{a.Lots}",
                        catalog.Price(a.Price, a.Product), catalog.Price(a.Reference, a.Product),
                        $"{a.Fills}", $"{a.Leases}", $"{a.Exclusions}", $"{a.Cancellations}"]);
                return ExitCode.Ok;
            });
    }

    private static Verb ShowOne(ChainCli cli)
    {
        Argument<string> instrument = Instrument();
        Argument<ulong> height = Height();
        return new Verb("show", "Shows the transcript of one auction: its orders, fills, and who left why.",
            "chain auction show compute-eu-1/29384756 1200", instrument, height).Does(cli, async run =>
        {
            Auction auction = await GetAsync(
                run, await InstrumentText.ResolveAsync(run, run.Get(instrument)), run.Get(height));
            AuctionShape shape = AuctionShape.From(auction);
            Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
            AuctionSummaryShape at = shape.Summary;
            run.Print.One(shape,
                ("instrument", InstrumentText.Of(at.Product, at.Delivery, at.Slot)),
                ("block", $"{at.Height}, {Show.Time(at.TimestampMs)}"),
                ("price", $"{catalog.Price(at.Price, at.Product)}, {at.Lots} lots"),
                ("could be", $"{catalog.Price(at.Low, at.Product)} to {catalog.Price(at.High, at.Product)}, "
                    + $"reference {catalog.Price(at.Reference, at.Product)}"),
                ("passes", $"{at.Passes}"),
                ("leases", $"{at.Leases}"));
            if (run.Print.IsJson) return ExitCode.Ok;
            run.Print.Many(
                shape.Orders, ["side", "account", "order", "party", "limit", "lots", "traded", "kind"],
                o => [o.Side, Show.Short(o.Account), $"{o.ClientOrderId}", o.Party,
                    catalog.Price(o.Limit, at.Product), $"{o.Lots}", $"{o.Fill}", o.InWords]);
            if (shape.Left.Count > 0)
                run.Print.Many(
                    shape.Left, ["side", "account", "order", "what", "why", "lots left", "pass"],
                    l => [l.Side, Show.Short(l.Account), $"{l.ClientOrderId}", l.What, l.Reason,
                        $"{l.Lots}", $"{l.Pass}"]);
            return ExitCode.Ok;
        });
    }

    public static async Task<Auction> GetAsync(Invocation run, Instrument instrument, ulong height) =>
        await run.Client.Auctions.GetAuctionAsync(
            new GetAuctionRequest { Instrument = instrument, Height = height }, run.Call);
}
