using Chain.Client;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>Orders, bundles and block orders: provider1 sells slots, buyer3 buys.</summary>
internal static class OrdersChapter
{
    public static async Task PlayAsync(BothWays both)
    {
        Instrument slot = Trading.Slot(minutes: 60);
        string name = $"{slot.Product}/{slot.Slot}";
        await both.SdkAsync("eastgrid", Operations.AttestCapacity(
            both.Net["provider1"].Account, slot.Product, slot.Slot, slot.Slot + 9, 50));

        Done ask = await both.CliAsync("provider1", "order", "place", "sell", "9", name, "--limit", "1250");
        Assert.That((await OrderAsync(both, ask, "provider1", ask.OrderId))!.Remaining, Is.EqualTo(9));
        Done bid = await both.SdkAsync("buyer3", Operations.PlaceOrder(both.Order(Side.Buy, slot, 2, 1_250)));
        ListTradesReply trades = await bid.At.Market.ListTradesAsync(
            new ListTradesRequest { Instrument = slot });
        Assert.That(trades.Trades.Single().Lots, Is.EqualTo(2));

        string id = $"{ask.OrderId}";
        Done done = await both.CliAsync("provider1", "order", "replace", id, "--limit", "1300");
        Assert.That((await OrderAsync(both, done, "provider1", ask.OrderId))!.Limit, Is.EqualTo(1_300));
        done = await both.SdkAsync("provider1", Operations.ReplaceOrder(ask.OrderId, limit: 1_310));
        Assert.That((await OrderAsync(both, done, "provider1", ask.OrderId))!.Limit, Is.EqualTo(1_310));
        done = await both.CliAsync("provider1", "order", "cancel", id);
        Assert.That(await OrderAsync(both, done, "provider1", ask.OrderId), Is.Null);

        PlaceOrder low = both.Order(Side.Buy, slot, 1, 900), lower = both.Order(Side.Buy, slot, 1, 800);
        await both.SdkAsync("buyer3", Operations.PlaceOrder(low), Operations.PlaceOrder(lower));
        done = await both.SdkAsync("buyer3", Operations.CancelOrder(low.ClientOrderId));
        Assert.That(await OrderAsync(both, done, "buyer3", low.ClientOrderId), Is.Null);
        done = await both.CliAsync("buyer3", "order", "cancel-all", "--instrument", name);
        Assert.That(await OrderAsync(both, done, "buyer3", lower.ClientOrderId), Is.Null);
        PlaceOrder last = both.Order(Side.Buy, slot, 1, 700);
        await both.SdkAsync("buyer3", Operations.PlaceOrder(last));
        done = await both.SdkAsync("buyer3", Operations.CancelAllOrders(slot, Side.Buy));
        Assert.That(await OrderAsync(both, done, "buyer3", last.ClientOrderId), Is.Null);
        await BundlesAsync(both, slot);
    }

    private static async Task BundlesAsync(BothWays both, Instrument slot)
    {
        string first = $"{slot.Product}/{slot.Slot + 1}", second = $"{slot.Product}/{slot.Slot + 2}";
        await both.SdkAsync("provider1", [.. Enumerable.Range(1, 2).Select(next => Operations.PlaceOrder(
            both.Order(Side.Sell, Operations.Slot(slot.Product, slot.Slot + (ulong)next), 9, 1_250)))]);
        Done done = await both.CliAsync(
            "buyer3", "bundle", "place", $"3@{first}", $"4@{second}", "--limit", "9000");
        Assert.That(await VerdictAsync(both, done, done.OrderId), Is.EqualTo(BundleVerdict.Accepted));
        PlaceBundle dear = Bundles.Bundle(both.NewOrderId(), 9_000,
            Bundles.Leg(Operations.Slot(slot.Product, slot.Slot + 1), 6),
            Bundles.Leg(Operations.Slot(slot.Product, slot.Slot + 2), 1));
        done = await both.SdkAsync("buyer3", Bundles.Place(dear));
        Assert.That(await VerdictAsync(both, done, dear.ClientOrderId), Is.EqualTo(BundleVerdict.Accepted));

        done = await both.CliAsync(
            "buyer3", "block-order", "place", "2", $"{slot.Product}/{slot.Slot + 4}", "--slots", "3",
            "--limit", "1300");
        Assert.That((await BundleAsync(both, done, done.OrderId)).Legs, Has.Count.EqualTo(3));
        PlaceBlockOrder block = Bundles.Block(
            both.NewOrderId(), Operations.Slot(slot.Product, slot.Slot + 7), count: 2, lots: 1, limit: 1_200);
        done = await both.SdkAsync("buyer3", Bundles.Place(block));
        Assert.That((await BundleAsync(both, done, block.ClientOrderId)).Limit, Is.EqualTo(2_400));
    }

    private static async Task<Order?> OrderAsync(BothWays both, Done done, string owner, ulong id) =>
        (await done.At.Market.ListOrdersAsync(new ListOrdersRequest { Account = both.Bytes(owner) })).Orders
            .SingleOrDefault(order => order.ClientOrderId == id);

    private static async Task<Bundle> BundleAsync(BothWays both, Done done, ulong id) =>
        await done.At.Bundles.GetBundleAsync(
            new GetBundleRequest { Account = both.Bytes("buyer3"), ClientOrderId = id });

    private static async Task<BundleVerdict> VerdictAsync(BothWays both, Done done, ulong id) =>
        (await Wait.ForAsync("the bundle is tried", async () => (
            await done.At.Bundles.ListBundleOutcomesAsync(
                new ListBundleOutcomesRequest { Account = both.Bytes("buyer3") })).Outcomes
            .FirstOrDefault(outcome => outcome.ClientOrderId == id))).Verdict;
}
