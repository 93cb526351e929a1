using System.Text.Json;
using Chain.Node.Cli;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class ReconcileVerbTests : NodeVerbTest
{
    [Test]
    public async Task Sums_that_add_up_are_shown_below_each_other()
    {
        CliResult result = await Cli.RunAsync("asset", "reconcile", "EUR");
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Out, Does.Contain("1000.00 EUR in 3 accounts").And.Contain("1023.45 EUR"));
        JsonElement sums = (await Cli.RunAsync("asset", "reconcile", "EUR", "-o", "json")).Json;
        Assert.That(sums.GetProperty("difference").GetString(), Is.EqualTo("0"));
        Assert.That(sums.GetProperty("escrow").GetString(), Is.EqualTo("300"));
    }

    [Test]
    public async Task A_missing_unit_is_a_negative_result()
    {
        CliResult result = await Cli.RunAsync("asset", "reconcile", "XXX", "-o", "json");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Json.GetProperty("difference").GetString(), Is.EqualTo("-1"));
    }
}
