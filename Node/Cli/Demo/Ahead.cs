using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>Act: capacity of a day to come, paid into escrow, and sold on.</summary>
internal static class Ahead
{
    public const ulong DaysAhead = 30;

    private const ulong Lots = 40;
    private const ulong Resold = 15;
    private const ulong DayMs = 86_400_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static async Task PlayAsync(Plot plot)
    {
        Stage stage = plot.Stage;
        CreateProduct product = plot.Terms(Plot.ComputeEu);
        ulong slot = (stage.NowMs + DaysAhead * DayMs) / product.SlotMs;
        Instrument instrument = Operations.Slot(Plot.ComputeEu, slot);
        string start = Show.Time(slot * product.SlotMs)[..16];
        plot.Tell.Act("Capacity is bought ahead, and resold");
        await stage.DoAsync(plot.AttestorOf(plot.Arctic), Operations.AttestCapacity(
            plot.Arctic.Account, Plot.ComputeEu, slot, slot, Lots));
        await stage.DoAsync(plot.Arctic, Operations.PlaceOrder(
            Order(plot, Side.Sell, instrument, Lots, product.ListingPrice)));
        Receipt receipt = await stage.DoAsync(
            plot.Tram, Operations.PlaceOrder(
            Order(plot, Side.Buy, instrument, Lots, product.ListingPrice)));
        Trade trade = await TradeAsync(plot, instrument, receipt.Height);
        ulong paid = trade.Lots * trade.Price, fee = (paid * product.FeeBps + 9_999) / 10_000;
        plot.Tell.Say($"Not all is for now: time to come is sold in slots, each with a book of its own. "
            + $"tram-company knows what it needs in {DaysAhead} days, and buys {trade.Lots} lots of the slot "
            + $"of {start}Z at {stage.Money(trade.Price)}. It pays {stage.Money(paid)} at once, into escrow: "
            + $"arctic-compute gets it for what it delivers then, and a fee of {stage.Money(fee)} goes to "
            + "the consortium.",
            new { Slot = slot, trade.Lots, trade.Price, Paid = paid, Fee = fee });
        await ResellAsync(plot, instrument, trade);
    }

    private static async Task ResellAsync(Plot plot, Instrument instrument, Trade bought)
    {
        Stage stage = plot.Stage;
        ulong ask = bought.Price * 104 / 100;
        PlaceOrder order = Order(plot, Side.Sell, instrument, Resold, ask);
        await stage.DoAsync(plot.Tram, LeaseOperations.Resell(order, new Hash32(bought.Lease.Span)));
        Receipt receipt = await stage.DoAsync(plot.Animation, Operations.PlaceOrder(
            Order(plot, Side.Buy, instrument, Resold, bought.Price * 106 / 100)));
        Trade trade = await TradeAsync(plot, instrument, receipt.Height);
        plot.Tell.Say("Then its plans change. It need not ask anybody: it offers "
            + $"{Resold} of its lots in the same book, and animation-works takes them at "
            + $"{stage.Money(trade.Price)}. tram-company has {stage.Money(trade.Lots * trade.Price)} at "
            + $"once, {stage.Money(trade.Lots * (trade.Price - bought.Price))} more than they cost it; "
            + "animation-works has a lease of its own with arctic-compute, collateral and all.",
            new { trade.Lots, Resold = trade.Price, Source = Show.Hex(bought.Lease) });
    }

    private static Task<Trade> TradeAsync(Plot plot, Instrument instrument, ulong fromHeight) =>
        plot.Stage.WaitAsync("a slot is sold", Soon,
            async Task<Trade?> (client, call) => (await client.Market.ListTradesAsync(
                new ListTradesRequest { Instrument = instrument }, call)).Trades
                .FirstOrDefault(one => one.Height >= fromHeight));

    private static PlaceOrder Order(Plot plot, Side side, Instrument instrument, ulong lots, ulong limit)
    {
        PlaceOrder order = plot.Dealing.Order(side, instrument.Product, lots, limit, TimeInForce.Gtc);
        order.Instrument = instrument;
        return order;
    }
}
