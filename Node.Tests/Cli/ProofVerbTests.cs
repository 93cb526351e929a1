using System.Text.Json;
using Chain.Node.Cli;
using Chain.Node.Cli.Keys;
using Chain.Node.Cli.Proofs;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class ProofVerbTests : CliTest
{
    [SetUp]
    public void MakeTestnet() => MakeNet();

    private string Consortium => Path.Combine(Net.Node("node1"), "nodes.json");

    [Test]
    public async Task A_fetched_proof_survives_the_file_unchanged()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Proof = new CertifiedProof().Make(0, 1, 2);
        CliResult got = await Cli.RunAsync("proof", "get", "asset", "EUR", "--node", node.Address);
        Assert.That(got.Code, Is.Zero, got.Error);
        Assert.That(ProofFile.Parse(got.Out), Is.EqualTo(node.Proof));
    }

    [Test]
    public async Task A_proof_of_other_validators_is_refused_with_the_reason()
    {
        Cli.Input = JsonSerializer.Serialize(
            ProofFile.From(new CertifiedProof().Make(0, 1, 2)), JsonSerializerOptions.Web);
        CliResult result = await Cli.RunAsync(
            "proof", "verify", "-", "--consortium", Consortium, "-o", "json");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Json.GetProperty("verdict").GetString(), Is.EqualTo("refused"));
        Assert.That(result.Json.GetProperty("reason").GetString(), Does.Contain("of chain"));
    }

    [TestCase("{}")]
    [TestCase("not json")]
    [TestCase("null")]
    public async Task What_is_no_proof_is_a_configuration_error(string text)
    {
        Cli.Input = text;
        CliResult result = await Cli.RunAsync("proof", "verify", "-", "--consortium", Consortium);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration), result.Error);
    }

    [Test]
    public void Rows_are_named_by_kind_and_key()
    {
        var keys = new KeyFolder(CliHost.OfProcess(), [Net.Keys], Net.Password);
        foreach (string[] row in new string[][]
        {
            ["party", "northcloud"], ["account", "buyer1"], ["asset", "EUR"], ["totals", "EUR"],
            ["product", "compute-eu-1"], ["balance", "buyer1", "EUR"],
            ["capacity", "provider1", "compute-eu-1", "5"],
            ["instrument", "compute-eu-1", "5"], ["order", "buyer1", "7"], ["lease", new string('a', 64)],
        })
            Assert.That(RowText.Describe(RowText.Parse(row, keys)), Does.StartWith(row[0] + " "));
    }
}
