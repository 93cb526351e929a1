using System.Runtime.CompilerServices;
using System.Text;
using Chain.Ledger;
using Chain.Node.Cli;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// Every operation with every field absent, zero, maximal or other, from others, in another state and at
/// another time: what it gets stands in <c>BadInput/*.txt</c>, and a refusal changes nothing.
/// CHAIN_REGENERATE=1 rewrites these; the diff is then what changed.
/// </summary>
public class BadInputTests
{
    private static readonly string[] Names = [.. InputSample.All.Select(sample => sample.Name)];

    [TestCaseSource(nameof(Names))]
    public void It_gets_a_typed_answer_to_everything(string name)
    {
        InputSample sample = InputSample.All.Single(s => s.Name == name);
        string path = Path.Combine(Folder(), name + ".txt");
        string actual = Describe(sample);
        if (Environment.GetEnvironmentVariable("CHAIN_REGENERATE") == "1") File.WriteAllText(path, actual);
        else Assert.That(actual, Is.EqualTo(File.Exists(path) ? File.ReadAllText(path) : ""));
    }

    [Test]
    public void Every_kind_of_operation_and_of_action_has_a_sample_and_nothing_else_has()
    {
        string[] kinds = [.. Operation.Descriptor.Oneofs[0].Fields.Select(field => field.Name)];
        Assert.That(Names.Select(name => name.Split('.')[0]).Distinct(), Is.EquivalentTo(kinds));
        Assert.That(Names.Where(name => name.StartsWith("propose.", StringComparison.Ordinal)),
            Is.EquivalentTo(ProposalAction.Descriptor.Oneofs[0].Fields.Select(f => $"propose.{f.Name}")));
        Assert.That(Directory.GetFiles(Folder()).Select(Path.GetFileNameWithoutExtension),
            Is.EquivalentTo(Names), "files of samples that are gone");
    }

    private static string Describe(InputSample sample)
    {
        var text = new StringBuilder();
        Market market = sample.Open();
        Operation valid = sample.WhatIn(market);
        Assert.That(Try(market, sample.Who, valid), Is.EqualTo("OK"), "the sample itself");
        Others(text, sample, market, valid);
        Moments(text, sample, valid);
        text.Append('\n');
        foreach (var field in InputMutations.Of(valid).GroupBy(mutation => mutation.Field))
            text.Append(field.Key).Append(": ").AppendJoin(", ", field.Select(mutation =>
                $"{mutation.How} {Try(market, sample.Who, mutation.What)}")).Append('\n');
        return text.ToString();
    }

    private static void Others(StringBuilder text, InputSample sample, Market market, Operation valid)
    {
        (string, AccountId)[] others =
        [
            ("nobody", Market.Key(4_711)), ("alpha", Market.Alpha), ("beta", Market.Beta),
            ("the bank", Market.Bank), ("a trader", Market.Trader(0)), ("another", Market.Trader(1)),
            ("its partner", Market.Trader(1, 1)), ("a third", Market.Trader(2)),
        ];
        foreach ((string name, AccountId account) in others)
            if (account != sample.Who) Line(text, $"by {name}: {Try(market, account, valid)}");
        Line(text, $"twice: {Try(market, sample.Who, valid, valid)}");
        BlockOutcome first = market.Run(market.SignNow(sample.Who, valid));
        Line(text, $"again: {Try(market, sample.Who, valid)}");
        market.State.Undo(first);
    }

    private static void Moments(StringBuilder text, InputSample sample, Operation valid)
    {
        Line(text, $"nothing prepared: {Try(Market.Open(large: true), sample.Who, valid)}");
        Market frozen = sample.Open();
        ulong number = frozen.Row<StateRow.Member>(StateKey.Member(Market.Alpha))!.LastProposal + 1;
        GovernanceRows.Freeze(frozen, sample.Who, number);
        Line(text, $"frozen: {Try(frozen, sample.Who, valid)}");
        foreach ((string name, ulong hours) in ((string, ulong)[])
            [("in an hour", 1), ("in a day", 24), ("in 40 days", 960), ("in 400 days", 9_600)])
        {
            Market later = sample.Open();
            later.RunAt(later.State.TimestampMs + hours * Market.Hour);
            Line(text, $"{name}: {Try(later, sample.Who, valid)}");
        }
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    /// <summary>Its status in a block of its own, of which nothing stays.</summary>
    private static string Try(Market market, AccountId who, params Operation[] what)
    {
        Transaction signed = market.SignNow(who, what);
        if (!InnerSignatures.AreWellFormed(signed.Body)) return "MALFORMED";
        Hash32 before = market.State.Root;
        BlockOutcome idle = market.Run();
        market.State.Undo(idle);
        BlockOutcome outcome = market.Run(signed);
        ReceiptStatus status = outcome.Receipts[0].Status;
        if (status != ReceiptStatus.Ok)
        {
            Assert.That(outcome.StateRoot, Is.EqualTo(idle.StateRoot), $"{status} of {what[0]}");
            Assert.That(outcome.Movements, Is.EqualTo(idle.Movements));
            Assert.That(outcome.Events, Is.EqualTo(idle.Events));
        }
        market.State.Undo(outcome);
        Assert.That(market.State.Root, Is.EqualTo(before), "undone");
        return Show.Status(status);
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "BadInput");
}
