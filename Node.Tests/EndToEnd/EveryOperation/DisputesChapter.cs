using Chain.Client;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>Refused hand-overs and disputed receipts: buyer2 against provider2, both of eastgrid.</summary>
internal static class DisputesChapter
{
    private static readonly string[] Panel = ["northcloud", "westlabs", "harbour-bank"];

    public static async Task PlayAsync(BothWays both)
    {
        var renting = new Renting(both, "provider2", "buyer2", "westlabs", "compute-us-1");
        await renting.OpenAsync();
        Hash32 first = await renting.RentAsync(2), second = await renting.RentAsync(3);
        await renting.PostAsync(first);
        await renting.PostAsync(second);
        Done done = await both.CliAsync(
            "buyer2", "lease", "refuse", $"{first}", "--disclose", new string('7', 64));
        Dispute byCli = await DisputeAsync(both, done, first);
        done = await both.SdkAsync("buyer2", Disputes.RefuseHandover(second, new Hash32(new byte[32])));
        Dispute bySdk = await DisputeAsync(both, done, second);
        await Task.WhenAll(
            VoteByCliAsync(both, done, byCli), VoteBySdkAsync(both, done, bySdk),
            ReceiptsAsync(both, renting));
        foreach (Hash32 lease in new[] { first, second })
        {
            Lease closed = await Wait.ForAsync("the panel's verdict closes the lease", async () =>
                await Renting.LeaseAsync(done, lease) is { State: LeaseState.Closed } over ? over : null);
            Assert.That(closed.Collateral, Is.Zero, "it is the tenant's");
        }
    }

    private static async Task ReceiptsAsync(BothWays both, Renting renting)
    {
        Hash32 first = await renting.ServeAsync(2), second = await renting.ServeAsync(3);
        Done done = await both.CliAsync("provider2", "delivery", "post", $"{first}", "all");
        Assert.That((await Renting.LeaseAsync(done, first)).ReceiptPending, Is.True);
        done = await both.CliAsync(
            "buyer2", "dispute", "open", $"{first}", "--receipt", "1", "--delivered", "0");
        Assert.That((await DisputeAsync(both, done, first)).Receipt, Is.EqualTo(1));

        Lease row = await Renting.LeaseAsync(done, second);
        PostDelivery receipt = Renting.Half(second, row, await Renting.NowMsAsync(done, row));
        await both.SdkAsync("provider2", new Operation { PostDelivery = receipt });
        done = await both.SdkAsync("buyer2", Disputes.Open(second, 1, 0));
        Assert.That((await DisputeAsync(both, done, second)).Receipt, Is.EqualTo(1));
    }

    private static async Task VoteByCliAsync(BothWays both, Done done, Dispute dispute)
    {
        string id = Convert.ToHexStringLower(dispute.Id.Span);
        await PhaseAsync(done, dispute, DisputePhase.Committing);
        await Task.WhenAll(Panel.Select(member =>
            both.CliAsync(member, "dispute", "commit", id, "tenant")));
        await PhaseAsync(done, dispute, DisputePhase.Revealing);
        await Task.WhenAll(Panel.Select(member => both.CliAsync(member, "dispute", "reveal", id)));
    }

    private static async Task VoteBySdkAsync(BothWays both, Done done, Dispute dispute)
    {
        var id = new Hash32(dispute.Id.Span);
        var salt = new Hash32(new byte[32]);
        await PhaseAsync(done, dispute, DisputePhase.Committing);
        await Task.WhenAll(Panel.Select(member => both.SdkAsync(member, Disputes.Commit(
            id, round: 1, both.Net[member].Account, Verdict.Tenant, salt))));
        await PhaseAsync(done, dispute, DisputePhase.Revealing);
        await Task.WhenAll(Panel.Select(member =>
            both.SdkAsync(member, Disputes.Reveal(id, Verdict.Tenant, salt))));
    }

    private static Task PhaseAsync(Done done, Dispute dispute, DisputePhase phase) =>
        Wait.UntilAsync($"the dispute is {phase}", async () => (await done.At.Disputes.GetDisputeAsync(
            new GetDisputeRequest { Id = dispute.Id })).Phase == phase);

    private static async Task<Dispute> DisputeAsync(BothWays both, Done done, Hash32 lease) =>
        (await done.At.Disputes.ListDisputesAsync(new ListDisputesRequest
        {
            Account = both.Bytes("buyer2"),
        })).Disputes.Single(dispute => dispute.Lease.Span.SequenceEqual(lease.Span));
}
