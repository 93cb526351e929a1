using Chain.Client;
using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;
using static Chain.Tests.Ledger.QuoteScene;

namespace Chain.Tests.Ledger;

/// <summary>What becomes of a commitment when something else ends meanwhile (M-544, M-546).</summary>
public class StandingQuotationTests
{
    [Test]
    public void A_slot_that_has_started_is_not_leased_any_more()
    {
        QuoteScene scene = OfSlot().Quote((A, 90));
        // The chain stands still until after the start; the window ends later.
        scene.Market.RunAt(Market.Slot * Market.Hour + 1);
        Assert.That(scene.Row, Is.Not.Null);
        scene.Window();
        Assert.That(scene.Lease, Is.Null);
        Assert.That(scene.Market.BalanceOf(A).Locked, Is.Zero);
        Assert.That(scene.Market.BalanceOf(Tenant).Available, Is.EqualTo(1_000_000));
    }

    [Test]
    public void A_book_that_closes_takes_no_more_commitments_but_those_that_stand_may_win()
    {
        QuoteScene scene = OfSlot().Commit(A, 90);
        scene.Market.RunAt(Market.Slot * Market.Hour - Market.Hour / 2);
        Assert.That(scene.Try(B, QuoteOps.Commit(Tenant, Id, B, 85)), Is.EqualTo(ReceiptStatus.BookClosed));
        scene.Window().Reveal(A, 90).Window();
        Assert.That(scene.Lease!.Provider, Is.EqualTo(A));
    }

    [Test]
    public void A_slot_that_is_over_ends_them()
    {
        QuoteScene scene = OfSlot().Quote((A, -90));
        scene.Market.RunAt((Market.Slot + 1) * Market.Hour);
        Assert.That(scene.Row, Is.Not.Null);
        Assert.That(scene.QuotationOf(A), Is.Null);
        Assert.That(scene.Market.BalanceOf(A).Available, Is.EqualTo(1_000_000), "the bond is no forfeit");
        scene.Window();
        Assert.That(scene.Row, Is.Null);
    }

    [Test]
    public void A_revocation_cancels_asks_and_leaves_quotations_which_do_not_qualify()
    {
        QuoteScene scene = OfSlot().Commit(A, 90).Commit(B, 95);
        scene.Do(Market.AttestorOf(1), Ops.Revoke(A, 4, Market.Slot));
        StateRow.Capacity row = scene.Market.Row<StateRow.Capacity>(
            StateKey.Capacity(A, Market.Compute, Delivery.Slot, Market.Slot))!;
        Assert.That((row.Attested, row.Offered, row.Free), Is.EqualTo((4, 10, 0)));
        Assert.That(scene.Try(A, Ops.Sell(1, 1, 100)), Is.EqualTo(ReceiptStatus.InsufficientCapacity));
        scene.Window().Reveal(A, 90).Reveal(B, 95).Window();
        Assert.That(scene.Lease!.Provider, Is.EqualTo(B));
        Assert.That(scene.Market.BalanceOf(A).Available, Is.EqualTo(1_000_000));
    }

    [Test]
    public void What_was_revoked_and_attested_again_qualifies()
    {
        QuoteScene scene = OfSlot().Commit(A, 90);
        scene.Do(Market.AttestorOf(1), Ops.Revoke(A, 4, Market.Slot));
        Assert.That(scene.Try(Market.AttestorOf(1), Ops.Attest(A, 9)),
            Is.EqualTo(ReceiptStatus.BelowCommitments));
        scene.Do(Market.AttestorOf(1), Ops.Attest(A, 10)).Window().Reveal(A, 90).Window();
        Assert.That(scene.Lease!.Provider, Is.EqualTo(A));
    }

    [Test]
    public void An_attestation_that_ends_ends_its_quotations_and_the_tenant_may_cancel_again()
    {
        const ulong until = Market.Start + Market.Hour;
        QuoteScene scene = OfSpot(untilMs: until).Commit(A, 70);
        scene.Market.RunAt(until - 1_001);
        Assert.That(scene.Try(Tenant, Quotations.Cancel(Id)), Is.EqualTo(ReceiptStatus.HasQuotations));
        scene.Market.RunAt(until);
        Assert.That(scene.QuotationOf(A), Is.Null);
        Assert.That(scene.Market.BalanceOf(A).Available, Is.EqualTo(1_000_000));
        Assert.That(scene.Market.AllRows().OfType<StateRow.Capacity>(), Is.Empty);
        scene.Do(Tenant, Quotations.Cancel(Id));
        Assert.That(scene.Market.BalanceOf(Tenant).Locked, Is.Zero);
    }

    [Test]
    public void A_frozen_provider_reveals_and_has_its_bond_back_but_does_not_win()
    {
        QuoteScene scene = OfSlot().Commit(A, 80).Commit(B, 90).Window();
        GovernanceRows.Freeze(scene.Market, A);
        scene.Reveal(A, 80).Reveal(B, 90).Window();
        Assert.That(scene.Lease!.Provider, Is.EqualTo(B));
        Assert.That(scene.Market.BalanceOf(A).Available, Is.EqualTo(1_000_000));
    }

    [Test]
    public void A_frozen_tenant_gets_no_commitment_and_no_lease_but_the_bonds_it_is_owed()
    {
        QuoteScene scene = OfSlot().Commit(A, 80).Commit(B, 90);
        GovernanceRows.Freeze(scene.Market, Tenant);
        Assert.That(scene.Try(C, QuoteOps.Commit(Tenant, Id, C, 70)),
            Is.EqualTo(ReceiptStatus.AccountFrozen));
        scene.Window();
        GovernanceRows.Freeze(scene.Market, Tenant, number: 2);
        scene.Reveal(A, 80).Window();
        Assert.That(scene.Lease, Is.Null);
        Assert.That(scene.Market.BalanceOf(A).Available, Is.EqualTo(1_000_000));
        Assert.That(scene.Market.BalanceOf(B).Available, Is.EqualTo(999_900));
        Assert.That(scene.Market.BalanceOf(Tenant).Available, Is.EqualTo(1_000_100));
    }

    [Test]
    public void A_freeze_that_has_lapsed_by_the_decision_counts_no_more()
    {
        QuoteScene scene = OfSlot().Commit(A, 80);
        GovernanceRows.Freeze(scene.Market, A);
        scene.Window().Reveal(A, 80);
        Assert.That(Market.Quick[ChainParameter.FreezeMs], Is.LessThan(2 * WindowMs));
        scene.Window();
        Assert.That(scene.Lease!.Provider, Is.EqualTo(A));
    }
}
