using Chain.Client;
using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>Disputes from refusal or challenge to the verdict, to the unit.</summary>
public class DisputeTests
{
    private const ulong Rich = 1_000_000, HalfLot = LeaseScene.Lots * Market.Hour / 2;
    private static readonly AccountId Provider = LeaseScene.Provider, Tenant = LeaseScene.Tenant;

    [Test]
    public void A_refused_slot_is_frozen_with_its_escrow_and_both_bonds()
    {
        DisputeScene scene = DisputeScene.Refused(LeaseScene.Slot(DisputeScene.Consortium()).Posted());
        StateRow.Dispute row = scene.Row!;
        // 1,000 are contested: a twentieth is 50, less than the least bond of 100.
        Assert.That((row.Contested, row.TenantBond, row.ProviderBond), Is.EqualTo((1_000UL, 100UL, 100UL)));
        Assert.That((row.Phase, row.DisclosedKey), Is.EqualTo((DisputePhase.Drawing, DisputeOps.Key)));
        StateRow.Lease lease = scene.Of.Lease!;
        Assert.That((lease.State, lease.Service.Disputed, lease.Collateral, lease.Escrow),
            Is.EqualTo((LeaseState.Ended, true, 100UL, 1_000UL)));
        Assert.That(scene.Of.Market.BalanceOf(Tenant).Locked, Is.EqualTo(100));
        Assert.That(scene.Of.Market.BalanceOf(Provider).Locked, Is.EqualTo(200));
    }

    [TestCase(Verdict.Provider, 1_000 - 3 + 100, -1_003 - 100)]
    [TestCase(Verdict.Tenant, -200, -3 + 200)]
    [TestCase(Verdict.Half, 500 - 1, -1_003 + 500)]
    public void A_refused_slot_goes_where_the_panel_says(Verdict verdict, int provider, int tenant)
    {
        DisputeScene scene = DisputeScene.Refused(
            LeaseScene.Slot(DisputeScene.Consortium()).Posted()).Drawn();
        Assert.That(scene.Panel, Has.Length.EqualTo(5));
        scene.Decide(verdict, verdict, verdict);
        Assert.That((scene.Row is null, scene.Of.Lease is null), Is.EqualTo((true, true)));
        Assert.That((long)scene.Of.BalanceOf(Provider), Is.EqualTo((long)Rich + provider));
        Assert.That((long)scene.Of.BalanceOf(Tenant), Is.EqualTo((long)Rich + tenant));
        Assert.That(FaultsOf(scene.Of.Market, "party-0").AsProvider,
            Is.EqualTo(verdict == Verdict.Tenant ? 1UL : 0));
        Assert.That(FaultsOf(scene.Of.Market, "party-1").AsTenant,
            Is.EqualTo(verdict == Verdict.Provider ? 1UL : 0));
    }

    [Test]
    public void A_refused_spot_lease_leaves_its_stream_and_contests_the_minimum_charge()
    {
        LeaseScene lease = LeaseScene.Spot(DisputeScene.Consortium())
            .Do(Tenant, LeaseOps.Deposit(5_000)).Posted();
        lease.RunTo(lease.NowMs + 899_000 - 1_000);
        DisputeScene scene = DisputeScene.Refused(lease);
        // 899 s at 800 an hour are 199, streamed; notice is two hours: 1,401 more come from the reserve.
        Assert.That(scene.Row!.Contested, Is.EqualTo(1_600));
        Assert.That((lease.Lease!.Escrow, lease.Lease.Service.Reserve, lease.Lease.State),
            Is.EqualTo((1_600UL, 0UL, LeaseState.Ended)));
        Assert.That((lease.Stream!.Leases, lease.Stream.Funds), Is.EqualTo((0U, 4_801UL)));
        StateRow.Capacity capacity = lease.Market.Row<StateRow.Capacity>(
            StateKey.Capacity(Provider, Market.Compute, Delivery.Spot, 0))!;
        Assert.That(capacity.Sold, Is.Zero, "others may have the lots");
        scene.Drawn().Decide(Verdict.Tenant);
        Assert.That(lease.BalanceOf(Tenant),
            Is.EqualTo(Rich - 5_000 + 199 + 320), "one reveal is a majority");
    }

    // The receipt says 1,000 of 1,000, the tenant 250: 750 are contested.
    [TestCase(Verdict.Provider, 1_000 - 3 + 100, -1_003 - 100)]
    [TestCase(Verdict.Tenant, 250 - 0 - 100 - 100, -1_003 + 750 + 200)]
    [TestCase(Verdict.Half, 625 - 1 - 75, -1_003 + 375 + 75)]
    public void A_disputed_receipt_pays_what_is_admitted_at_once_and_the_rest_by_verdict(
        Verdict verdict, int provider, int tenant)
    {
        DisputeScene scene = DisputeScene.OfReceipt(DisputeScene.Consortium());
        Assert.That((scene.Row!.Contested, scene.Row.Stated, scene.Row.Claimed),
            Is.EqualTo((750UL, (UInt128)HalfLot / 2, (UInt128)HalfLot * 2)));
        Assert.That(scene.Of.BalanceOf(Provider), Is.EqualTo(Rich - 200 + 250));
        Assert.That(scene.Of.BalanceOf(Tenant), Is.EqualTo(Rich - 1_003 - 100), "nothing refunded yet");
        Assert.That(scene.Of.Lease!.Escrow, Is.EqualTo(750));
        scene.Drawn().Decide(verdict, verdict);
        Assert.That(scene.Of.Lease, Is.Null, "its receipts reach the end");
        Assert.That((long)scene.Of.BalanceOf(Provider), Is.EqualTo((long)Rich + provider));
        Assert.That((long)scene.Of.BalanceOf(Tenant), Is.EqualTo((long)Rich + tenant));
    }

    [Test]
    public void A_disputed_lease_takes_no_receipt_and_has_time_for_one_afterwards()
    {
        LeaseScene lease = LeaseScene.Slot(DisputeScene.Consortium()).Acknowledged();
        ulong half = Market.Slot * Market.Hour + Market.Hour / 2;
        lease.RunTo(half - 1).RunTo(half).Do(Provider, LeaseOps.Deliver(lease.Id, 1, half, HalfLot));
        lease.Do(Tenant, DisputeOps.Open(lease.Id, 1, 0)).RunTo(half + Market.Hour);
        Assert.That(lease.Try(Provider, LeaseOps.Deliver(lease.Id, 2, half + 1, HalfLot)),
            Is.EqualTo(ReceiptStatus.LeaseDisputed));
        Hash32 id = lease.Market.AllRows().OfType<StateRow.Dispute>().Single().Id;
        lease.Live(4 * DisputeScene.WindowMs + 100_000);
        Assert.That(lease.Market.Row<StateRow.Dispute>(StateKey.Dispute(id)), Is.Null, "nobody voted");
        Assert.That(lease.Events.Count(e => e.Kind == LedgerEventKind.NoMajority), Is.EqualTo(1));
        Assert.That(lease.Events.Count(e => e.Kind == LedgerEventKind.DecidedHalf), Is.EqualTo(1));
        Assert.That((lease.Lease!.Service.Delivered, lease.Lease.Service.WindowMs > 0),
            Is.EqualTo(((UInt128)HalfLot / 2, true)));
        lease.Do(Provider, LeaseOps.Deliver(
            lease.Id, 2, half + Market.Hour / 2, HalfLot * 3 / 2, signer: Tenant));
        Assert.That(lease.Lease, Is.Null);
    }

    [Test]
    public void Without_a_majority_a_second_panel_is_larger_and_then_both_share()
    {
        DisputeScene scene = DisputeScene.Refused(
            LeaseScene.Slot(DisputeScene.Consortium(judges: 9)).Posted()).Drawn();
        AccountId[] first = scene.Panel;
        scene.Decide(Verdict.Provider, Verdict.Tenant);
        Assert.That((scene.Row!.Round, scene.Row.Phase), Is.EqualTo(((byte)2, DisputePhase.Drawing)));
        Assert.That(scene.Of.Market.AllRows().OfType<StateRow.Ballot>(), Is.Empty);
        scene.Drawn();
        Assert.That((first.Length, scene.Panel.Length), Is.EqualTo((5, 7)));
        scene.Decide(Verdict.Provider, Verdict.Tenant, Verdict.Half);
        Assert.That(scene.Of.Events.Count(e => e.Kind == LedgerEventKind.DecidedHalf), Is.EqualTo(1));
        Assert.That(scene.Of.BalanceOf(Provider), Is.EqualTo(Rich + 500 - 1));
    }

    [Test]
    public void With_nobody_independent_both_share_at_the_drawing()
    {
        DisputeScene scene = DisputeScene.Refused(LeaseScene.Slot().Posted()).Drawn();
        Assert.That((scene.Row is null, scene.Of.Lease is null), Is.EqualTo((true, true)));
        Assert.That(scene.Of.BalanceOf(Provider), Is.EqualTo(Rich + 500 - 1));
    }

    [Test]
    public void The_panel_is_drawn_in_the_third_block_by_the_digest_before_it()
    {
        DisputeScene scene = DisputeScene.Refused(
            LeaseScene.Slot(DisputeScene.Consortium(judges: 9)).Posted());
        Market market = scene.Of.Market;
        market.Run();
        market.Run();
        Assert.That(scene.Row!.Phase, Is.EqualTo(DisputePhase.Drawing));
        Hash32 seed = market.State.Tip;
        market.Run();
        AccountId[] sponsors = [Market.Alpha, Market.Beta];
        IEnumerable<AccountId> expected = market.AllRows().OfType<StateRow.Member>().Select(one => one.Id)
            .Where(id => !sponsors.Contains(id)).OrderBy(id => new TaggedHash("chain/panel").Of(
                [.. seed.Span, .. scene.Id.Span, 1, .. id.Bytes.Span])).Take(5);
        Assert.That(scene.Panel, Is.EquivalentTo(expected));
    }

    [Test]
    public void An_arbitrator_votes_for_its_member_and_a_leaving_provider_keeps_its_bond_out_of_reach()
    {
        LeaseScene lease = LeaseScene.Spot(DisputeScene.Consortium(judges: 0))
            .Do(Tenant, LeaseOps.Deposit(5_000)).Acknowledged();
        lease.Do(Provider, LeaseOps.Deliver(lease.Id, 1, lease.NowMs, 10_000));
        lease.Do(Tenant, DisputeOps.Open(lease.Id, 1, 5_000));
        lease.Do(Provider, LeaseOps.Exit(lease.Id));
        // 100 of the collateral stand for the dispute, and all else is slashed.
        StateRow.Dispute row = lease.Market.AllRows().OfType<StateRow.Dispute>().Single();
        Assert.That((row.ProviderBond, lease.Lease!.Collateral), Is.EqualTo((100UL, 0UL)));
        lease.Market.Run();
        lease.Market.Run();
        row = lease.Market.AllRows().OfType<StateRow.Dispute>().Single();
        AccountId judge = row.Panel == 4 ? Market.Gamma : Market.Delta;
        lease.Do(judge, Ops.Admit(GovernanceRows.OnCurve, "arbiters"));
        lease.Do(judge, Governance.SetRole(GovernanceRows.OnCurve, Role.Arbitrator, true));
        lease.Do(GovernanceRows.OnCurve, DisputeOps.Commit(row.Id, 1, judge, Verdict.Provider));
        lease.Live(DisputeScene.WindowMs);
        lease.Do(judge, DisputeOps.Reveal(row.Id, judge, Verdict.Provider));
        lease.Live(DisputeScene.WindowMs);
        Assert.That((lease.Lease!.Collateral, lease.Lease.Service.Disputed), Is.EqualTo((100UL, false)));
        Assert.That(FaultsOf(lease.Market, "party-0").AsProvider, Is.GreaterThan(0), "it left");
    }

    private static (ulong AsProvider, ulong AsTenant) FaultsOf(Market market, string party) =>
        market.Row<StateRow.Reputation>(StateKey.Reputation(party)) is { } row
            ? (row.AsProvider.Faults, row.AsTenant.Faults) : (0, 0);
}
