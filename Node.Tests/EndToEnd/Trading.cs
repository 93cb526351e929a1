using Chain.Client;
using Chain.Node.Cli;
using Chain.Node.Cli.Orders;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>The few steps that make a trade on a testnet.</summary>
internal static class Trading
{
    public const string Product = "compute-eu-1";

    /// <summary>A slot of the test product whose book stays open for at least this many minutes.</summary>
    public static Instrument Slot(ulong minutes) => Operations.Slot(Product, InstrumentText.NextOpen(
        new CreateProduct { SlotMs = 60_000, LeadMs = 15_000 }, TimeProvider.System.GetUtcNow()) + minutes);

    public static PlaceOrder Order(Side side, Instrument instrument, ulong lots, ulong limit) => new()
    {
        ClientOrderId = OrderVerbs.NewId(TimeProvider.System.GetUtcNow()),
        Instrument = instrument,
        Side = side,
        Lots = lots,
        Limit = limit,
        TimeInForce = TimeInForce.Gtc,
    };

    /// <summary>Attests lots of provider1 in that slot; they may be sold from then on.</summary>
    public static Task AttestAsync(Testnet net, Instrument instrument, ulong lots) => OkAsync(
        net["eastgrid"].SubmitAsync(net.Nodes[0], Operations.AttestCapacity(
            net["provider1"].Account, instrument.Product, instrument.Slot, instrument.Slot, lots)));

    /// <summary>provider1 sells, buyer1 buys; returns the trade that came of it.</summary>
    public static async Task<Trade> TradeAsync(Testnet net, Instrument instrument, ulong lots, ulong price)
    {
        await AttestAsync(net, instrument, lots);
        await OkAsync(net["provider1"].SubmitAsync(
            net.Nodes[0], Operations.PlaceOrder(Order(Side.Sell, instrument, lots, price))));
        await OkAsync(net["buyer1"].SubmitAsync(
            net.Nodes[0], Operations.PlaceOrder(Order(Side.Buy, instrument, lots, price))));
        return await Wait.ForAsync("the orders meet", async () => (
            await net.Nodes[0].Client.Market.ListTradesAsync(
            new ListTradesRequest { Instrument = instrument })).Trades.SingleOrDefault());
    }

    public static async Task<Receipt> OkAsync(Task<Receipt> submission)
    {
        Receipt receipt = await submission;
        Assert.That(receipt.Status, Is.EqualTo(ReceiptStatus.Ok));
        return receipt;
    }
}
