using System.Text.Json;
using Chain.Node.Cli;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class OffenceVerbTests : NodeVerbTest
{
    private static readonly Vote First =
        new(VoteKind.Prepare, new Epoch(1), new View(7), new Hash32([1, .. new byte[31]]), 0, default);

    private static readonly Vote Second = First with { Digest = new Hash32([2, .. new byte[31]]) };

    [SetUp]
    public Task MakeKeys() => MakeKeysAsync("alice");

    [Test]
    public async Task A_report_carries_both_votes_the_chain_and_the_validators_key()
    {
        CliResult result = await Cli.RunAsync(
            "offence", "report", Hex(First), Hex(Second).ToUpperInvariant(), "--from", "alice");
        Assert.That(result.Code, Is.Zero, result.Error);
        ReportOffence sent = SentOperation().ReportOffence;
        Assert.That(sent.First.ToByteArray(), Is.EqualTo(VoteCodec.Encode(First)));
        Assert.That(sent.Second.ToByteArray(), Is.EqualTo(VoteCodec.Encode(Second)));
        Assert.That(sent.Key, Is.EqualTo(FakeNode.Bytes(5)));
        Assert.That(sent.ChainHash, Is.EqualTo(Node.Status.ChainHash));
    }

    [Test]
    public async Task Offences_are_listed_with_who_answers_for_them_and_the_votes()
    {
        CliResult table = await Cli.RunAsync("offence", "list");
        Assert.That(table.Out, Does.Contain("node4").And.Contain("eastgrid"));
        JsonElement json = (await Cli.RunAsync("offence", "list", "-o", "json")).Json;
        Assert.That(json[0].GetProperty("first").GetString(), Is.EqualTo(Hex(FakeGovernance.FirstVote)));
        Assert.That(json[0].GetProperty("height").GetUInt64(), Is.EqualTo(12));
    }

    [TestCase("00", "")]
    [TestCase("not hexadecimal", "")]
    [TestCase("", "contradict")]
    public async Task What_proves_nothing_is_said_and_nothing_is_sent(string second, string why)
    {
        string other = second.Length == 0 ? Hex(First) : second;
        CliResult result = await Cli.RunAsync("offence", "report", Hex(First), other, "--from", "alice");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.StartWith("error: ").And.Contain(why));
        Assert.That(Node.Submitted, Is.Empty);
    }

    [Test]
    public async Task A_vote_of_a_validator_that_is_none_is_refused_before_it_is_sent()
    {
        string[] votes = [Hex(First with { Voter = 100 }), Hex(Second with { Voter = 100 })];
        CliResult result = await Cli.RunAsync("offence", "report", votes[0], votes[1], "--from", "alice");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("100"));
        Assert.That(Node.Submitted, Is.Empty);
    }

    private static string Hex(Vote vote) => Convert.ToHexStringLower(VoteCodec.Encode(vote));
}
