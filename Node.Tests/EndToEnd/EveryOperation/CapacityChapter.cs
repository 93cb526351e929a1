using Chain.Client;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>Capacity that is attested, moved and revoked: of provider3, by northcloud.</summary>
internal static class CapacityChapter
{
    private const string Product = "storage-eu-1";

    public static async Task PlayAsync(BothWays both)
    {
        ulong slot = Trading.Slot(minutes: 40).Slot;
        AccountId provider = both.Net["provider3"].Account;
        Done done = await both.CliAsync(
            "northcloud", "capacity", "attest", "provider3", $"{Product}/spot", "40", "--days", "30");
        Assert.That(await AttestedAsync(both, done, Delivery.Spot), Is.EqualTo(new[] { 40 }));
        done = await both.SdkAsync(
            "northcloud", Operations.AttestCapacity(provider, Product, slot, slot + 1, 20));
        Assert.That(await AttestedAsync(both, done, Delivery.Slot), Is.EqualTo(new[] { 20, 20 }));

        done = await both.CliAsync("provider3", "capacity", "move", $"{Product}/{slot}", "5");
        Assert.That(await AttestedAsync(both, done, Delivery.Slot), Is.EqualTo(new[] { 25, 20 }));
        done = await both.SdkAsync("provider3", Operations.MoveToSlots(Product, slot, slot + 1, 3));
        Assert.That(await AttestedAsync(both, done, Delivery.Slot), Is.EqualTo(new[] { 28, 23 }));
        Assert.That(await AttestedAsync(both, done, Delivery.Spot), Is.EqualTo(new[] { 32 }));

        done = await both.CliAsync(
            "northcloud", "capacity", "revoke", "provider3", $"{Product}/spot", "10");
        Assert.That(await AttestedAsync(both, done, Delivery.Spot), Is.EqualTo(new[] { 10 }));
        done = await both.SdkAsync("northcloud", Operations.RevokeCapacity(provider, Product, slot, slot, 1));
        Assert.That(await AttestedAsync(both, done, Delivery.Slot), Is.EqualTo(new[] { 1, 23 }));
    }

    private static async Task<IEnumerable<ulong>> AttestedAsync(
        BothWays both, Done done, Delivery delivery) =>
        (await done.At.Market.ListCapacityAsync(new ListCapacityRequest
        {
            Product = Product,
            Provider = both.Bytes("provider3"),
        })).Capacity.Where(row => row.Delivery == delivery).OrderBy(row => row.Slot)
            .Select(row => row.Attested);
}
