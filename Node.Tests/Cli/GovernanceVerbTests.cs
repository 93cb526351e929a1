using System.Text.Json;
using Chain.Crypto;
using Chain.Node.Cli;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class GovernanceVerbTests : NodeVerbTest
{
    [SetUp]
    public async Task MakeKeys()
    {
        await MakeKeysAsync("alice", "next");
        Node.Governance.Proposer = await KeyAsync("alice");
    }

    [TestCase("proposal create asset USD alice --decimals 3", ProposalAction.KindOneofCase.CreateAsset)]
    [TestCase("asset create USD alice", ProposalAction.KindOneofCase.CreateAsset)]
    [TestCase("proposal create member southcloud next", ProposalAction.KindOneofCase.AdmitMember)]
    [TestCase("proposal create remove-member eastgrid northcloud", ProposalAction.KindOneofCase.RemoveMember)]
    [TestCase("proposal create parameter graceMs 5000", ProposalAction.KindOneofCase.SetParameter)]
    [TestCase("proposal create payment alice 5 EUR", ProposalAction.KindOneofCase.PayFees)]
    [TestCase("proposal create freeze next", ProposalAction.KindOneofCase.FreezeAccount)]
    [TestCase("account freeze next", ProposalAction.KindOneofCase.FreezeAccount)]
    [TestCase("proposal create unfreeze next", ProposalAction.KindOneofCase.UnfreezeAccount)]
    [TestCase("account unfreeze next", ProposalAction.KindOneofCase.UnfreezeAccount)]
    [TestCase("proposal create sponsor tram-company eastgrid", ProposalAction.KindOneofCase.MoveParty)]
    [TestCase("proposal create key alice next", ProposalAction.KindOneofCase.ReplaceKey)]
    public async Task Each_proposal_is_numbered_after_the_members_last_and_named(
        string line, ProposalAction.KindOneofCase kind)
    {
        CliResult result =
            await Cli.RunAsync([.. line.Split(' '), "--days", "2", "--from", "alice", "-o", "json"]);
        Assert.That(result.Code, Is.Zero, result.Error);
        Propose sent = SentOperation().Propose;
        Assert.That((sent.Number, sent.Action.KindCase), Is.EqualTo((5UL, kind)));
        ulong days = (sent.ExpiresMs - (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) / 3_600_000;
        Assert.That(days, Is.EqualTo(47).Or.EqualTo(48));
        Assert.That(result.Json.GetProperty("proposal").GetString(), Is.EqualTo("northcloud/5"));
    }

    [Test]
    public async Task A_vote_names_the_proposer_and_may_be_taken_back()
    {
        await Cli.RunAsync("proposal", "vote", "eastgrid/12", "--from", "alice");
        await Cli.RunAsync("proposal", "vote", "eastgrid/12", "--reject", "--from", "alice");
        Assert.That(Node.Submitted.Select(bytes => OperationOf(bytes).VoteProposal),
            Is.EqualTo(new[] { true, false }.Select(approve => new VoteProposal
            {
                Proposer = FakeNode.Bytes(9),
                Number = 12,
                Approve = approve,
            })));
    }

    [Test]
    public async Task Proposals_are_listed_while_they_may_take_effect_and_shown_with_their_votes()
    {
        JsonElement open = (await Cli.RunAsync("proposal", "list", "-o", "json")).Json;
        Assert.That(open.EnumerateArray().Single().GetProperty("proposal").GetString(),
            Is.EqualTo("northcloud/4"));
        Assert.That((await Cli.RunAsync("proposal", "list", "--all", "-o", "json")).Json.GetArrayLength(),
            Is.EqualTo(2));
        CliResult shown = await Cli.RunAsync("proposal", "show", "northcloud/4");
        Assert.That(shown.Out, Does.Contain("parameter graceMs = 7").And.Contain("takes effect")
            .And.Match("approved by +northcloud"), shown.Error);
    }

    [Test]
    public async Task Members_roles_parameters_and_fees_are_told()
    {
        JsonElement members = (await Cli.RunAsync("member", "list", "-o", "json")).Json;
        Assert.That(members[2].GetProperty("successor").GetString(), Is.EqualTo("northcloud"));
        JsonElement role = (await Cli.RunAsync("role", "list", "-o", "json")).Json[0];
        Assert.That(role.GetProperty("role").GetString(), Is.EqualTo("auditor"));
        JsonElement parameter = (await Cli.RunAsync("parameters", "show", "-o", "json")).Json[0];
        Assert.That(parameter.GetProperty("parameter").GetString(), Is.EqualTo("graceMs"));
        Assert.That((await Cli.RunAsync("treasury", "show")).Out, Does.Contain("123.45 EUR"));
    }

    [TestCase("grant", true)]
    [TestCase("revoke", false)]
    public async Task Appointments_are_made_and_ended(string verb, bool granted)
    {
        await Cli.RunAsync("role", verb, "arbitrator", "next", "--from", "alice");
        SetRole sent = SentOperation().SetRole;
        Assert.That((sent.Role, sent.Granted), Is.EqualTo((Role.Arbitrator, granted)));
    }

    [Test]
    public async Task A_rotation_carries_the_new_keys_consent_and_the_old_key_signs()
    {
        CliResult result = await Cli.RunAsync("account", "rotate-key", "next", "--from", "alice");
        Assert.That(result.Code, Is.Zero, result.Error);
        Transaction sent = Sent();
        InnerSignature inner = InnerSignatures.Of(sent.Body).Single();
        Assert.That(Bip340.Verify(inner.Key, inner.Digest, inner.Signature));
        Assert.That(inner.Key.Bytes.ToArray(), Is.EqualTo((await KeyAsync("next")).ToByteArray()));
        Assert.That(Bip340.Verify(sent.Signer, sent.Id, sent.Signature));
    }

    [Test]
    public async Task After_a_rotation_the_new_key_signs_for_the_old_account()
    {
        await Cli.RunAsync("transfer", "alice", "5", "EUR", "--from", "next", "--as", "alice");
        Transaction sent = Sent();
        Assert.That(sent.Account.ToByteString(), Is.EqualTo(await KeyAsync("alice")));
        Assert.That(sent.Body.Key, Is.EqualTo(await KeyAsync("next")));
        Assert.That(Bip340.Verify(sent.Signer, sent.Id, sent.Signature));
    }

    [TestCase("proposal vote northcloud --from alice", ExitCode.Usage)]
    [TestCase("proposal vote nobody/1 --from alice", ExitCode.Refused)]
    [TestCase("proposal create parameter speed 5 --from alice", ExitCode.Usage)]
    [TestCase("proposal create freeze next --days 31 --from alice", ExitCode.Usage)]
    [TestCase("proposal create freeze alice --from next", ExitCode.Refused)]
    [TestCase("role grant king next --from alice", ExitCode.Usage)]
    public async Task What_names_nothing_is_said_and_nothing_is_sent(string line, int code)
    {
        CliResult result = await Cli.RunAsync(line.Split(' '));
        Assert.That(result.Code, Is.EqualTo(code), result.Error);
        Assert.That(result.Error, Does.StartWith("error: "));
        Assert.That(Node.Submitted, Is.Empty);
    }
}
