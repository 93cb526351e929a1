using Chain.Node.Cli;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class BundleVerbTests : NodeVerbTest
{
    [SetUp]
    public Task MakeKeys() => MakeKeysAsync("alice");

    [Test]
    public async Task A_bundle_is_placed_as_it_is_spelled()
    {
        CliResult result = await Cli.RunAsync("bundle", "place", "4@compute-eu-1/500", "20@storage-eu-1/77",
            "--limit", "9000", "--id", "5", "--ioc", "--from", "alice");
        Assert.That(result.Code, Is.Zero, result.Error);
        PlaceBundle sent = SentOperation().PlaceBundle;
        Assert.That((sent.ClientOrderId, sent.Limit, sent.TimeInForce),
            Is.EqualTo((5ul, 9_000ul, TimeInForce.Ioc)));
        Assert.That(
            sent.Legs.Select(l => (l.Lots, l.Instrument.Product, l.Instrument.Delivery, l.Instrument.Slot)),
            Is.EqualTo(new[]
            {
                (4ul, "compute-eu-1", Delivery.Slot, 500ul), (20ul, "storage-eu-1", Delivery.Slot, 77ul),
            }));
    }

    [Test]
    public async Task A_block_order_names_its_first_slot_and_how_many()
    {
        CliResult result = await Cli.RunAsync("block-order", "place", "4", "compute-eu-1/500", "--slots", "6",
            "--limit", "1300", "--from", "alice");
        Assert.That(result.Code, Is.Zero, result.Error);
        PlaceBlockOrder sent = SentOperation().PlaceBlockOrder;
        Assert.That((sent.Product, sent.FirstSlot, sent.Count, sent.Lots, sent.Limit),
            Is.EqualTo(("compute-eu-1", 500ul, 6ul, 4ul, 1_300ul)));
    }

    [TestCase("bundle place compute-eu-1/500 --limit 1 --from alice")]
    [TestCase("bundle place 4@compute-eu-1/500 --limit 1 --ioc --until 1h --from alice")]
    public async Task What_is_no_bundle_is_wrong_usage(string line) =>
        Assert.That((await Cli.RunAsync(line.Split(' '))).Code, Is.EqualTo(ExitCode.Usage));

    [Test]
    public async Task What_waits_and_what_became_of_it_is_told()
    {
        CliResult list = await Cli.RunAsync("bundle", "list");
        Assert.That(list.Out, Does.Contain("4@compute-eu-1/500 4@compute-eu-1/501"), list.Error);
        CliResult show = await Cli.RunAsync("bundle", "show", "alice", "7");
        Assert.That(show.Out, Does.Contain("4@compute-eu-1/501"), show.Error);
        CliResult results = await Cli.RunAsync("bundle", "results", "alice");
        Assert.That(results.Out, Does.Contain("bought").And.Contain("840").And.Contain("paradoxically"),
            results.Error);
    }
}
