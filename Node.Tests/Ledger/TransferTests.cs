using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// SPOT leases that change hands at a period's end (M-803 to M-805), to the unit. The lease is ten lots at 80
/// an hour with 320 of collateral and a reserve of 2,400.
/// </summary>
public class TransferTests
{
    private const ulong Rich = 1_000_000, Day = 24 * Market.Hour;
    private static readonly AccountId Provider = LeaseScene.Provider, Tenant = LeaseScene.Tenant;
    private static readonly AccountId Taker = Market.Trader(2);

    [Test]
    public void At_the_periods_end_the_lots_are_the_takers_and_the_rest_goes_on()
    {
        LeaseScene scene = Accepted(lots: 3, price: 1_000);
        ulong posted = scene.Lease!.Service.PostedMs, end = posted + Day;
        Assert.That(scene.Market.BalanceOf(Taker).Locked, Is.EqualTo(1_000ul + 3 * 240));
        scene.RunTo(end - 1);
        Assert.That(scene.Lease!.State, Is.EqualTo(LeaseState.Active));
        scene.RunTo(end + 5);

        (StateRow.Lease taken, StateRow.Lease rest) = (Of(scene, Taker), Of(scene, Tenant));
        Assert.That((taken.Lots, taken.Price, taken.State, taken.Collateral, taken.Service.CollateralAtTrade,
            taken.Service.Reserve, taken.Splits, taken.DeliveryKey, taken.Service.PostedMs), Is.EqualTo((
            3ul, 80ul, LeaseState.Booked, 96ul, 96ul, 720ul, (byte)1, Market.Key(88).Bytes, 0ul)));
        Assert.That((rest.Lots, rest.State, rest.Collateral, rest.Service.Reserve, rest.Splits,
            rest.Service.PostedMs, rest.Service.ThroughMs, rest.Service.WakeMs, rest.Service.Acknowledged,
            rest.Service.Postings), Is.EqualTo((
            7ul, LeaseState.Active, 224ul, 1_680ul, (byte)0, end, end, end + Day, true, (byte)1)));
        StateRow.Lease old = scene.Lease!;
        Assert.That((old.Lots, old.State, old.Escrow, old.Collateral, old.Service.Reserve, old.Service.EndMs),
            Is.EqualTo((10ul, LeaseState.Ended, 24 * 800ul, 0ul, 0ul, end)));

        Assert.That((scene.Stream!.Funds, scene.Stream.Rate, scene.Stream.Leases, scene.Stream.SettledMs),
            Is.EqualTo((50_000 - 24 * 800ul, (UInt128)560, 1u, end)));
        Assert.That(scene.Market.BalanceOf(Tenant), Is.EqualTo(
            new StateRow.Balance(Tenant, Market.Money, Rich - 50_000 + 1_000 - 7 - 1_680, 1_680)));
        Assert.That(scene.Market.BalanceOf(Provider), Is.EqualTo(
            new StateRow.Balance(Provider, Market.Money, Rich - 320 + 7, 320)));
        Assert.That(scene.Market.BalanceOf(Taker), Is.EqualTo(
            new StateRow.Balance(Taker, Market.Money, Rich - 1_000 - 720, 720)));
        Assert.That(scene.Market.Row<StateRow.Capacity>(StateKey.Capacity(
            Provider, Market.Compute, Delivery.Spot, 0))!.Sold, Is.EqualTo(10ul));
        Assert.That(scene.Market.Row<StateRow.Transfer>(StateKey.Transfer(scene.Id)), Is.Null);
        Assert.That(scene.Events.Where(e => e.EffectiveMs == end && e.Lease != default)
            .Select(e => (e.Kind, e.Lease, e.Document)), Is.EqualTo(new[]
            {
                (LedgerEventKind.Transferred, taken.Id, scene.Id),
                (LedgerEventKind.GoesOn, rest.Id, scene.Id),
                (LedgerEventKind.Ended, scene.Id, default),
            }));

        // What was before stays with the seller: the provider is paid for ten lots of a day.
        scene.Do(Provider, LeaseOps.Deliver(
            scene.Id, 1, end, LeaseScene.Lots * (UInt128)Day, signer: Tenant));
        Assert.That(scene.Lease, Is.Null);
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich - 320 + 7 + 19_200 - 57));
        // The rest is paid on from the stream, with a meter of its own.
        scene.RunTo(end + Market.Hour);
        scene.Do(Provider, LeaseOps.Deliver(
            rest.Id, 1, end + Market.Hour, 7 * (UInt128)Market.Hour, signer: Tenant));
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich - 320 + 7 + 19_200 - 57 + 560 - 1));
    }

    [Test]
    public void A_lease_moves_whole_and_its_old_tenant_owes_nothing_more()
    {
        LeaseScene scene = Accepted(lots: 10, price: 0);
        ulong end = scene.Lease!.Service.PostedMs + Day;
        scene.RunTo(end);
        Assert.That((scene.Stream!.Rate, scene.Stream.Leases), Is.EqualTo(((UInt128)0, 0u)));
        Assert.That(scene.Market.BalanceOf(Tenant).Locked, Is.Zero);
        StateRow.Lease taken = Of(scene, Taker);
        Assert.That((taken.Lots, taken.Collateral), Is.EqualTo((10ul, 320ul)));
        // Nobody hands over to the taker: its reserve is free again, and the collateral its own.
        scene.Live(LeaseScene.HandoverMs);
        Assert.That(scene.Market.BalanceOf(Taker), Is.EqualTo(
            new StateRow.Balance(Taker, Market.Money, Rich + 320, 0)));
    }

    [Test]
    public void Notice_exit_and_withdrawal_end_a_transfer_at_once()
    {
        LeaseScene noticed = Accepted(lots: 3, price: 1_000);
        noticed.Do(Provider, LeaseOps.Notice(noticed.Id));
        IsOver(noticed);
        Assert.That(noticed.Try(Tenant, ResaleOps.Offer(noticed.Id, Taker, 3, 1)),
            Is.EqualTo(ReceiptStatus.NoticeGiven));
        LeaseScene left = Accepted(lots: 3, price: 1_000);
        left.Do(Provider, LeaseOps.Exit(left.Id));
        IsOver(left);
        LeaseScene withdrawn = Offered(lots: 3, price: 1_000);
        withdrawn.Do(Tenant, ResaleOps.Withdraw(withdrawn.Id));
        IsOver(withdrawn);
        withdrawn.Do(Tenant, ResaleOps.Offer(withdrawn.Id, Taker, 4, 900));
    }

    [Test]
    public void A_transfer_whose_seller_cannot_pay_for_new_credentials_fails_and_the_lease_goes_on()
    {
        LeaseScene scene = Accepted(lots: 3, price: 6);
        scene.Do(Tenant, LeaseOps.Deposit(scene.BalanceOf(Tenant)));
        ulong end = scene.Lease!.Service.PostedMs + Day;
        scene.RunTo(end);
        IsOver(scene);
        Assert.That((scene.Lease!.State, scene.Lease.Lots, scene.Lease.Service.PeriodMs,
            scene.Lease.Service.WakeMs), Is.EqualTo((LeaseState.Active, 10ul, end, end + Day)));
    }

    [Test]
    public void A_transfer_fails_while_the_stream_is_dry()
    {
        LeaseScene scene = Accepted(lots: 3, price: 1_000, funds: 24 * 800 - 1);
        scene.RunTo(scene.Lease!.Service.PostedMs + Day);
        IsOver(scene);
        Assert.That(scene.Stream!.DryMs, Is.GreaterThan(0ul));
        // With one unit more the period is paid for to its end.
        scene = Accepted(lots: 3, price: 1_000, funds: 24 * 800);
        scene.RunTo(scene.Lease!.Service.PostedMs + Day);
        Assert.That(Of(scene, Taker).Lots, Is.EqualTo(3ul));
    }

    [Test]
    public void A_transfer_fails_while_the_period_is_disputed()
    {
        LeaseScene scene = Accepted(lots: 3, price: 1_000);
        scene.RunTo(scene.NowMs + Market.Hour);
        scene.Do(Provider, LeaseOps.Deliver(scene.Id, 1, scene.NowMs, 1_000));
        scene.Do(Tenant, DisputeOps.Open(scene.Id, 1, 0));
        ulong end = scene.Lease!.Service.PostedMs + Day;
        scene.RunTo(end - 1);
        Assert.That(scene.Lease!.Service.Disputed);
        scene.RunTo(end);
        IsOver(scene);
    }

    [Test]
    public void An_offer_that_nobody_accepted_waits_for_another_period()
    {
        LeaseScene scene = Offered(lots: 3, price: 1_000);
        ulong end = scene.Lease!.Service.PostedMs + Day;
        scene.RunTo(end).Do(Taker, ResaleOps.Accept(scene.Id, 3, 1_000));
        scene.Do(Tenant, LeaseOps.Deposit(50_000)).RunTo(end + Day);
        Assert.That(Of(scene, Taker).TradedHeight, Is.EqualTo(scene.Market.State.Height.Value));
    }

    /// <summary>A transfer that holds something in every field.</summary>
    internal static void Fill(HashSet<string> filled) => filled.UnionWith(
        new MemoryRows(Accepted(lots: 3, price: 1_000).Market.State).Filled);

    private static LeaseScene Offered(ulong lots, ulong price, ulong funds = 50_000)
    {
        Market market = DisputeScene.Consortium();
        LeaseScene scene = LeaseScene.Spot(market).Do(Tenant, LeaseOps.Deposit(funds)).Acknowledged();
        return scene.Do(Tenant, ResaleOps.Offer(scene.Id, Taker, lots, price));
    }

    private static LeaseScene Accepted(ulong lots, ulong price, ulong funds = 50_000)
    {
        LeaseScene scene = Offered(lots, price, funds);
        return scene.Do(Taker, ResaleOps.Accept(scene.Id, lots, price, Market.Bytes(Market.Key(88))));
    }

    /// <summary>Nothing of it is left, and the taker has everything back.</summary>
    private static void IsOver(LeaseScene scene)
    {
        Assert.That(scene.Market.Row<StateRow.Transfer>(StateKey.Transfer(scene.Id)), Is.Null);
        Assert.That(scene.Market.BalanceOf(Taker), Is.EqualTo(
            new StateRow.Balance(Taker, Market.Money, Rich, 0)));
        Assert.That(scene.Events.Where(e => e.Kind == LedgerEventKind.TransferOver).Select(e => e.Tenant),
            Is.EqualTo(new[] { Tenant, Taker }));
    }

    /// <summary>The account's lease that is not the first one.</summary>
    private static StateRow.Lease Of(LeaseScene scene, AccountId tenant) => scene.Market.AllRows()
        .OfType<StateRow.Lease>().Single(lease => lease.Tenant == tenant && lease.Id != scene.Id);
}
