using Chain.Client;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>What members decide, appoint and publish.</summary>
internal static class MembersChapter
{
    public static async Task PlayAsync(BothWays both)
    {
        await DecideAsync(both);
        await AppointAsync(both);
        await PublishAsync(both);
    }

    private static async Task DecideAsync(BothWays both)
    {
        Done done = await both.CliAsync(
            "northcloud", "proposal", "create", "parameter", "disputeMinimum", "101");
        string proposal = done.Receipt.GetProperty("proposal").GetString()!;
        await both.CliAsync("eastgrid", "proposal", "vote", proposal);
        await both.CliAsync("westlabs", "proposal", "vote", proposal);
        await DisputeMinimumAsync(both, done, 101);

        Testnet net = both.Net;
        done = await both.SdkAsync("harbour-bank", Governance.Propose(
            1, Governance.SetParameter(ChainParameter.DisputeMinimum, 102),
            TimeProvider.System.GetUtcNow().AddDays(1)));
        await both.SdkAsync("eastgrid", Governance.Vote(net["harbour-bank"].Account, 1, approve: true));
        await both.SdkAsync("westlabs", Governance.Vote(net["harbour-bank"].Account, 1, approve: true));
        await DisputeMinimumAsync(both, done, 102);
    }

    private static Task DisputeMinimumAsync(BothWays both, Done done, ulong value) =>
        Wait.UntilAsync($"disputeMinimum is {value} by vote", async () =>
            (await done.At.Governance.ListParametersAsync(new ListParametersRequest())).Parameters
                .Single(one => one.Parameter == ChainParameter.DisputeMinimum).Value == value);

    private static async Task AppointAsync(BothWays both)
    {
        Done done = await both.CliAsync("northcloud", "role", "grant", "auditor", "buyer1");
        Assert.That(await RolesAsync(done), Does.Contain((both.Bytes("buyer1"), Role.Auditor)));
        done = await both.SdkAsync(
            "eastgrid", Governance.SetRole(both.Net["buyer2"].Account, Role.Arbitrator, granted: true));
        Assert.That(await RolesAsync(done), Does.Contain((both.Bytes("buyer2"), Role.Arbitrator)));
    }

    private static async Task<IEnumerable<(ByteString, Role)>> RolesAsync(Done done) =>
        (await done.At.Governance.ListRolesAsync(new ListRolesRequest())).Roles
            .Select(grant => (grant.Account, grant.Role));

    private static async Task PublishAsync(BothWays both)
    {
        string document = both.Write("c2.pdf", "eight sockets");
        var nothing = new Hash32(new byte[32]);
        await both.CliAsync("northcloud", "grade", "publish", "c2", "--class", "compute",
            "--document", document, "--note", "eight sockets");
        Done done = await both.SdkAsync(
            "westlabs", Operations.PublishGrade("c3", ProductClass.Compute, nothing, "none"));
        ListGradesReply grades = await done.At.Market.ListGradesAsync(new ListGradesRequest());
        Assert.That(grades.Grades.Select(grade => grade.Grade), Is.SupersetOf(new[] { "c2", "c3" }));

        await both.CliAsync("northcloud", "region", "publish", "eu-north", "--document", document);
        done = await both.SdkAsync(
            "westlabs", Operations.PublishRegion("ap-south", nothing, "none"));
        ListRegionsReply regions = await done.At.Market.ListRegionsAsync(new ListRegionsRequest());
        Assert.That(regions.Regions.Select(region => region.Region),
            Is.SupersetOf(new[] { "eu-north", "ap-south" }));

        await both.CliAsync("northcloud", "product", "create", "compute-north", "--grade", "c2",
            "--region", "eu-north", "--unit", "vCPU-Hours", "--asset", "EUR", "--collateral", "30",
            "--listing-price", "120");
        ListProductsReply known = await done.At.Market.ListProductsAsync(new ListProductsRequest());
        CreateProduct product = known.Products.Single(one => one.Product == "compute-eu-1").Clone();
        (product.Product, product.Grade, product.Region) = ("compute-south", "c3", "ap-south");
        done = await both.SdkAsync("westlabs", Operations.CreateProduct(product));
        known = await done.At.Market.ListProductsAsync(new ListProductsRequest());
        Assert.That(known.Products.Select(one => one.Product),
            Is.SupersetOf(new[] { "compute-north", "compute-south" }));
    }
}
