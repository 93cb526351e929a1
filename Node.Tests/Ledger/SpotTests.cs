using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>SPOT up to the trade: attestation, locks, the book that never closes, expiry.</summary>
public class SpotTests
{
    private const ulong Until = Market.Start + 5 * Market.Hour;

    private static readonly AccountId Provider = Market.Trader(0), Tenant = Market.Trader(1);
    private static readonly byte[] Capacity = StateKey.Capacity(Provider, Market.Compute, Delivery.Spot, 0);
    private static readonly byte[] Book = StateKey.Instrument(Market.Compute, Delivery.Spot, 0);

    [Test]
    public void A_trade_books_a_lease_that_holds_notice_and_grace_until_its_capacity_expires()
    {
        Market market = Offered(lots: 10);
        BlockOutcome outcome = market.Run(market.Sign(Tenant, Ops.Spot(Ops.Buy(1, 7, 90))));
        AuctionResult auction = outcome.Trades.Single();
        Assert.That((auction.Delivery, auction.Slot, auction.Price, auction.Lots),
            Is.EqualTo((Delivery.Spot, 0UL, 80UL, 7UL)));

        // Two hours of notice and one of grace at 80 per lot; a fifth of two hours of R is 32.
        Assert.That(market.BalanceOf(Tenant),
            Is.EqualTo(new StateRow.Balance(Tenant, Market.Money, 1_000_000 - 7 * 240, 7 * 240)));
        Assert.That(market.BalanceOf(Provider).Locked, Is.EqualTo(10 * 32));
        var row = market.Row<StateRow.Capacity>(Capacity)!;
        Assert.That((row.Attested, row.Offered, row.Sold, row.UntilMs), Is.EqualTo((10UL, 3UL, 7UL, Until)));
        byte[] lease = StateKey.Lease(auction.Leases.Single().Lease);
        var booked = market.Row<StateRow.Lease>(lease)!;
        Assert.That(
            (booked.Delivery, booked.Lots, booked.Price, booked.Escrow, booked.Collateral, booked.State),
            Is.EqualTo((Delivery.Spot, 7UL, 80UL, 0UL, 7 * 32UL, LeaseState.Booked)));

        market.RunAt(Until - 1);
        Assert.That(market.Row<StateRow.Capacity>(Capacity), Is.Not.Null);
        market.RunAt(Until);
        Assert.That(market.Row<StateRow.Capacity>(Capacity), Is.Null);
        Assert.That(market.Row<StateRow.Lease>(lease), Is.Null, "nobody handed it over");
        Assert.That(market.AllRows().OfType<StateRow.Balance>().All(b => b.Locked == 0));
        Assert.That(market.Row<StateRow.Instrument>(Book)!.LastPrice, Is.EqualTo(80));
    }

    [Test]
    public void A_later_until_moves_the_end()
    {
        Market market = Offered(lots: 10);
        Assert.That(
            market.Try(Market.Beta, Ops.AttestSpot(Provider, 12, Until + 1)), Is.EqualTo(ReceiptStatus.Ok));
        market.RunAt(Until);
        Assert.That(market.Row<StateRow.Capacity>(Capacity)!.Offered, Is.EqualTo(10));
        market.RunAt(Until + 1);
        Assert.That(market.Row<StateRow.Capacity>(Capacity), Is.Null);
        Assert.That(market.AllRows().OfType<StateRow.Order>(), Is.Empty);
    }

    [Test]
    public void An_order_rests_locks_by_the_hour_and_frees_all_when_cancelled()
    {
        Market market = Offered(lots: 10);
        Assert.That(market.Try(Tenant, Ops.Spot(Ops.Buy(1, 7, 75))), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.BalanceOf(Tenant).Locked, Is.EqualTo(7 * 225));
        market.RunAt(Market.Start + 3 * Market.Hour);
        Assert.That(market.AllRows().OfType<StateRow.Order>().Count(), Is.EqualTo(2), "no slot, no close");
        Assert.That(market.Try(Tenant, Ops.Cancel(1)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.Try(Provider, Ops.Cancel(1)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.AllRows().OfType<StateRow.Balance>().All(b => b.Locked == 0));
        Assert.That(market.Row<StateRow.Capacity>(Capacity)!.Offered, Is.Zero);
    }

    /// <summary>Grace is the chain's: the least notice follows it, in the genesis and afterwards.</summary>
    [TestCase(1_000ul, 60_000ul, ReceiptStatus.Ok)]
    [TestCase(1_000ul, 999ul, ReceiptStatus.InvalidParameter)]
    [TestCase(7_200_000ul, 7_200_000ul, ReceiptStatus.Ok)]
    [TestCase(7_200_000ul, 3_600_000ul, ReceiptStatus.InvalidParameter)]
    public void The_least_notice_is_the_grace_of_the_chain(
        ulong graceMs, ulong noticeMs, ReceiptStatus status)
    {
        var parameters = new Dictionary<ChainParameter, ulong> { [ChainParameter.GraceMs] = graceMs };
        CreateProduct product = Market.Product("other");
        product.NoticeMs = noticeMs;
        Market market = Market.Open(parameters: parameters);
        Assert.That(market.Try(Market.Alpha, Ops.Product(product)), Is.EqualTo(status));
        void Genesis() => Market.Open(product: product, parameters: parameters);
        if (status == ReceiptStatus.Ok) Assert.DoesNotThrow(Genesis);
        else Assert.Throws<GenesisException>(Genesis);
    }

    private static Market Offered(ulong lots)
    {
        Market market = Market.Open();
        Require.That(market.Try(Market.Beta, Ops.AttestSpot(Provider, lots, Until)) == ReceiptStatus.Ok);
        Require.That(market.Try(Provider, Ops.Spot(Ops.Sell(1, lots, 80))) == ReceiptStatus.Ok);
        return market;
    }
}
