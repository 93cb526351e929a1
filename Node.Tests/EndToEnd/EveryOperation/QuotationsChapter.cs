using Chain.Client;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>Requests for quotation of buyer4, answered by provider1 and provider2.</summary>
internal static class QuotationsChapter
{
    private const ulong Reserve = 1_300;

    public static async Task PlayAsync(BothWays both)
    {
        Instrument slot = Trading.Slot(minutes: 90), next = Operations.Slot(slot.Product, slot.Slot + 1);
        await both.SdkAsync("eastgrid", Operations.AttestCapacity(
            both.Net["provider1"].Account, slot.Product, slot.Slot, next.Slot, 50));
        await both.SdkAsync("westlabs", Operations.AttestCapacity(
            both.Net["provider2"].Account, slot.Product, slot.Slot, next.Slot, 50));
        string name = $"{slot.Product}/{slot.Slot}";
        await CancelAsync(both, name, next);

        Done done = await both.CliAsync("buyer4", "rfq", "open", "4", name, "--reserve", $"{Reserve}");
        ulong byCli = done.OrderId, bySdk = both.NewOrderId();
        Assert.That((await RequestAsync(both, done, byCli)).Reserve, Is.EqualTo(Reserve));
        await both.SdkAsync("buyer4", Quotations.Open(Quotations.Request(bySdk, 5, Reserve, next)));

        await both.CliAsync("provider1", "rfq", "quote", "buyer4", $"{byCli}", "1200");
        AccountId tenant = both.Net["buyer4"].Account, provider = both.Net["provider2"].Account;
        var salt = new Hash32(new byte[32]);
        Hash32 commitment = QuoteHashes.OfQuote(
            both.Net.Consortium.Genesis.ComputeHash(), tenant, bySdk, provider, 1_210, salt, default);
        done = await both.SdkAsync("provider2", Quotations.Commit(tenant, bySdk, next, commitment));
        Assert.That((await RequestAsync(both, done, bySdk)).Quotations.Single().Revealed, Is.False);

        await RevealingAsync(both, done, byCli);
        await both.CliAsync("provider1", "rfq", "reveal", "buyer4", $"{byCli}");
        await RevealingAsync(both, done, bySdk);
        done = await both.SdkAsync("provider2", Quotations.Reveal(tenant, bySdk, 1_210, salt, default));
        await Wait.UntilAsync("both requests have become leases at the prices that were quoted", async () =>
            (await done.At.Market.ListLeasesAsync(new ListLeasesRequest { Account = both.Bytes("buyer4") }))
                .Leases.Select(lease => lease.Price).Intersect([1_200UL, 1_210UL]).Count() == 2);
    }

    private static async Task CancelAsync(BothWays both, string name, Instrument next)
    {
        Done done = await both.CliAsync("buyer4", "rfq", "open", "4", name, "--reserve", $"{Reserve}");
        ulong id = done.OrderId;
        done = await both.CliAsync("buyer4", "rfq", "cancel", $"{id}");
        Assert.That(await OpenAsync(both, done), Is.Zero);
        id = both.NewOrderId();
        await both.SdkAsync("buyer4", Quotations.Open(Quotations.Request(id, 4, Reserve, next)));
        done = await both.SdkAsync("buyer4", Quotations.Cancel(id));
        Assert.That(await OpenAsync(both, done), Is.Zero);
    }

    private static async Task<int> OpenAsync(BothWays both, Done done) =>
        (await done.At.Quotations.ListRequestsAsync(
            new ListRequestsRequest { Account = both.Bytes("buyer4") })).Requests.Count;

    private static async Task<QuotationRequest> RequestAsync(BothWays both, Done done, ulong id) =>
        await done.At.Quotations.GetRequestAsync(
            new GetRequestRequest { Account = both.Bytes("buyer4"), ClientOrderId = id });

    private static Task RevealingAsync(BothWays both, Done done, ulong id) => Wait.UntilAsync(
        "commitments have ended",
        async () => (await RequestAsync(both, done, id)).Phase == RequestPhase.Revealing);
}
