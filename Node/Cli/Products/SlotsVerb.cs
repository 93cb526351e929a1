using System.CommandLine;
using Chain.Wire;

namespace Chain.Node.Cli.Products;

/// <summary><c>slots</c>: a product's calendar.</summary>
internal static class SlotsVerb
{
    public static Command Create(ChainCli cli)
    {
        var product = new Argument<string>("PRODUCT") { Description = "Name of the product." };
        Option<ulong> from = cli.Flags.Optional(
            "--first", "First slot to show; 0: the next whose book is open.", 0ul);
        Option<uint> count = cli.Flags.Optional("--count", "Slots to show, at most 1000.", 24u);
        return new Verb("slots",
            "Shows a product's coming slots: when they close and start, best prices, free capacity.",
            "chain slots compute-eu-1 --count 12", product, from, count)
            .Does(cli, async run =>
            {
                var request = new ListSlotsRequest
                {
                    Product = run.Get(product),
                    FirstSlot = run.Get(from),
                    Count = run.Get(count),
                };
                ListSlotsReply reply = await run.Client.Market.ListSlotsAsync(request, run.Call);
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                string Price(ulong price) => catalog.Price(price, run.Get(product));
                run.Print.Many(
                    reply.Slots.Select(SlotShape.From).ToList(),
                    ["slot", "closes", "starts", "bid", "ask", "reference", "last", "free", "providers"],
                    s => [$"{s.Slot}", Show.Time(s.CloseMs), Show.Time(s.StartMs),
                        At(Price(s.BidPrice), s.BidLots), At(Price(s.AskPrice), s.AskLots),
                        Price(s.ReferencePrice), Price(s.LastPrice), $"{s.Free} of {s.Attested}",
                        $"{s.Providers}"]);
                return ExitCode.Ok;
            });
    }

    private static string At(string price, ulong lots) => lots == 0 ? "-" : $"{lots} at {price}";

    /// <summary>A slot as JSON; prices in minor units per lot, 0 where there is none.</summary>
    private sealed record SlotShape(
        ulong Slot, ulong StartMs, ulong EndMs, ulong CloseMs, ulong ReferencePrice, ulong LastPrice,
        ulong BidPrice, ulong BidLots, ulong AskPrice, ulong AskLots, ulong Attested, ulong Free,
        uint Providers)
    {
        public static SlotShape From(SlotSummary s) => new(
            s.Slot, s.StartMs, s.EndMs, s.CloseMs, s.ReferencePrice, s.LastPrice,
            s.BestBid?.Price ?? 0, s.BestBid?.Lots ?? 0, s.BestAsk?.Price ?? 0, s.BestAsk?.Lots ?? 0,
            s.Attested, s.Free, s.Providers);
    }
}
