using Chain.Client;
using Chain.Crypto;
using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>Votes of four members: three make a quorum.</summary>
public class GovernanceTests
{
    private const ulong Timelock = 60_000;

    private static readonly AccountId A = Market.Trader(0), B = Market.Trader(1);

    private static Market Open() => Market.Open(large: true);

    /// <summary>Alpha proposes, beta and gamma approve.</summary>
    private static void Approve(Market market, ulong number, ProposalAction action)
    {
        Propose(market, number, action);
        Vote(market, Market.Beta, number);
        Vote(market, Market.Gamma, number);
    }

    private static void Propose(Market market, ulong number, ProposalAction action) => Assert.That(
        market.Try(Market.Alpha, GovernanceRows.Propose(
            number, action, market.State.TimestampMs + 24 * Market.Hour)), Is.EqualTo(ReceiptStatus.Ok));

    private static void Vote(Market market, AccountId member, ulong number, bool approve = true) =>
        Assert.That(
            market.Try(member, Governance.Vote(Market.Alpha, number, approve)),
            Is.EqualTo(ReceiptStatus.Ok));

    private static void Pass(Market market, ulong number, ProposalAction action)
    {
        Approve(market, number, action);
        market.RunAt(market.State.TimestampMs + Timelock);
    }

    private static StateRow.Proposal Row(Market market, ulong number = 1) =>
        market.Row<StateRow.Proposal>(StateKey.Proposal(Market.Alpha, number))!;

    [Test]
    public void A_quorum_decides_and_the_action_waits_for_its_time()
    {
        Market market = Open();
        Propose(market, 1, Governance.CreateAsset("USD", 3, B));
        Vote(market, Market.Beta, 1);
        Vote(market, Market.Beta, 1);
        Assert.That(Row(market).State, Is.EqualTo(ProposalState.Open), "one member, one vote");
        Vote(market, Market.Gamma, 1);
        StateRow.Proposal approved = Row(market);
        Assert.That((approved.State, approved.AtMs),
            Is.EqualTo((ProposalState.Approved, market.State.TimestampMs + Timelock)));
        market.RunAt(approved.AtMs - 1);
        Assert.That(market.Row<StateRow.Asset>(StateKey.Asset("USD")), Is.Null);
        market.RunAt(approved.AtMs);
        Assert.That(market.Row<StateRow.Asset>(StateKey.Asset("USD")),
            Is.EqualTo(new StateRow.Asset("USD", 3, B)));
        Assert.That(Row(market).State, Is.EqualTo(ProposalState.Done));
        Assert.That(market.Try(B, Ops.Mint(A, 5, "USD")), Is.EqualTo(ReceiptStatus.Ok));
    }

    [Test]
    public void Approvals_taken_back_in_time_stop_an_approved_proposal()
    {
        Market market = Open();
        Approve(market, 1, Governance.SetParameter(ChainParameter.DisputeMinimum, 5_000));
        Vote(market, Market.Gamma, 1, approve: false);
        Assert.That((Row(market).State, Row(market).AtMs), Is.EqualTo((ProposalState.Open, 0UL)));
        market.RunAt(market.State.TimestampMs + 2 * Timelock);
        Assert.That(Row(market).State, Is.EqualTo(ProposalState.Open));
        Vote(market, Market.Delta, 1);
        Assert.That(Row(market).State, Is.EqualTo(ProposalState.Approved));
    }

    [Test]
    public void What_can_no_longer_pass_is_rejected_and_what_nobody_decides_expires()
    {
        Market market = Open();
        Propose(market, 1, Governance.SetParameter(ChainParameter.DisputeMinimum, 5_000));
        Propose(market, 2, Governance.SetParameter(ChainParameter.DisputeMinimum, 6_000));
        Vote(market, Market.Beta, 1, approve: false);
        Assert.That(Row(market).State, Is.EqualTo(ProposalState.Open));
        Vote(market, Market.Gamma, 1, approve: false);
        Assert.That(Row(market).State, Is.EqualTo(ProposalState.Rejected));
        market.RunAt(Row(market, 2).ExpiresMs);
        Assert.That(Row(market, 2).State, Is.EqualTo(ProposalState.Expired));
    }

    [Test]
    public void What_is_no_longer_possible_at_its_time_fails_with_the_reason()
    {
        Market market = Open();
        Approve(market, 1, Governance.CreateAsset("USD", 2, A));
        Approve(market, 2, Governance.CreateAsset("USD", 3, B));
        market.RunAt(market.State.TimestampMs + Timelock);
        Assert.That(Row(market, 1).State, Is.EqualTo(ProposalState.Done));
        Assert.That((Row(market, 2).State, Row(market, 2).Reason),
            Is.EqualTo((ProposalState.Failed, ReceiptStatus.AlreadyExists)));
        Assert.That(market.Row<StateRow.Asset>(StateKey.Asset("USD"))!.Decimals, Is.EqualTo(2));
    }

    [Test]
    public void A_member_admitted_meanwhile_is_counted_at_the_time_of_the_effect()
    {
        Market market = Open();
        Approve(market, 1, Governance.AdmitMember(GovernanceRows.OnCurve, "epsilon"));
        Approve(market, 2, Governance.SetParameter(ChainParameter.DisputeMinimum, 5_000));
        market.RunAt(market.State.TimestampMs + Timelock);
        Assert.That(Row(market, 1).State, Is.EqualTo(ProposalState.Done));
        Assert.That((Row(market, 2).State, Row(market, 2).Reason),
            Is.EqualTo((ProposalState.Failed, ReceiptStatus.QuorumLost)), "three of five are no quorum");
        Assert.That(market.Try(GovernanceRows.OnCurve, Ops.Attest(A, 5)), Is.EqualTo(ReceiptStatus.Ok),
            "it acts as a member");
    }

    [Test]
    public void A_removed_member_hands_its_parties_over_and_its_votes_and_appointments_end()
    {
        Market market = Open();
        Pass(market, 1, Governance.AdmitMember(GovernanceRows.OnCurve, "epsilon"));
        Assert.That(market.Try(Market.Beta, Governance.SetRole(B, Role.Auditor, true)),
            Is.EqualTo(ReceiptStatus.Ok));
        Approve(market, 2, Governance.RemoveMember(Market.Beta, Market.Gamma));
        Vote(market, Market.Delta, 2);
        market.RunAt(market.State.TimestampMs + Timelock);
        Assert.That(Row(market, 2).State, Is.EqualTo(ProposalState.Done));

        Assert.That(market.Try(Market.Beta, Governance.Vote(Market.Alpha, 2, true)),
            Is.EqualTo(ReceiptStatus.NotPermitted));
        Assert.That(market.Try(B, Ops.Attest(A, 5)), Is.EqualTo(ReceiptStatus.NotPermitted));
        Assert.That(market.Try(Market.Gamma, Ops.Attest(B, 5)), Is.EqualTo(ReceiptStatus.NotIndependent));
        Assert.That(market.Try(Market.Gamma, Governance.SetRole(B, Role.Auditor, true)),
            Is.EqualTo(ReceiptStatus.Ok), "it answers for the party now");
        Assert.That(market.Try(Market.Alpha, GovernanceRows.Propose(
            3, Governance.RemoveMember(Market.Gamma, Market.Alpha), market.State.TimestampMs + 1_000_000)),
            Is.EqualTo(ReceiptStatus.TooFewMembers), "four are left");
    }

    [Test]
    public void Successors_that_go_in_their_turn_leave_one_step_to_who_answers_now()
    {
        Market market = Open();
        AccountId[] more = [.. Enumerable.Range(50, 200).Select(Market.Key)
            .Where(key => ECXOnlyPubKey.IsValid(key.Bytes.Span)).Take(2)];
        Pass(market, 1, Governance.AdmitMember(more[0], "epsilon"));
        Approve(market, 2, Governance.AdmitMember(more[1], "zeta"));
        Vote(market, Market.Delta, 2);
        market.RunAt(market.State.TimestampMs + Timelock);
        Approve(market, 3, Governance.RemoveMember(Market.Beta, Market.Gamma));
        Vote(market, Market.Delta, 3);
        Vote(market, more[0], 3);
        market.RunAt(market.State.TimestampMs + Timelock);
        Propose(market, 4, Governance.RemoveMember(Market.Gamma, Market.Delta));
        foreach (AccountId voter in (AccountId[])[Market.Delta, .. more]) Vote(market, voter, 4);
        market.RunAt(market.State.TimestampMs + Timelock);
        StateRow.Member beta = market.Row<StateRow.Member>(StateKey.Member(Market.Beta))!;
        StateRow.Member gamma = market.Row<StateRow.Member>(StateKey.Member(Market.Gamma))!;
        Assert.That((beta.Successor, gamma.Successor), Is.EqualTo((Market.Delta, Market.Delta)));
        Assert.That(market.Try(Market.Delta, Ops.Attest(B, 5)), Is.EqualTo(ReceiptStatus.NotIndependent));
    }

    [Test]
    public void A_moved_party_answers_to_its_new_sponsor()
    {
        Market market = Open();
        Pass(market, 1, Governance.MoveParty("party-0", Market.Delta));
        Assert.That(market.Try(Market.Alpha, Ops.Attest(A, 5)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.Try(Market.Delta, Ops.Attest(A, 5)), Is.EqualTo(ReceiptStatus.NotIndependent));
    }

    [Test]
    public void Fees_leave_the_treasury_only_by_vote_and_only_as_much_as_there_is()
    {
        Market market = Open();
        market.Attest(0, 0, 50);
        market.Run(
            market.Sign(A, Ops.Sell(1, 10, 100)), market.Sign(B, Ops.Buy(1, 10, 100)));
        ulong fees = market.Row<StateRow.Totals>(StateKey.Totals(Market.Money))!.Fees;
        Assert.That(fees, Is.GreaterThan(0UL));
        ulong before = market.BalanceOf(Market.Bank).Available;
        Approve(market, 1, Governance.PayFees(Market.Money, Market.Bank, fees));
        Approve(market, 2, Governance.PayFees(Market.Money, Market.Bank, 1));
        market.RunAt(market.State.TimestampMs + Timelock);
        Assert.That(market.BalanceOf(Market.Bank).Available, Is.EqualTo(before + fees));
        Assert.That(market.Row<StateRow.Totals>(StateKey.Totals(Market.Money))!.Fees, Is.Zero);
        Assert.That(Row(market, 2).Reason, Is.EqualTo(ReceiptStatus.InsufficientBalance));
        LedgerChecks.Money(new RowsView(market.State));
    }

    [Test]
    public void A_parameter_holds_from_its_effect_on()
    {
        Market market = Open();
        Pass(market, 1, Governance.SetParameter(ChainParameter.TimelockMs, 1_000));
        Approve(market, 2, Governance.SetParameter(ChainParameter.DisputeMinimum, 5_000));
        Assert.That(Row(market, 2).AtMs, Is.EqualTo(market.State.TimestampMs + 1_000));
        market.Run();
        Assert.That(market.Row<StateRow.Parameter>(StateKey.Parameter(ChainParameter.DisputeMinimum))!.Value,
            Is.EqualTo(5_000));
    }

    [Test]
    public void A_member_keeps_its_last_sixteen_proposals()
    {
        Market market = Open();
        for (ulong number = 1; number <= 20; number += 1)
        {
            Propose(market, number, Governance.SetParameter(ChainParameter.DisputeMinimum, 5_000));
            foreach (AccountId member in (AccountId[])[Market.Beta, Market.Gamma])
                Vote(market, member, number, approve: false);
        }
        Assert.That(market.AllRows().OfType<StateRow.Proposal>().Select(row => row.Number).Order(),
            Is.EqualTo(Enumerable.Range(5, 16)));
    }

    [Test]
    public void A_consortium_has_at_most_128_members_ever()
    {
        GenesisState genesis = Market.Genesis(1, 1, 1_000) with
        {
            Members = [new("alpha", Market.Alpha), new("beta", Market.Beta), .. Enumerable.Range(0, 126)
                .Select(i => new GenesisMember($"member-{i}", Market.Key(40_000 + i)))],
        };
        Market market = Market.On(LedgerState.FromGenesis(genesis));
        Assert.That(market.Try(Market.Alpha, GovernanceRows.Propose(
            1, Governance.AdmitMember(GovernanceRows.OnCurve, "epsilon"))),
            Is.EqualTo(ReceiptStatus.TooManyMembers));
    }
}
