using Chain.Client;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Api;
using Chain.Node.Ordering;
using Chain.Tests.Ledger;
using Chain.Tests.Storage;
using Chain.Wire;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Api;

public class GovernanceApiTests : StoreFixture
{
    private static readonly AccountId A = Market.Trader(0), B = Market.Trader(1);

    [Test]
    public async Task Who_decides_what_is_proposed_and_what_holds_is_told()
    {
        Market market = Market.Open(large: true);
        ulong expires = Market.Start + 24 * Market.Hour;
        market.Run(
            market.Sign(Market.Alpha, Governance.SetRole(A, Role.Auditor, true)),
            market.Sign(Market.Beta, Governance.SetRole(B, Role.Arbitrator, true)),
            market.Sign(Market.Alpha,
                GovernanceRows.Propose(1, Governance.MoveParty("party-1", Market.Delta), expires),
                GovernanceRows.Propose(2, Governance.CreateAsset("USD", 2, A), expires)),
            market.Sign(Market.Beta,
                Governance.Vote(Market.Alpha, 1, true), Governance.Vote(Market.Alpha, 2, false)),
            market.Sign(Market.Gamma, Governance.Vote(Market.Alpha, 1, true)));
        market.RunAt(market.State.TimestampMs + 60_000);
        using ChainStore store = Stored(market);
        var api = new GovernanceApi(store);

        ListMembersReply members = await api.ListMembers(new ListMembersRequest(), null!);
        Assert.That(members.Members.Select(member => (member.Name, member.LastProposal)), Is.EqualTo(
            new[] { ("alpha", 2UL), ("beta", 0UL), ("gamma", 0UL), ("delta", 0UL) }));
        Assert.That(members.Quorum, Is.EqualTo(3));

        ListRolesReply roles = await api.ListRoles(new ListRolesRequest(), null!);
        Assert.That(
            roles.Roles.Select(grant => (grant.Account, grant.Role, grant.Active)),
            Is.EquivalentTo(new[]
            {
                (Market.Bytes(A), Role.Auditor, true), (Market.Bytes(B), Role.Arbitrator, false),
            }), "beta no longer sponsors party-1");
        var ofBeta = new ListRolesRequest { Member = Market.Bytes(Market.Beta) };
        Assert.That((await api.ListRoles(ofBeta, null!)).Roles, Has.Count.EqualTo(1));

        ListProposalsReply proposals = await api.ListProposals(new ListProposalsRequest(), null!);
        Assert.That(proposals.Proposals.Select(proposal => (proposal.Number, proposal.State)), Is.EqualTo(
            new[] { (1UL, ProposalState.Done), (2UL, ProposalState.Open) }));
        GovernanceProposal second = await api.GetProposal(
            new GetProposalRequest { Proposer = Market.Bytes(Market.Alpha), Number = 2 }, null!);
        Assert.That(second.ApprovedBy, Is.EqualTo(new[] { "alpha" }));
        Assert.That(second.RejectedBy, Is.EqualTo(new[] { "beta" }));
        Assert.That(second.Action.CreateAsset.Asset, Is.EqualTo("USD"));
        var unknown = new GetProposalRequest { Proposer = Market.Bytes(Market.Beta), Number = 1 };
        Assert.That(async () => await api.GetProposal(unknown, null!), Throws.TypeOf<RpcException>());

        ListParametersReply parameters = await api.ListParameters(new ListParametersRequest(), null!);
        Assert.That(parameters.Parameters, Has.Count.EqualTo(ParameterRule.All.Count));
        Assert.That(parameters.Parameters.Single(p => p.Parameter == ChainParameter.HandoverMs),
            Is.EqualTo(new ParameterValue
            {
                Parameter = ChainParameter.HandoverMs,
                Value = 900_000,
                Minimum = 320_000,
                Maximum = 2_592_000_000,
                ByVote = true,
            }));
        Assert.That((await api.GetTreasury(new GetTreasuryRequest(), null!)).Fees.Single(),
            Is.EqualTo(new Fees { Asset = Market.Money }));
    }

    [Test]
    public async Task An_account_tells_its_key_its_freeze_and_who_answers_for_it()
    {
        Market market = Market.Open();
        market.Try(A, GovernanceRows.Rotate(GovernanceRows.OnCurve, 0));
        GovernanceRows.Freeze(market, A);
        ulong until = market.Row<StateRow.Freeze>(StateKey.Freeze(A))!.UntilMs;
        using ChainStore store = Stored(market);
        var progress = new NodeProgress(new CommittedHead(default, default, 0, default, 0));
        var api = new MarketApi(
            store, progress, new BookViews(), new CapacityViews(), CancellationToken.None);
        Account account = await api.GetAccount(new GetAccountRequest { Account = Market.Bytes(A) }, null!);
        Assert.That((account.Key, account.Rotations, account.FrozenUntilMs, account.Member, account.Sponsor),
            Is.EqualTo((Market.Bytes(GovernanceRows.OnCurve), 1UL, until, false, "alpha")));
        Account member =
            await api.GetAccount(new GetAccountRequest { Account = Market.Bytes(Market.Beta) }, null!);
        Assert.That((member.Key, member.Member), Is.EqualTo((Market.Bytes(Market.Beta), true)));
    }

    private ChainStore Stored(Market market) => ChainStore.Create(DbPath, Genesis, market.State.Root,
        [.. market.State.Rows().Select(row => new StoredRow(row.Key.ToArray(), row.After!.Value.ToArray()))]);
}
