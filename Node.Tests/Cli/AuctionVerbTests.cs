using System.Text.Json;
using Chain.Node.Cli;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class AuctionVerbTests : NodeVerbTest
{
    [Test]
    public async Task Auctions_are_listed_of_an_instrument_and_a_block()
    {
        CliResult list = await Cli.RunAsync(
            "auction", "list", "--instrument", "compute-eu-1/77", "--height", "12");
        Assert.That(list.Out, Does.Contain("compute-eu-1/77").And.Contain("12.60 EUR"), list.Error);
        Assert.That((Node.Auctions.Lists[0].Instrument.Slot, Node.Auctions.Lists[0].Height),
            Is.EqualTo((77UL, 12UL)));
        JsonElement json = (await Cli.RunAsync("auction", "list", "-o", "json")).Json;
        Assert.That(json[0].GetProperty("price").GetUInt64(), Is.EqualTo(1_260));
        Assert.That(Node.Auctions.Lists[1].Instrument, Is.Null);
    }

    [Test]
    public async Task A_transcript_tells_who_traded_and_who_left()
    {
        CliResult show = await Cli.RunAsync("auction", "show", "compute-eu-1/77", "12");
        Assert.That(show.Out, Does.Contain("arctic-compute").And.Contain("at least 2")
            .And.Contain("immediate_over"), show.Error);
        JsonElement json = (await Cli.RunAsync(
            "auction", "show", "compute-eu-1/77", "12", "-o", "json")).Json;
        Assert.That(json.GetProperty("orders")[0].GetProperty("fill").GetUInt64(), Is.EqualTo(5));
        Assert.That(json.GetProperty("left")[0].GetProperty("what").GetString(), Is.EqualTo("cancelled"));
        Assert.That((await Cli.RunAsync("auction", "show", "compute-eu-1/77", "13")).Code,
            Is.EqualTo(ExitCode.Refused));
    }

    [Test]
    public async Task A_replay_agrees_or_shows_the_first_difference()
    {
        CliResult good = await Cli.RunAsync("auction", "replay", "compute-eu-1/77", "12");
        Assert.That((good.Code, good.Out.Contains("agrees", StringComparison.Ordinal)),
            Is.EqualTo((0, true)), good.Error);
        Node.Auctions.Auction.Summary.Price = 1_259;
        CliResult bad = await Cli.RunAsync("auction", "replay", "compute-eu-1/77", "12", "-o", "json");
        Assert.That(bad.Code, Is.EqualTo(ExitCode.Refused));
        Assert.That(bad.Error, Does.Contain("price: published 1259, replayed 1260"));
        Assert.That(bad.Json.GetProperty("agrees").GetBoolean(), Is.False);
    }

    private static readonly (string Fault, Action<Auction> Forge)[] Forgeries =
    [
        ("no reference is", auction => auction.Summary.Reference = ulong.MaxValue),
        ("sell order 4", auction => auction.Orders[1].Limit = ulong.MaxValue),
        ("buy order 3", auction => auction.Orders[0].Lots = ulong.MaxValue),
        ("sat out", auction => auction.Orders[0].Exclusions = uint.MaxValue),
        ("a place names no account", auction => auction.Leases[0].Tenant = uint.MaxValue),
        ("another auction", auction => auction.Summary.Instrument.Slot += 1),
        ("another auction", auction => auction.Summary.Instrument = null),
        ("another auction", auction => auction.Summary = null),
    ];

    [Test]
    public async Task What_a_node_forges_is_told_and_breaks_nothing([Range(0, 7)] int forgery)
    {
        Forgeries[forgery].Forge(Node.Auctions.Auction);
        CliResult bad = await Cli.RunAsync("auction", "replay", "compute-eu-1/77", "12");
        Assert.That(bad.Code, Is.EqualTo(ExitCode.Refused), bad.Error);
        Assert.That(bad.Error, Does.Contain(Forgeries[forgery].Fault));
    }

    [Test]
    public async Task A_home_without_a_node_is_a_configuration_error() => Assert.That(
        (await Cli.RunAsync("auction", "replay", "compute-eu-1/77", "12", "--home", Cli.PathOf("none"))).Code,
        Is.EqualTo(ExitCode.Configuration));
}
