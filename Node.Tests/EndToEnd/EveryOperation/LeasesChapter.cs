using Chain.Client;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>Hand-over, payment, receipts and the end: provider3 serves buyer1.</summary>
internal static class LeasesChapter
{
    public static async Task PlayAsync(BothWays both)
    {
        var renting = new Renting(both, "provider3", "buyer1", "northcloud", "compute-eu-1");
        await renting.OpenAsync();
        await PayAsync(both);
        Hash32 first = await renting.RentAsync(2), second = await renting.RentAsync(3);
        string file = both.Write("access.sealed", "sealed");

        Done done = await both.CliAsync("provider3", "lease", "post-credentials", $"{first}", file);
        Assert.That((await Renting.LeaseAsync(done, first)).State, Is.EqualTo(LeaseState.Active));
        done = await renting.PostAsync(second);
        Assert.That((await Renting.LeaseAsync(done, second)).PostedMs, Is.Positive);
        done = await both.CliAsync("buyer1", "lease", "acknowledge", $"{first}");
        Assert.That((await Renting.LeaseAsync(done, first)).Acknowledged, Is.True);
        done = await both.SdkAsync("buyer1", LeaseOperations.Acknowledge(second));
        Assert.That((await Renting.LeaseAsync(done, second)).Acknowledged, Is.True);

        Lease row = await Renting.LeaseAsync(done, second);
        ulong now = await Renting.NowMsAsync(done, row);
        PostDelivery receipt = LeaseOperations.CoSign(both.Net.Consortium.Genesis.ChainId,
            Renting.Half(second, row, now), both.Net["buyer1"].Key);
        done = await both.SdkAsync("provider3", new Operation { PostDelivery = receipt });
        Assert.That((await Renting.LeaseAsync(done, second)).ThroughMs, Is.EqualTo(now));
        done = await both.CliAsync("provider3", "delivery", "post", $"{first}", "all", "--co-sign", "buyer1");
        Assert.That((await Renting.LeaseAsync(done, first)).Receipts, Is.EqualTo(1));

        done = await both.CliAsync("buyer1", "lease", "notice", $"{first}");
        Assert.That((await Renting.LeaseAsync(done, first)).EndMs, Is.Positive);
        done = await both.SdkAsync("buyer1", LeaseOperations.GiveNotice(second));
        Assert.That((await Renting.LeaseAsync(done, second)).EndMs, Is.Positive);
        first = await renting.ServeAsync(1);
        second = await renting.ServeAsync(1);
        done = await both.CliAsync("provider3", "lease", "exit", $"{first}");
        Assert.That((await Renting.LeaseAsync(done, first)).Collateral, Is.Zero);
        done = await both.SdkAsync("provider3", LeaseOperations.ExitLease(second));
        Assert.That((await Renting.LeaseAsync(done, second)).Collateral, Is.Zero);
        await TransfersChapter.PlayAsync(both, renting);
    }

    /// <summary>Before any lease runs, so that every minor unit of the stream is known.</summary>
    private static async Task PayAsync(BothWays both)
    {
        Done done = await both.CliAsync("buyer1", "stream", "deposit", "5000", "EUR");
        Assert.That(await FundsAsync(both, done), Is.EqualTo(105_000));
        done = await both.SdkAsync("buyer1", LeaseOperations.Deposit("EUR", 500));
        Assert.That(await FundsAsync(both, done), Is.EqualTo(105_500));
        done = await both.CliAsync("buyer1", "stream", "withdraw", "1000", "EUR");
        Assert.That(await FundsAsync(both, done), Is.EqualTo(104_500));
        done = await both.SdkAsync("buyer1", LeaseOperations.Withdraw("EUR", 500));
        Assert.That(await FundsAsync(both, done), Is.EqualTo(104_000));
    }

    private static async Task<ulong> FundsAsync(BothWays both, Done done) =>
        (await done.At.History.ListStreamsAsync(new ListStreamsRequest { Account = both.Bytes("buyer1") }))
            .Streams.Single().Funds;
}
