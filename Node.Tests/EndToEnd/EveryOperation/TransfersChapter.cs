using Chain.Client;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>Leases in service that their tenant, buyer1, passes on to buyer4, or means to.</summary>
internal static class TransfersChapter
{
    public static async Task PlayAsync(BothWays both, Renting renting)
    {
        AccountId taker = both.Net["buyer4"].Account;
        Hash32 first = await renting.ServeAsync(2), second = await renting.ServeAsync(3),
            kept = await renting.ServeAsync(1);
        Done done = await both.CliAsync(
            "buyer1", "lease", "transfer", "offer", $"{first}", "buyer4", "all", "--price", "100");
        Assert.That((await Renting.LeaseAsync(done, first)).Transfer.Price, Is.EqualTo(100));
        done = await both.CliAsync(
            "buyer4", "lease", "transfer", "accept", $"{first}", "--lots", "2", "--price", "100");
        Assert.That((await Renting.LeaseAsync(done, first)).Transfer.Accepted, Is.True);
        done = await both.SdkAsync("buyer1", LeaseOperations.OfferTransfer(second, taker, 3, 50));
        Assert.That((await Renting.LeaseAsync(done, second)).Transfer.Lots, Is.EqualTo(3));
        done = await both.SdkAsync(
            "buyer4", LeaseOperations.AcceptTransfer(second, 3, 50, ByteString.Empty));
        Assert.That((await Renting.LeaseAsync(done, second)).Transfer.Accepted, Is.True);

        await both.SdkAsync("buyer1", LeaseOperations.OfferTransfer(kept, taker, 1, 10));
        done = await both.CliAsync("buyer1", "lease", "transfer", "withdraw", $"{kept}");
        Assert.That((await Renting.LeaseAsync(done, kept)).Transfer, Is.Null);
        await both.SdkAsync("buyer1", LeaseOperations.OfferTransfer(kept, taker, 1, 20));
        done = await both.SdkAsync("buyer1", LeaseOperations.WithdrawTransfer(kept));
        Assert.That((await Renting.LeaseAsync(done, kept)).Transfer, Is.Null);
    }
}
