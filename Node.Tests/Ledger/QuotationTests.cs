using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;
using static Chain.Tests.Ledger.QuoteScene;

namespace Chain.Tests.Ledger;

/// <summary>Requests for quotation, from the question to the lease (M-541 to M-545).</summary>
public class QuotationTests
{
    private static (ulong Available, ulong Locked) Of(QuoteScene scene, AccountId account)
    {
        StateRow.Balance balance = scene.Market.BalanceOf(account);
        return (balance.Available, balance.Locked);
    }

    [Test]
    public void The_lowest_price_wins_a_slot_at_its_own_price_with_the_fees_of_a_trade()
    {
        QuoteScene scene = OfSlot();
        // 10 · (100 + ⌈100 · 30 / 10000⌉).
        Assert.That(Of(scene, Tenant), Is.EqualTo((998_990, 1_010)));
        scene.Commit(A, 90).Commit(B, 85);
        // Collateral of 10 · ⌈100 / 5⌉ and a bond of ⌈1000 / 10⌉.
        Assert.That(Of(scene, B), Is.EqualTo((999_700, 300)));
        Assert.That(Offered(scene, B), Is.EqualTo((10, 0)));
        scene.Window().Reveal(A, 90).Reveal(B, 85).Window();

        StateRow.Lease lease = scene.Lease!;
        Assert.That((lease.Provider, lease.Tenant, lease.Lots, lease.Price, lease.Escrow, lease.Collateral),
            Is.EqualTo((B, Tenant, 10, 85, 850, 200)));
        // ⌈850 · 30 / 10000⌉ of either side: the tenant's is paid, the provider's waits till it earns.
        Assert.That((lease.State, lease.Service.Fee, lease.Service.CollateralAtTrade, lease.Service.Reserve),
            Is.EqualTo((LeaseState.Booked, 3, 200, 0)));
        Assert.That(Of(scene, Tenant), Is.EqualTo((999_147, 0)));
        Assert.That(Of(scene, B), Is.EqualTo((999_800, 200)));
        Assert.That(Of(scene, A), Is.EqualTo((1_000_000, 0)));
        Assert.That((Offered(scene, A), Offered(scene, B)), Is.EqualTo(((0, 0), (0, 10))));
        StateRow.Totals totals = scene.Market.Row<StateRow.Totals>(StateKey.Totals(Market.Money))!;
        Assert.That((totals.Escrow, totals.Fees), Is.EqualTo((850, 3)));
        Assert.That(scene.Market.AllRows().Any(row =>
            row is StateRow.Request or StateRow.Quotation or StateRow.Instrument), Is.False);
        Assert.That(scene.Market.Outcomes.SelectMany(outcome => outcome.Trades), Is.Empty);
    }

    [Test]
    public void The_lease_has_the_delivery_key_of_the_request()
    {
        AccountId key = Market.Key(77);
        QuoteScene scene = QuoteScene.OfSlot(deliveryKey: key).Quote((A, 90)).Window();
        Assert.That(scene.Lease!.DeliveryKey, Is.EqualTo(key.Bytes));
    }

    [Test]
    public void Its_lease_and_its_events_name_the_request()
    {
        QuoteScene scene = OfSlot().Quote((A, 90), (B, 95)).Window();
        BlockOutcome decided = scene.Market.Outcomes[^1];
        byte[] id = NaiveAuction.Tagged("chain/request",
            [.. Tenant.Bytes.ToArray(), 0, 0, 0, 0, 0, 0, 0, (byte)Id]).ToArray();
        Assert.That(scene.Lease!.Id, Is.EqualTo(NaiveAuction.Tagged("chain/lease",
            [.. decided.Block.ParentDigest.ToArray(),
                .. RowsView.InstrumentId(Market.Compute, Delivery.Slot, Market.Slot),
                .. A.Bytes.ToArray(), .. id])));
        Assert.That(scene.Events.Select(one => (one.Kind, one.Provider, one.Lease)), Is.EqualTo(new[]
        {
            (LedgerEventKind.QuotesRevealing, default(AccountId), default(Hash32)),
            (LedgerEventKind.QuoteWon, A, scene.Lease.Id),
        }));
        Assert.That(scene.Events.Select(one => one.Document), Is.All.EqualTo(new Hash32(id)));
        var instrument = new Hash32(RowsView.InstrumentId(Market.Compute, Delivery.Slot, Market.Slot));
        var moved = decided.Movements.Select(m => (m.Account, m.Amount, m.Reason, m.Reference));
        Assert.That(moved, Is.EqualTo(new[]
        {
            (Tenant, -3L, MovementReason.Fee, instrument),
            (Tenant, -900L, MovementReason.Purchase, scene.Lease.Id),
        }));
    }

    [Test]
    public void Its_lease_is_handed_over_delivered_and_closed_as_any_other()
    {
        QuoteScene scene = OfSlot().Quote((A, 90)).Window();
        Hash32 id = scene.Lease!.Id;
        const ulong start = Market.Slot * Market.Hour, end = start + Market.Hour;
        scene.Do(A, LeaseOps.Post(id)).Do(Tenant, LeaseOps.Acknowledge(id));
        scene.Market.RunAt(start);
        scene.Market.RunAt(end);
        scene.Do(A, LeaseOps.Deliver(id, 1, end, Lots * Market.Hour, signer: Tenant));
        Assert.That(scene.Lease, Is.Null);
        Assert.That(Of(scene, A), Is.EqualTo((1_000_897, 0)));
        Assert.That(Of(scene, Tenant), Is.EqualTo((999_097, 0)));
    }

    [Test]
    public void Equal_prices_are_decided_by_the_hash_of_the_parties()
    {
        var winners = new HashSet<AccountId>();
        // Another block decides each time.
        for (int wait = 0; wait < 8; wait += 1)
        {
            QuoteScene scene = OfSlot();
            for (int i = 0; i < wait; i += 1) scene.Market.Run();
            scene.Quote((A, 90), (B, 90), (C, 95)).Window();
            byte[] of = [.. scene.Market.Outcomes[^1].Block.ParentDigest.ToArray(),
                .. Tenant.Bytes.ToArray(), 0, 0, 0, 0, 0, 0, 0, (byte)Id];
            Hash32 a = NaiveAuction.Tagged("chain/quote-tie", [.. of, .. NaiveAuction.Ascii("party-1")]);
            Hash32 b = NaiveAuction.Tagged("chain/quote-tie", [.. of, .. NaiveAuction.Ascii("party-2")]);
            Assert.That(scene.Lease!.Provider, Is.EqualTo(a.CompareTo(b) < 0 ? A : B));
            winners.Add(scene.Lease.Provider);
        }
        Assert.That(winners, Is.EquivalentTo(new[] { A, B }));
    }

    [Test]
    public void Spot_keeps_a_reserve_at_the_winning_price_and_its_bond_is_of_the_minimum_charge()
    {
        QuoteScene scene = OfSpot();
        // 10 · ⌈80 · (2 h + 1 h)⌉.
        Assert.That(Of(scene, Tenant), Is.EqualTo((997_600, 2_400)));
        scene.Commit(A, 70);
        // Collateral 10 · ⌈80 · 2 h / 5 h⌉, a bond of a tenth of 10 · 160.
        Assert.That(Of(scene, A), Is.EqualTo((999_520, 480)));
        scene.Window().Reveal(A, 70).Window();
        StateRow.Lease lease = scene.Lease!;
        Assert.That((lease.Delivery, lease.Price, lease.Escrow, lease.Service.Reserve, lease.Service.Fee),
            Is.EqualTo((Delivery.Spot, 70, 0, 2_100, 0)));
        Assert.That(Of(scene, Tenant), Is.EqualTo((997_900, 2_100)));
        Assert.That(Of(scene, A), Is.EqualTo((999_680, 320)));
        ulong liveMs = scene.Market.Row<StateRow.Clock>(StateKey.Clock())!.LiveMs;
        Assert.That(lease.Service.WindowMs, Is.EqualTo(liveMs + LeaseScene.HandoverMs));
        Assert.That(scene.Try(A, LeaseOps.Post(lease.Id)), Is.EqualTo(ReceiptStatus.Ok));
    }

    [Test]
    public void The_bond_of_a_quotation_that_is_not_revealed_goes_to_the_tenant()
    {
        QuoteScene scene = OfSlot().Quote((A, -60), (B, 90)).Window();
        Assert.That(scene.Lease!.Provider, Is.EqualTo(B));
        Assert.That(Of(scene, A), Is.EqualTo((999_900, 0)));
        Assert.That(Of(scene, Tenant), Is.EqualTo((1_000_000 - 903 + 100, 0)));
        LedgerEvent lost = scene.Events.Single(one => one.Kind == LedgerEventKind.QuoteNotRevealed);
        Assert.That((lost.Provider, lost.Money.Slashed), Is.EqualTo((A, 100)));
        Assert.That(scene.Market.Outcomes[^1].Movements.Where(m => m.Reason == MovementReason.QuoteBond)
            .Select(m => (m.Account, m.Amount)), Is.EqualTo(new[] { (A, -100L), (Tenant, 100L) }));
    }

    [Test]
    public void A_price_that_cannot_win_is_no_quotation_but_its_bond_comes_back()
    {
        QuoteScene scene = OfSlot().Quote((A, 105), (B, 91), (C, 0)).Window();
        Assert.That(scene.Lease, Is.Null);
        foreach (AccountId account in (AccountId[])[Tenant, A, B, C])
            Assert.That(Of(scene, account), Is.EqualTo((1_000_000, 0)));
        Assert.That(scene.Events[^1].Kind, Is.EqualTo(LedgerEventKind.RequestWithoutWinner));
    }

    [Test]
    public void Without_a_commitment_it_ends_when_commitments_do()
    {
        QuoteScene scene = OfSlot().Window();
        Assert.That(scene.Row, Is.Null);
        Assert.That(Of(scene, Tenant), Is.EqualTo((1_000_000, 0)));
        Assert.That(scene.Events.Single().Kind, Is.EqualTo(LedgerEventKind.RequestWithoutWinner));
    }

    [Test]
    public void The_windows_run_on_live_time_one_after_the_other()
    {
        QuoteScene scene = OfSlot();
        ulong first = scene.Row!.DeadlineMs;
        Assert.That(first, Is.EqualTo(WindowMs), "the clock began with it");
        scene.Commit(A, 90);
        // However long the chain stands still, no more than ten seconds pass.
        scene.Market.RunAt(scene.NowMs + Market.Hour);
        Assert.That(scene.Market.Row<StateRow.Clock>(StateKey.Clock())!.LiveMs, Is.EqualTo(11_000));
        scene.Window();
        StateRow.Request row = scene.Row!;
        ulong liveMs = scene.Market.Row<StateRow.Clock>(StateKey.Clock())!.LiveMs;
        Assert.That((row.Phase, row.DeadlineMs),
            Is.EqualTo((RequestPhase.Revealing, liveMs + Market.Quick[ChainParameter.RevealMs])));
    }

    [Test]
    public void The_same_again_changes_nothing_and_another_is_refused()
    {
        QuoteScene scene = OfSlot().Commit(A, 90);
        Operation asked = QuoteOps.Request(Id, Lots, Reserve, Market.Slot);
        Operation quoted = QuoteOps.Commit(Tenant, Id, A, 90);
        (ulong, ulong)[] before = [Of(scene, Tenant), Of(scene, A)];
        Assert.That(scene.Try(Tenant, asked), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(scene.Try(A, quoted), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(scene.Try(A, QuoteOps.Commit(Tenant, Id, A, 85)),
            Is.EqualTo(ReceiptStatus.AlreadyQuoted));
        Assert.That(new[] { Of(scene, Tenant), Of(scene, A) }, Is.EqualTo(before));
        scene.Window().Reveal(A, 90).Reveal(A, 90);
        Assert.That(scene.Try(A, quoted), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(scene.Try(A, QuoteOps.Reveal(Tenant, Id, A, 85)), Is.EqualTo(ReceiptStatus.WrongReveal));
        Assert.That(scene.QuotationOf(A)!.Price, Is.EqualTo(90));
        scene.Window();
        Assert.That(scene.Try(Tenant, asked), Is.EqualTo(ReceiptStatus.OrderIdUsed));
        Assert.That(scene.Try(Tenant, Ops.Buy(Id, 1, 100)), Is.EqualTo(ReceiptStatus.OrderIdUsed));
    }

    [Test]
    public void It_can_be_cancelled_until_somebody_commits_and_its_number_stays_used()
    {
        QuoteScene scene = OfSlot();
        Assert.That(scene.Try(Tenant, Ops.Cancel(Id)), Is.EqualTo(ReceiptStatus.UnknownOrder));
        Assert.That(scene.Try(Tenant, Ops.CancelAll()), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(scene.Row, Is.Not.Null, "neither reaches requests");
        scene.Do(Tenant, Chain.Client.Quotations.Cancel(Id));
        Assert.That(Of(scene, Tenant), Is.EqualTo((1_000_000, 0)));
        Assert.That(scene.Try(Tenant, QuoteOps.Request(Id, Lots, Reserve, Market.Slot)),
            Is.EqualTo(ReceiptStatus.OrderIdUsed));
        scene.Do(Tenant, QuoteOps.Request(Id + 1, Lots, Reserve, Market.Slot));
        scene.Do(A, QuoteOps.Commit(Tenant, Id + 1, A, 90));
        Assert.That(scene.Try(Tenant, Chain.Client.Quotations.Cancel(Id + 1)),
            Is.EqualTo(ReceiptStatus.HasQuotations));
    }

    [Test]
    public void It_takes_32_quotations_of_as_many_parties()
    {
        Market market = Market.Open(parties: 34, accounts: 1);
        market.Run(market.Sign(Tenant, QuoteOps.Request(Id, 1, Reserve, Market.Slot)));
        for (int party = 1; party <= 33; party += 1)
        {
            market.Attest(party, 0, 1);
            AccountId provider = Market.Trader(party);
            Assert.That(market.Try(provider, QuoteOps.Commit(Tenant, Id, provider, 50)), Is.EqualTo(
                party <= Limits.QuotationsPerRequest ? ReceiptStatus.Ok : ReceiptStatus.TooManyQuotations));
        }
        LedgerChecks.Locks(new RowsView(market.State));
    }

    [Test]
    public void Of_several_instruments_each_provider_names_its_own_and_the_lock_is_the_highest()
    {
        CreateProduct dear = Market.Product("vcpu.dear");
        (dear.FeeBps, dear.Tick, dear.CollateralPerLot) = (500, 10, 50);
        Market market = Market.Open();
        market.Run(market.Sign(Market.Alpha, Ops.Product(dear)));
        market.Attest(1, 0, Lots);
        Assert.That(market.Try(Market.Beta, Ops.Attest(B, Lots, product: "vcpu.dear")),
            Is.EqualTo(ReceiptStatus.Ok));
        Operation request = QuoteOps.Request(Id, Lots, Reserve, Market.Slot);
        request.RequestQuotes.Instruments.Add(QuoteOps.Of(Market.Slot, "vcpu.dear"));
        Assert.That(market.Try(Tenant, request), Is.EqualTo(ReceiptStatus.Ok));
        // 10 · (100 + ⌈100 · 500 / 10000⌉).
        Assert.That(market.BalanceOf(Tenant).Locked, Is.EqualTo(1_050));
        Operation quote = QuoteOps.Commit(Tenant, Id, B, 80);
        quote.CommitQuote.Instrument = QuoteOps.Of(Market.Slot, "vcpu.dear");
        Assert.That(market.Try(B, quote), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.BalanceOf(B).Locked, Is.EqualTo(600));
        Assert.That(market.Try(A, QuoteOps.Commit(Tenant, Id, A, 85)), Is.EqualTo(ReceiptStatus.Ok));
        for (int i = 0; i < 33; i += 1) market.RunAt(market.State.TimestampMs + Limits.LiveStepMs);
        Assert.That(market.Try(B, QuoteOps.Reveal(Tenant, Id, B, 80)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.Try(A, QuoteOps.Reveal(Tenant, Id, A, 85)), Is.EqualTo(ReceiptStatus.Ok));
        for (int i = 0; i < 33; i += 1) market.RunAt(market.State.TimestampMs + Limits.LiveStepMs);
        StateRow.Lease lease = market.AllRows().OfType<StateRow.Lease>().Single();
        Assert.That((lease.ProductName, lease.Price, lease.Service.Fee, lease.Collateral),
            Is.EqualTo(("vcpu.dear", 80, 40, 500)));
        LedgerChecks.Locks(new RowsView(market.State));
    }

    private static (ulong Offered, ulong Sold) Offered(QuoteScene scene, AccountId provider)
    {
        StateRow.Capacity row = scene.Market.Row<StateRow.Capacity>(
            StateKey.Capacity(provider, Market.Compute, Delivery.Slot, Market.Slot))!;
        return (row.Offered, row.Sold);
    }
}
