using Chain.Crypto;
using Chain.Node.Cli;
using NUnit.Framework;

namespace Chain.Tests.Cli;

/// <summary>An account's costs on the command line: the exact file, and how it adds up.</summary>
public sealed class FocusVerbTests : NodeVerbTest
{
    private static readonly string Me = Address.Encode(new AccountId(new Hash32(FakeNode.Bytes(7).Span)));

    [Test]
    public async Task The_file_is_exactly_this()
    {
        CliResult result = await Cli.RunAsync("focus", "export", Me);
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Out, Is.EqualTo(Golden.Replace("ME", Me, StringComparison.Ordinal)), result.Out);
        Assert.That(result.Error, Does.Contain(
            "EUR: 1000.00 at first, 500.00 brought in, 0.00 earned, 51.68 billed in 6 rows, "
            + "1448.32 at last"));
        Assert.That(result.Error, Does.Contain(
            "in block 30 the ledger holds 1448.32, the history says 1448.32"));
    }

    [Test]
    public async Task A_month_has_its_own_rows_and_its_own_balance()
    {
        CliResult result = await Cli.RunAsync(
            "focus", "export", Me, "--from-time", "2026-12-01", "--to-time", "2026-12-01T00:01");
        Assert.That(result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2));
        Assert.That(result.Error, Does.Contain(
            "EUR: 1436.87 at first, 0.00 brought in, 0.00 earned, 2.50 billed in 1 rows, 1434.37 at last"));
    }

    [Test]
    public async Task A_history_that_does_not_add_up_is_an_error()
    {
        Node.History.Movements.RemoveAt(3);
        CliResult result = await Cli.RunAsync("focus", "export", Me);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Error, Does.Contain("does not reconcile").And.Contain("1450.82"));
    }

    [Test]
    public async Task A_kind_of_movement_that_nobody_knows_is_an_error()
    {
        Node.History.Movements[3].Kind = (Wire.MovementKind)250;
        CliResult result = await Cli.RunAsync("focus", "export", Me);
        Assert.That((result.Code, result.Error.Contains("250", StringComparison.Ordinal)),
            Is.EqualTo((ExitCode.Refused, true)));
    }

    [TestCase("--from-time soon")]
    [TestCase("--from-time 2026-12-02 --to-time 2026-12-01")]
    public async Task What_is_no_time_is_wrong_usage(string flags) => Assert.That(
        (await Cli.RunAsync(["focus", "export", Me, .. flags.Split(' ')])).Code, Is.EqualTo(ExitCode.Usage));

    private static string Golden => File.ReadAllText(Path.Combine(
        Repository.Root, "Node.Tests", "Focus", "costs.golden.csv"));
}
