using System.Text.RegularExpressions;
using Chain.Client;
using Chain.Node.Cli;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Hygiene;

/// <summary>Every reason of a receipt names rules of the spec, which name it.</summary>
public partial class ReceiptRuleTests
{
    private static readonly string Market = File.ReadAllText(
        Path.Combine(Repository.Root, "docs", "spec", "market.md"));

    private static readonly string Ledger = File.ReadAllText(
        Path.Combine(Repository.Root, "docs", "spec", "ledger.md"));

    private static IEnumerable<ReceiptStatus> Reasons =>
        Enum.GetValues<ReceiptStatus>().Except([ReceiptStatus.Unspecified, ReceiptStatus.Ok]);

    [Test]
    public void The_table_of_the_spec_has_every_reason_with_its_rules()
    {
        string table = Market[Market.IndexOf("\n## Refusals", StringComparison.Ordinal)..];
        Assert.That(
            TableRow().Matches(table).Select(row => (row.Groups[1].Value, row.Groups[2].Value)),
            Is.EquivalentTo(Reasons.Select(reason => (Show.Status(reason), ReceiptRules.Of(reason)))));
    }

    [Test]
    public void Every_rule_of_a_reason_exists_and_names_it()
    {
        Dictionary<string, string> rules = Rule().Matches(Market + Ledger)
            .ToDictionary(rule => rule.Groups[1].Value, rule => rule.Groups[2].Value);
        foreach (ReceiptStatus reason in Reasons)
            foreach (string rule in ReceiptRules.Of(reason).Split(", "))
            {
                Assert.That(rules.Keys, Does.Contain(rule), $"{reason}");
                Assert.That(rules[rule], Does.Match($@"\b{Show.Status(reason)}\b"), rule);
            }
    }

    [GeneratedRegex(@"^\| ([A-Z_]+) \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^- \*\*([ML]-\d+)\*\* (.*)$", RegexOptions.Multiline)]
    private static partial Regex Rule();
}
