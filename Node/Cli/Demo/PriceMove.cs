using Chain.Client;
using Chain.Node.Cli.Testnet;
using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>Act: demand moves a price.</summary>
internal static class PriceMove
{
    private const ulong Deposit = 10_00;

    public static async Task PlayAsync(Plot plot)
    {
        Stage stage = plot.Stage;
        plot.Tell.Act("A price moves");
        var request = new GetBookRequest { Instrument = Operations.Spot(Plot.ComputeEu) };
        Book book = await stage.AskAsync(async (client, call) =>
            await client.Market.GetBookAsync(request, call));
        plot.Tell.Say($"For sale in {Plot.ComputeEu} are now {string.Join(" and ", book.Asks.Select(level =>
            $"{level.Lots} lots at {stage.Money(level.Price)}"))}. Others want some, too:",
            new { Asks = book.Asks.Select(level => new { level.Lots, level.Price }) });
        Service first = await BuyAsync(plot, plot.GenomeLab, 10, 112);
        Service second = await BuyAsync(plot, plot.Tram, 8, 108);
        PlaceOrder late = plot.Dealing.Order(
            Side.Buy, Plot.ComputeEu, 6, plot.Listed(Plot.ComputeEu, 101), TimeInForce.Gtc);
        await stage.DoAsync(plot.Animation, Operations.PlaceOrder(late));
        plot.Tell.Rows(
            Bid(
                plot, plot.GenomeLab, 10, plot.Listed(Plot.ComputeEu, 112),
                $"pays {stage.Money(first.Price)}"),
            Bid(plot, plot.Tram, 8, plot.Listed(Plot.ComputeEu, 108), $"pays {stage.Money(second.Price)}"),
            Bid(plot, plot.Animation, late.Lots, late.Limit, "waits in the book: nobody sells at that"));
        plot.Tell.Say($"The price went from {stage.Money(first.Price)} to {stage.Money(second.Price)}, "
            + $"{Percent(first.Price, second.Price)}, because more was wanted than the cheapest seller had "
            + "left. Nobody set it. Each block clears a book once, at one price for all: who bids more than "
            + "that does not pay more, and coming first inside a block gains nothing. Books, trades and "
            + $"prices are open to everyone: chain ticker {Plot.ComputeEu}/spot",
            new { From = first.Price, To = second.Price });
    }

    private static async Task<Service> BuyAsync(Plot plot, Actor buyer, ulong lots, ulong percent)
    {
        await plot.Stage.DoAsync(buyer, LeaseOperations.Deposit(TestnetCast.Asset, Deposit));
        IReadOnlyList<Service> bought = await plot.Dealing.BuyAsync(
            buyer, Plot.ComputeEu, lots, plot.Listed(Plot.ComputeEu, percent));
        foreach (Service service in bought)
        {
            await plot.Dealing.HandOverAsync(service);
            plot.Running.Add(service);
        }
        return bought[0];
    }

    private static Row Bid(Plot plot, Actor buyer, ulong lots, ulong limit, string then) => new(
        new { Buyer = buyer.Party, Lots = lots, Limit = limit },
        buyer.Party, "wants", $"{lots}", "lots, at most at", plot.Stage.Money(limit), then);

    private static string Percent(ulong from, ulong to)
    {
        long tenths = ((long)to - (long)from) * 1_000 / (long)from;
        return $"{(tenths < 0 ? "-" : "+")}{Math.Abs(tenths) / 10}.{Math.Abs(tenths) % 10} %";
    }
}
