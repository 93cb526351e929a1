using Chain.Node.Cli;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class DisputeVerbTests : NodeVerbTest
{
    private static readonly string Id = string.Concat(Enumerable.Repeat("5b", 32));
    private static readonly string Lease = string.Concat(Enumerable.Repeat("9a", 32));

    [SetUp]
    public Task MakeKeys() => MakeKeysAsync("alice");

    [Test]
    public async Task A_refusal_discloses_its_key_and_a_challenge_states_its_meter()
    {
        CliResult refused = await Cli.RunAsync("lease", "refuse", Lease, "--disclose", Id, "--from", "alice");
        Assert.That(refused.Code, Is.Zero, refused.Error);
        Assert.That(SentOperation().RefuseHandover.DisclosedKey, Is.EqualTo(FakeNode.Bytes(0x5b)));
        CliResult opened = await Cli.RunAsync(
            "dispute", "open", Lease, "--receipt", "3", "--delivered", "36000000", "--from", "alice");
        Assert.That(opened.Code, Is.Zero, opened.Error);
        OpenDispute sent = SentOperation().OpenDispute;
        Assert.That((sent.Number, sent.Delivered.Length, sent.Lease),
            Is.EqualTo((3UL, 16, FakeNode.Bytes(0x9a))));
        CliResult wrong = await Cli.RunAsync(
            "dispute", "open", Lease, "--receipt", "3", "--delivered", "-1", "--from", "alice");
        Assert.That(wrong.Code, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public async Task A_vote_is_kept_privately_from_the_commitment_to_the_reveal()
    {
        AccountId alice = await AccountAsync("alice");
        Node.Disputes.Judge = alice.ToByteString();
        for (int i = 0; i < 2; i += 1)
        {
            CliResult committed = await Cli.RunAsync("dispute", "commit", Id, "tenant", "--from", "alice");
            Assert.That(committed.Code, Is.Zero, committed.Error);
        }
        Operation[] commitments = [.. Node.Submitted.Select(OperationOf)];
        Assert.That(commitments[0], Is.EqualTo(commitments[1]), "sent again, the salt is the same");
        string file = Directory.GetFiles(Cli.Home, "*-1-*.json", SearchOption.AllDirectories).Single();
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(file),
                Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));

        CliResult revealed = await Cli.RunAsync("dispute", "reveal", Id, "--from", "alice");
        Assert.That(revealed.Code, Is.Zero, revealed.Error);
        RevealVerdict sent = SentOperation().RevealVerdict;
        Hash32 hash = DisputeHashes.OfVote(
            new Hash32(sent.Dispute.Span), 1, alice, sent.Verdict, sent.Salt.Span);
        Assert.That((sent.Verdict, hash),
            Is.EqualTo((Verdict.Tenant, new Hash32(commitments[0].CommitVerdict.Commitment.Span))));
    }

    [Test]
    public async Task Who_is_not_on_the_panel_or_has_voted_is_told_before_anything_is_sent()
    {
        CliResult stranger = await Cli.RunAsync("dispute", "commit", Id, "half", "--from", "alice");
        Assert.That(stranger.Code, Is.EqualTo(ExitCode.Refused));
        Assert.That(stranger.Error, Does.Contain("--member"));
        Node.Disputes.Judge = await KeyAsync("alice");
        Node.Disputes.Committed = true;
        CliResult twice = await Cli.RunAsync("dispute", "commit", Id, "half", "--from", "alice");
        Assert.That(twice.Error, Does.Contain("northcloud has committed"));
        CliResult nothing = await Cli.RunAsync("dispute", "reveal", Id, "--from", "alice");
        Assert.That(nothing.Error, Does.Contain("there is no vote"));
        Assert.That(Node.Submitted, Is.Empty);
    }

    [Test]
    public async Task An_arbitrator_names_its_member()
    {
        Node.Disputes.Judge = FakeNode.Bytes(8);
        Node.Governance.Proposer = FakeNode.Bytes(8);
        CliResult result = await Cli.RunAsync(
            "dispute", "commit", Id, "half", "--member", "northcloud", "--from", "alice");
        Assert.That(result.Code, Is.Zero, result.Error);
    }

    [Test]
    public async Task Disputes_and_reputation_are_shown()
    {
        CliResult list = await Cli.RunAsync("dispute", "list", "-o", "json");
        Assert.That(list.Json[0].GetProperty("contested").GetUInt64(), Is.EqualTo(1_250));
        CliResult show = await Cli.RunAsync("dispute", "show", Id);
        Assert.That(show.Out, Does.Contain("receipt 3").And.Contain("200 claimed, 50 admitted"));
        Assert.That(show.Out, Does.Match("eastgrid +half").And.Match("northcloud +not yet"));
        CliResult reputation = await Cli.RunAsync("reputation", "show", "arctic-compute");
        Assert.That(reputation.Out, Does.Contain("7 leases, 120 lot-hours, 1 faults"));
    }
}
