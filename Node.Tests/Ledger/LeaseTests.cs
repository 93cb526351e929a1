using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>Leases from hand-over to closing, to the unit.</summary>
public class LeaseTests
{
    private const ulong Start = Market.Slot * Market.Hour, End = Start + Market.Hour, Rich = 1_000_000;
    private static readonly AccountId Provider = LeaseScene.Provider, Tenant = LeaseScene.Tenant;

    [Test]
    public void A_slot_that_nobody_hands_over_is_refunded_with_the_collateral()
    {
        LeaseScene scene = LeaseScene.Slot().RunTo(Start);
        Assert.That(scene.Lease!.State, Is.EqualTo(LeaseState.Active));
        scene.Live(LeaseScene.HandoverMs - Limits.LiveStepMs);
        Assert.That(scene.Lease, Is.Not.Null);
        scene.Live(Limits.LiveStepMs);
        Assert.That(scene.Lease, Is.Null);
        // The buyer's fee of 3 is spent; 1,000 come back with 200 of collateral.
        Assert.That(scene.BalanceOf(Tenant), Is.EqualTo(Rich - 3 + 200));
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich - 200));
        LedgerEvent fault = scene.Events.Single(e => e.Kind == LedgerEventKind.NoHandover);
        Assert.That((fault.EffectiveMs, fault.Money.Slashed), Is.EqualTo((scene.NowMs, 200UL)));
    }

    [Test]
    public void A_halted_chain_takes_nobodys_right_to_hand_over()
    {
        LeaseScene scene = LeaseScene.Slot().RunTo(Start).RunTo(End - 60_000);
        Assert.That(scene.Lease!.State, Is.EqualTo(LeaseState.Active), "59 minutes were 10 s of live time");
        scene.Posted().RunTo(End);
        Assert.That(scene.Lease!.State, Is.EqualTo(LeaseState.Ended));
    }

    [Test]
    public void Service_that_begins_late_counts_the_gap_as_undelivered()
    {
        LeaseScene scene = LeaseScene.Slot().RunTo(Start).RunTo(Start + 899_000).Posted();
        scene.Do(Tenant, LeaseOps.Acknowledge(scene.Id)).RunTo(End);
        // Posted at 900 s: a quarter of the hour is gone, and all of the rest was delivered.
        scene.Do(Provider, LeaseOps.Deliver(scene.Id, 1, End, LeaseScene.Lots * 2_700_000, signer: Tenant));
        LedgerEvent final = scene.Events.Single(e => e.Kind == LedgerEventKind.ReceiptFinal);
        // 750 earned, of the fee of 3 for 1,000 only 2.25; 250 back; a quarter of 200 slashed.
        Assert.That(final.Money, Is.EqualTo(new LeaseMoney(0, 750, 2, 250, 50)));
        Assert.That(scene.Lease, Is.Null);
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich + 750 - 2 - 50));
        Assert.That(scene.BalanceOf(Tenant), Is.EqualTo(Rich - 1_003 + 250 + 50));
    }

    [Test]
    public void A_receipt_without_signature_waits_and_silence_acknowledges()
    {
        LeaseScene scene = LeaseScene.Slot().Posted();
        Assert.That(scene.Try(Provider, LeaseOps.Deliver(scene.Id, 1, scene.NowMs, 0)),
            Is.EqualTo(ReceiptStatus.NotAcknowledged));
        scene.Live(LeaseScene.AcknowledgeMs).RunTo(Start).RunTo(Start + Market.Hour / 2);
        scene.Do(Provider, LeaseOps.Deliver(scene.Id, 1, Start + Market.Hour / 2,
            LeaseScene.Lots * Market.Hour / 2));
        Assert.That(scene.Try(Provider, LeaseOps.Deliver(scene.Id, 1, scene.NowMs,
            LeaseScene.Lots * Market.Hour / 2)),
            Is.EqualTo(ReceiptStatus.ReceiptPending));
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich - 200));
        scene.Live(LeaseScene.ChallengeMs);
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich - 200 + 500 - 1), "half of price and fee");
        Assert.That(scene.Lease!.State, Is.EqualTo(LeaseState.Ended), "meanwhile its slot has ended");
        scene.Live(LeaseScene.ReceiptMs);
        Assert.That(scene.Lease, Is.Null, "what no receipt covers was not delivered");
        Assert.That(scene.Events.Last(e => e.Kind == LedgerEventKind.ReceiptForfeit).Money,
            Is.EqualTo(new LeaseMoney(0, 0, 0, 500, 100)));
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich + 500 - 1 - 100));
        Assert.That(scene.BalanceOf(Tenant), Is.EqualTo(Rich - 1_003 + 500 + 100));
    }

    [Test]
    public void A_co_signed_receipt_replaces_a_pending_one()
    {
        LeaseScene scene = LeaseScene.Slot().Acknowledged().RunTo(Start).RunTo(End);
        scene.Do(Provider, LeaseOps.Deliver(scene.Id, 1, End, LeaseScene.Lots * Market.Hour / 2));
        scene.Do(Provider, LeaseOps.Deliver(scene.Id, 1, End, LeaseScene.Lots * Market.Hour, signer: Tenant));
        Assert.That(scene.Lease, Is.Null);
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich + 1_000 - 3));
    }

    [Test]
    public void A_stream_pays_to_the_millisecond_runs_dry_and_closes_after_its_grace()
    {
        LeaseScene scene = LeaseScene.Spot().Do(Tenant, LeaseOps.Deposit(800)).Acknowledged();
        ulong posted = scene.Lease!.Service.PostedMs;
        // 800 an hour: the debit of 800 lasts until just before that of 801.
        ulong dry = posted + (801UL * Market.Hour - 1) / 800;
        Assert.That(scene.Stream!.RunsDryMs, Is.EqualTo(dry));
        scene.RunTo(dry - 1);
        Assert.That(scene.Stream!.DryMs, Is.Zero);
        // A block long after: all happened at its own time.
        scene.RunTo(dry + 2 * Market.GraceMs);
        LedgerEvent suspended = scene.Events.Single(e => e.Kind == LedgerEventKind.Suspended);
        LedgerEvent ended = scene.Events.Single(e => e.Kind == LedgerEventKind.Ended);
        Assert.That((suspended.EffectiveMs, ended.EffectiveMs), Is.EqualTo((dry,
            dry + Market.GraceMs)));
        ulong claimed = 800 * (ended.TimeMs - posted) / Market.Hour;
        Assert.That(scene.Lease!.Escrow, Is.EqualTo(claimed), "800 of the stream, the rest of the reserve");
        Assert.That(scene.Stream, Is.Null);
        scene.Do(Provider, LeaseOps.Deliver(scene.Id, 1, ended.TimeMs,
            LeaseScene.Lots * (ended.TimeMs - posted), signer: Tenant));
        Assert.That(scene.Lease, Is.Null);
        ulong fee = claimed * 30 / 10_000;
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich + claimed - fee));
        Assert.That(scene.Market.BalanceOf(Tenant), Is.EqualTo(
            new StateRow.Balance(Tenant, Market.Money, Rich - claimed, 0)));
    }

    [Test]
    public void A_tenant_that_never_pays_owes_its_minimum_charge_out_of_the_reserve()
    {
        LeaseScene scene = LeaseScene.Spot().Posted();
        ulong posted = scene.Lease!.Service.PostedMs;
        scene.RunTo(posted + 2 * Market.Hour);
        LedgerEvent ended = scene.Events.Single(e => e.Kind == LedgerEventKind.Ended);
        // Dry 4,499 ms after the posting, closed an hour later; billed up to the two hours of notice.
        Assert.That((ended.EffectiveMs, ended.TimeMs, ended.Money.Claimed),
            Is.EqualTo((posted + 4_499 + Market.Hour, posted + 2 * Market.Hour, 1_600UL)));
        Assert.That(scene.Market.BalanceOf(Tenant).Locked, Is.Zero);
    }

    [Test]
    public void A_deposit_into_a_dry_stream_pays_what_is_owed_as_if_it_had_never_been_dry()
    {
        LeaseScene scene = LeaseScene.Spot().Do(Tenant, LeaseOps.Deposit(800)).Acknowledged();
        ulong posted = scene.Lease!.Service.PostedMs;
        scene.RunTo(posted + Market.Hour * 3 / 2 - 1_000);
        Assert.That(scene.Stream!.DryMs, Is.Not.Zero);
        Assert.That(scene.Try(Tenant, LeaseOps.Withdraw(1)), Is.EqualTo(ReceiptStatus.StreamDry));
        // One and a half hours cost 1,200, less 0.2 a second: 1,199 at this block, 800 are paid.
        Assert.That(scene.Try(Tenant, LeaseOps.Deposit(399)), Is.EqualTo(ReceiptStatus.InsufficientDeposit));
        scene.Do(Tenant, LeaseOps.Deposit(1_000));
        Assert.That(scene.Stream!.DryMs, Is.Zero);
        Assert.That(scene.Stream!.RunsDryMs, Is.EqualTo(posted + (1_801UL * Market.Hour - 1) / 800));
        Assert.That(scene.Events.Count(e => e.Kind == LedgerEventKind.Resumed), Is.EqualTo(1));
    }

    [Test]
    public void A_deposit_after_the_close_does_not_undo_it()
    {
        LeaseScene scene = LeaseScene.Spot().Do(Tenant, LeaseOps.Deposit(800)).Acknowledged();
        ulong dry = scene.Stream!.RunsDryMs;
        scene.Market.RunAt(dry + Market.GraceMs,
            scene.Market.Sign(Tenant, LeaseOps.Deposit(5_000)));
        Assert.That(scene.Lease!.State, Is.EqualTo(LeaseState.Ended));
        Assert.That((scene.Stream!.Funds, scene.Stream.Leases), Is.EqualTo((5_000UL, 0U)));
        scene.Do(Tenant, LeaseOps.Withdraw(5_000));
        Assert.That(scene.Stream, Is.Null);
    }

    [Test]
    public void Notice_ends_a_lease_once_and_the_pool_goes_back()
    {
        LeaseScene scene = LeaseScene.Spot().Do(Tenant, LeaseOps.Deposit(8_000)).Acknowledged();
        ulong posted = scene.Lease!.Service.PostedMs;
        scene.Do(Tenant, LeaseOps.Notice(scene.Id));
        ulong end = scene.NowMs + 2 * Market.Hour;
        scene.RunTo(scene.NowMs + 60_000).Do(Provider, LeaseOps.Notice(scene.Id));
        Assert.That(scene.Lease!.Service.EndMs, Is.EqualTo(end), "a second notice changes nothing");
        scene.RunTo(end + 5 * Market.Hour);
        ulong claimed = 800 * (end - posted) / Market.Hour;
        Assert.That((scene.Lease!.State, scene.Lease.Escrow), Is.EqualTo((LeaseState.Ended, claimed)));
        Assert.That((scene.Stream!.Funds, scene.Stream.Pool), Is.EqualTo((8_000 - claimed, 0UL)));
    }

    [Test]
    public void A_provider_that_exits_gives_its_collateral_to_the_tenant()
    {
        LeaseScene scene = LeaseScene.Spot().Do(Tenant, LeaseOps.Deposit(8_000)).Acknowledged();
        scene.RunTo(scene.NowMs + Market.Hour).Do(Provider, LeaseOps.Exit(scene.Id));
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich - 320));
        Assert.That(scene.Lease!.State, Is.EqualTo(LeaseState.Ended));
        Assert.That(scene.Try(Provider, LeaseOps.Post(scene.Id)), Is.EqualTo(ReceiptStatus.LeaseEnded));
    }

    [Test]
    public void A_spot_lease_that_nobody_hands_over_frees_reserve_and_lots()
    {
        LeaseScene scene = LeaseScene.Spot().Live(LeaseScene.HandoverMs);
        Assert.That(scene.Lease, Is.Null);
        Assert.That(scene.Market.BalanceOf(Tenant), Is.EqualTo(
            new StateRow.Balance(Tenant, Market.Money, Rich + 320, 0)));
        byte[] capacity = StateKey.Capacity(Provider, Market.Compute, Delivery.Spot, 0);
        Assert.That(scene.Market.Row<StateRow.Capacity>(capacity)!.Sold, Is.Zero);
    }

    [Test]
    public void A_silent_provider_forfeits_period_by_period_and_collateral_is_never_exceeded()
    {
        LeaseScene scene = LeaseScene.Spot().Do(Tenant, LeaseOps.Deposit(100_000)).Acknowledged();
        scene.RunTo(scene.NowMs + LeaseScene.SpotPeriodMs).Live(LeaseScene.ReceiptMs);
        LedgerEvent forfeit = scene.Events.Single(e => e.Kind == LedgerEventKind.ReceiptForfeit);
        // A day is more than the notice of two hours that the collateral stands for.
        Assert.That(forfeit.Money, Is.EqualTo(new LeaseMoney(800 * 24, 0, 0, 800 * 24, 320)));
        Assert.That((scene.Lease!.Escrow, scene.Lease.Collateral), Is.EqualTo((0UL, 0UL)));
    }

    [Test]
    public void Credentials_are_posted_seventeen_times_and_no_more()
    {
        LeaseScene scene = LeaseScene.Spot().Do(Tenant, LeaseOps.Deposit(100_000));
        for (int i = 0; i <= Limits.Rekeyings; i += 1) scene.Posted();
        Assert.That(scene.Try(Provider, LeaseOps.Post(scene.Id)), Is.EqualTo(ReceiptStatus.TooManyPostings));
    }

    [Test]
    public void A_block_that_only_moves_the_clock_of_windows_asks_for_no_other()
    {
        LeaseScene scene = LeaseScene.Spot();
        BlockOutcome outcome = scene.Market.Run();
        Assert.That(outcome.Changes.Select(change => change.Kind), Is.EqualTo((RowKind[])[RowKind.Clock]));
        Assert.That(outcome.ChangedState, Is.False);
    }

    [Test]
    public void Notice_for_a_group_reaches_those_handed_over_and_those_that_were_not()
    {
        LeaseScene scene = LeaseScene.Spot().Do(Tenant, LeaseOps.Deposit(100_000)).Acknowledged();
        Market market = scene.Market;
        scene.Do(Provider, Ops.Spot(Ops.Sell(7_000, 20, 60)));
        var legs = new BundleLeg
        {
            Instrument = new Instrument { Product = Market.Compute, Delivery = Delivery.Spot },
            Lots = 5,
        };
        Operation bundle = new()
        {
            PlaceBundle = new PlaceBundle
            {
                ClientOrderId = 7_001,
                Limit = 500,
                TimeInForce = TimeInForce.Gtc
            },
        };
        bundle.PlaceBundle.Legs.Add(legs);
        Hash32 group = market.Run(market.Sign(Tenant, bundle)).Bundles.Single().Group;
        Hash32 lease = market.AllRows().OfType<StateRow.Lease>().Single(l => l.Group == group).Id;
        Assert.That(scene.Try(Provider, LeaseOps.NoticeToGroup(group)),
            Is.EqualTo(ReceiptStatus.NotPermitted));
        scene.Do(Tenant, LeaseOps.NoticeToGroup(group));
        ulong end = scene.NowMs + 2 * Market.Hour;
        Assert.That(market.Row<StateRow.Lease>(StateKey.Lease(lease))!.Service.EndMs, Is.EqualTo(end));
        Assert.That(scene.Lease!.Service.EndMs, Is.Zero, "it is of no group");
        scene.Do(Provider, LeaseOps.Post(lease)).RunTo(end);
        StateRow.Lease ended = market.Row<StateRow.Lease>(StateKey.Lease(lease))!;
        // Handed over a second after the notice: the tenant pays two hours of it all the same.
        Assert.That((ended.State, ended.Escrow, ended.Service.EndMs), Is.EqualTo(
            (LeaseState.Ended, 2 * 5 * ended.Price, end + 1_000)));
    }

    [Test]
    public void While_due_work_is_left_over_leases_and_streams_wait()
    {
        Market market = Market.Open();
        const ulong Count = Limits.SlotsPerAttestation;
        for (ulong i = 0; i < 5; i += 1)
            Assert.That(market.Try(Market.AttestorOf(0), Ops.Attest(Provider, 1, Market.Slot + i * Count,
                lastSlot: Market.Slot + (i + 1) * Count - 1)), Is.EqualTo(ReceiptStatus.Ok));
        BlockOutcome outcome = market.RunAt((Market.Slot + 5 * Count + 1) * Market.Hour,
            market.Sign(Tenant, LeaseOps.Deposit(5), LeaseOps.Withdraw(1)));
        Assert.That(outcome.Receipts[0].Status, Is.EqualTo(ReceiptStatus.DueWorkWaiting));
        Assert.That(market.Try(Tenant, LeaseOps.Deposit(5)), Is.EqualTo(ReceiptStatus.Ok));
    }

    [Test]
    public void A_stream_of_many_leases_closes_over_blocks_all_with_one_time()
    {
        const int Leases = 5_000;
        Market market = Market.Open(parties: 2, accounts: 1, money: 1UL << 40);
        ulong until = market.State.TimestampMs + 300 * Market.Hour;
        Require.That(market.Try(Market.Beta, Ops.AttestSpot(Provider, 100_000, until)) == ReceiptStatus.Ok);
        Require.That(market.Try(Tenant, LeaseOps.Deposit(1_000_000)) == ReceiptStatus.Ok);
        for (ulong i = 0; i < Leases; i += 1)
        {
            BlockOutcome trade = market.Run(market.Sign(Provider, Ops.Spot(Ops.Sell(i + 1, 1, 60))),
                market.Sign(Tenant, Ops.Spot(Ops.Buy(i + 1, 1, 100))));
            Hash32 lease = trade.Trades.Single().Leases.Single().Lease;
            Require.That(market.Try(Provider, LeaseOps.Post(lease)) == ReceiptStatus.Ok);
        }
        ulong dry = market.Row<StateRow.Stream>(StateKey.Stream(Tenant, Market.Money))!.RunsDryMs;
        BlockOutcome first = market.RunAt(dry + 2 * Market.GraceMs);
        BlockOutcome second = market.Run(market.Sign(Tenant, LeaseOps.Deposit(7)));
        LedgerEvent[] ends = [.. first.Events.Concat(second.Events).Where(e =>
            e.Kind == LedgerEventKind.Ended)];
        Assert.That(ends, Has.Length.EqualTo(Leases));
        Assert.That(ends.Select(e => e.EffectiveMs).Distinct(),
            Is.EqualTo((ulong[])[dry + Market.GraceMs]));
        Assert.That(ends.Select(e => e.Lease), Is.Ordered);
        Assert.That(first.Events.Count(e => e.Kind == LedgerEventKind.Ended), Is.LessThan(Leases));
        StateRow.Stream left = market.Row<StateRow.Stream>(StateKey.Stream(Tenant, Market.Money))!;
        Assert.That((left.Leases, left.Pool), Is.EqualTo((0U, 0UL)));
        Assert.That(left.Funds, Is.InRange(7UL, 7UL + Leases), "the deposit, and what rounding left");
    }
}
