using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>Act: capacity of a day to come, paid into escrow.</summary>
internal static class Ahead
{
    private const ulong Lots = 40;
    private const ulong DaysAhead = 30;
    private const ulong DayMs = 86_400_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static async Task PlayAsync(Plot plot)
    {
        Stage stage = plot.Stage;
        CreateProduct product = plot.Terms(Plot.ComputeEu);
        ulong slot = (stage.NowMs + DaysAhead * DayMs) / product.SlotMs;
        Instrument instrument = Operations.Slot(Plot.ComputeEu, slot);
        string start = Show.Time(slot * product.SlotMs)[..16];
        plot.Tell.Act("Capacity is bought ahead");
        await stage.DoAsync(plot.AttestorOf(plot.Arctic), Operations.AttestCapacity(
            plot.Arctic.Account, Plot.ComputeEu, slot, slot, Lots));
        await stage.DoAsync(plot.Arctic, Place(plot, Side.Sell, instrument, product.ListingPrice));
        Receipt receipt = await stage.DoAsync(
            plot.Tram, Place(plot, Side.Buy, instrument, product.ListingPrice));
        Trade trade = await stage.WaitAsync("tram-company gets its slot", Soon,
            async Task<Trade?> (client, call) => (await client.Market.ListTradesAsync(
                new ListTradesRequest { Instrument = instrument }, call)).Trades
                .FirstOrDefault(one => one.Height >= receipt.Height));
        ulong paid = trade.Lots * trade.Price, fee = (paid * product.FeeBps + 9_999) / 10_000;
        plot.Tell.Say($"Not all is for now: time to come is sold in slots, each with a book of its own. "
            + $"tram-company knows what it needs in {DaysAhead} days, and buys {trade.Lots} lots of the slot "
            + $"of {start}Z at {stage.Money(trade.Price)}. It pays {stage.Money(paid)} at once, into escrow: "
            + $"arctic-compute gets it for what it delivers then, and a fee of {stage.Money(fee)} goes to the "
            + "consortium.",
            new { Slot = slot, trade.Lots, trade.Price, Paid = paid, Fee = fee });
    }

    private static Operation Place(Plot plot, Side side, Instrument instrument, ulong limit)
    {
        PlaceOrder order = plot.Dealing.Order(side, instrument.Product, Lots, limit, TimeInForce.Gtc);
        order.Instrument = instrument;
        return Operations.PlaceOrder(order);
    }
}
