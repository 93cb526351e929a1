using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>Moves between the pools, and revocation (M-214, M-216).</summary>
public class CapacityTests
{
    private const ulong Until = Market.Start + 5 * Market.Hour;
    private const ulong Running = Market.FirstSlot;

    private static readonly AccountId Provider = Market.Trader(0), Tenant = Market.Trader(1);

    [Test]
    public void Lots_move_from_spot_to_slots_and_only_once()
    {
        Market market = Market.Open();
        Attest(market, spot: 20);
        market.Attest(0, 0, 3, Running + 2);
        Assert.That(market.Try(Provider, Ops.Move(Delivery.Slot, 8, Running + 2, Running + 3)),
            Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(Spot(market)!.Attested, Is.EqualTo(12));
        Assert.That(Slot(market, Running + 2)!.Attested, Is.EqualTo(3 + 8));
        StateRow.Capacity made = Slot(market, Running + 3)!;
        Assert.That((made.Attested, made.Attestor), Is.EqualTo((8UL, Market.Beta)));
        Assert.That(market.Try(Provider, Ops.Move(Delivery.Slot, 13, Running + 2)),
            Is.EqualTo(ReceiptStatus.InsufficientCapacity));
        Assert.That(market.Try(Provider, Ops.Move(Delivery.Slot, 12, Running + 2)),
            Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(Spot(market), Is.Null, "with the last lot the row goes");
    }

    [Test]
    public void What_every_slot_from_the_running_one_on_has_free_becomes_spot_until_the_last_ends()
    {
        Market market = Market.Open();
        Require.That(market.Try(Market.Beta, Ops.Attest(Provider, 10, Running + 1, lastSlot: Running + 3))
            == ReceiptStatus.Ok);
        Require.That(market.Try(Provider, Ops.Sell(1, 4, 100, Running + 2)) == ReceiptStatus.Ok);
        market.RunAt((Running + 1) * Market.Hour);
        Assert.That(market.Try(Provider, Ops.Move(Delivery.Spot, 7, Running + 1, Running + 3)),
            Is.EqualTo(ReceiptStatus.InsufficientCapacity), "four of the second slot are on offer");
        Assert.That(market.Try(Provider, Ops.Move(Delivery.Spot, 6, Running + 2, Running + 3)),
            Is.EqualTo(ReceiptStatus.InvalidParameter), "it would begin before its slots do");
        Assert.That(market.Try(Provider, Ops.Move(Delivery.Spot, 6, Running + 1, Running + 3)),
            Is.EqualTo(ReceiptStatus.Ok));
        StateRow.Capacity spot = Spot(market)!;
        Assert.That((spot.Attested, spot.UntilMs, spot.Attestor),
            Is.EqualTo((6UL, (Running + 4) * Market.Hour, Market.Beta)));
        Assert.That(Slot(market, Running + 3)!.Attested, Is.EqualTo(4));
        Assert.That(market.Try(Provider, Ops.Move(Delivery.Spot, 1, Running + 1, Running + 1)),
            Is.EqualTo(ReceiptStatus.BeyondHorizon), "SPOT lasts longer than this slot");
        Assert.That(market.Try(Provider, Ops.Move(Delivery.Spot, 1, Running + 1, Running + 3)),
            Is.EqualTo(ReceiptStatus.InsufficientCapacity), "the second slot has none left");
    }

    [Test]
    public void A_revocation_cancels_the_newest_asks_one_by_one_and_leaves_leases()
    {
        Market market = Market.Open();
        Attest(market, spot: 20);
        Require.That(market.Try(Provider, Ops.Spot(Ops.Sell(9, 5, 80))) == ReceiptStatus.Ok);
        Require.That(market.Try(Tenant, Ops.Spot(Ops.Buy(1, 5, 80))) == ReceiptStatus.Ok);
        Require.That(market.Try(Provider, Ops.Spot(Ops.Sell(5, 4, 90))) == ReceiptStatus.Ok);
        Require.That(market.Try(Provider, Ops.Spot(Ops.Sell(3, 4, 90)), Ops.Spot(Ops.Sell(4, 4, 95)))
            == ReceiptStatus.Ok);

        // 5 sold and 12 offered: to keep 10, the newest block's higher id goes, then its lower one.
        Assert.That(market.Try(Market.Beta, Ops.Revoke(Provider, 10)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(
            market.AllRows().OfType<StateRow.Order>().Select(o => o.ClientOrderId), Is.EqualTo((ulong[])[5]));
        StateRow.Capacity row = Spot(market)!;
        Assert.That((row.Attested, row.Offered, row.Sold), Is.EqualTo((10UL, 4UL, 5UL)));

        Assert.That(market.Try(Market.Beta, Ops.Revoke(Provider, 15)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(Spot(market)!.Attested, Is.EqualTo(10), "it only lowers");
        Assert.That(market.Try(Market.Beta, Ops.Revoke(Provider, 2)), Is.EqualTo(ReceiptStatus.Ok));
        row = Spot(market)!;
        Assert.That((row.Attested, row.Offered, row.Sold), Is.EqualTo((2UL, 0UL, 5UL)));
        Assert.That(market.Try(Provider, Ops.Spot(Ops.Sell(6, 1, 80))),
            Is.EqualTo(ReceiptStatus.InsufficientCapacity));
        Assert.That(market.AllRows().OfType<StateRow.Lease>().Single().State, Is.EqualTo(LeaseState.Booked));
    }

    private static void Attest(Market market, ulong spot) =>
        Require.That(market.Try(Market.Beta, Ops.AttestSpot(Provider, spot, Until)) == ReceiptStatus.Ok);

    private static StateRow.Capacity? Spot(Market market) =>
        market.Row<StateRow.Capacity>(StateKey.Capacity(Provider, Market.Compute, Delivery.Spot, 0));

    private static StateRow.Capacity? Slot(Market market, ulong slot) =>
        market.Row<StateRow.Capacity>(StateKey.Capacity(Provider, Market.Compute, Delivery.Slot, slot));
}
