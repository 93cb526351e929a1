using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// Slots sold on in their book (M-801, M-802), to the unit. The lease is ten lots at 100 with 200 of
/// collateral and a fee of 3 of its provider.
/// </summary>
public class ResaleTests
{
    private const ulong Rich = 1_000_000;
    private static readonly AccountId Provider = LeaseScene.Provider, Tenant = LeaseScene.Tenant;
    private static readonly AccountId Third = Market.Trader(2), Fourth = Market.Trader(3);

    [Test]
    public void Each_buyer_gets_a_child_with_its_share_and_the_seller_its_price_at_once()
    {
        LeaseScene scene = LeaseScene.Slot();
        BlockOutcome outcome = Sell(scene, 7, Ops.Buy(1, 4, 120), Ops.Buy(1, 3, 120));
        AuctionResult trade = outcome.Trades.Single();
        // Demand equals supply from 110 to 120, R is 100: the lowest.
        Assert.That((trade.Price, trade.Lots), Is.EqualTo((110ul, 7ul)));
        Assert.That(trade.Leases.Select(l => (l.Provider, l.Tenant, l.Lots, l.Source)), Is.EqualTo(new[]
        {
            (Provider, Third, 4ul, scene.Id), (Provider, Fourth, 3ul, scene.Id),
        }));
        // Collateral of 200: 80 for four of ten lots, 140 for seven. The fee of 3: 1 for four, 2 for seven.
        (ulong, ulong, ulong, ulong, ulong, byte) Of(Hash32 id) => LeaseOf(scene, id) is { } lease
            ? (lease.Lots, lease.Price, lease.Escrow, lease.Collateral, lease.Service.Fee, lease.Splits)
            : default;
        Assert.That(Of(trade.Leases[0].Lease), Is.EqualTo((4ul, 100ul, 400ul, 80ul, 1ul, (byte)1)));
        Assert.That(Of(trade.Leases[1].Lease), Is.EqualTo((3ul, 100ul, 300ul, 60ul, 1ul, (byte)1)));
        Assert.That(Of(scene.Id), Is.EqualTo((3ul, 100ul, 300ul, 60ul, 1ul, (byte)0)));
        // 440 and its fee of 2, 330 and 1; the seller gets 770 less 3.
        Assert.That(scene.BalanceOf(Third), Is.EqualTo(Rich - 442));
        Assert.That(scene.BalanceOf(Fourth), Is.EqualTo(Rich - 331));
        Assert.That(scene.BalanceOf(Tenant), Is.EqualTo(Rich - 1_003 + 770 - 3));
        Assert.That(scene.Market.BalanceOf(Provider), Is.EqualTo(
            new StateRow.Balance(Provider, Market.Money, Rich - 200, 200)));
        StateRow.Totals totals = scene.Market.Row<StateRow.Totals>(StateKey.Totals(Market.Money))!;
        Assert.That((totals.Escrow, totals.Fees), Is.EqualTo((1_000ul, 3ul + 2 + 1 + 3)));
        Assert.That(Sold(scene), Is.EqualTo(10ul));
        Assert.That(outcome.Events.Select(e => (e.Kind, e.Lease, e.Document, e.Money.Paid, e.Money.Fee)),
            Is.EqualTo(new[]
            {
                (LedgerEventKind.Resold, scene.Id, trade.Leases[0].Lease, 440ul, 2ul),
                (LedgerEventKind.Resold, scene.Id, trade.Leases[1].Lease, 330ul, 1ul),
            }));
    }

    [Test]
    public void A_lease_sold_whole_is_closed_and_its_child_refunds_at_the_first_price()
    {
        LeaseScene scene = LeaseScene.Slot();
        BlockOutcome outcome = Sell(scene, 10, Ops.Buy(1, 10, 120));
        Assert.That(scene.Lease, Is.Null);
        StateRow.Lease closed = outcome.ClosedLeases.Single();
        Assert.That((closed.Id, closed.Lots, closed.Escrow, closed.Collateral, closed.State),
            Is.EqualTo((scene.Id, 0ul, 0ul, 0ul, LeaseState.Closed)));
        // Nobody hands over: the buyer has back what the first one paid, and the collateral.
        scene.RunTo(Market.Slot * Market.Hour).Live(LeaseScene.HandoverMs);
        Assert.That(scene.Market.AllRows().OfType<StateRow.Lease>(), Is.Empty);
        Assert.That(scene.BalanceOf(Third), Is.EqualTo(Rich - 1_100 - 4 + 1_000 + 200));
        Assert.That(scene.BalanceOf(Tenant), Is.EqualTo(Rich - 1_003 + 1_100 - 4));
    }

    [Test]
    public void Credentials_made_before_the_sale_are_paid_for_by_the_seller()
    {
        LeaseScene scene = LeaseScene.Slot().Posted();
        Sell(scene, 7, Ops.Buy(1, 4, 120), Ops.Buy(1, 3, 120));
        Assert.That(scene.BalanceOf(Tenant), Is.EqualTo(Rich - 1_003 + 770 - 3 - 2 * 7));
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich - 200 + 2 * 7));
    }

    [Test]
    public void What_new_credentials_cost_is_never_more_than_the_child_brings()
    {
        CreateProduct product = Market.Product();
        product.RekeyFee = 500;
        LeaseScene scene = LeaseScene.Slot(Market.Open(product: product)).Posted();
        Sell(scene, 4, Ops.Buy(1, 4, 120));
        Assert.That(scene.BalanceOf(Tenant), Is.EqualTo(Rich - 1_003));
        Assert.That(scene.BalanceOf(Provider), Is.EqualTo(Rich - 200 + 440 - 2));
    }

    [Test]
    public void Lots_of_a_lease_are_offered_once_until_they_are_free_again()
    {
        LeaseScene scene = LeaseScene.Slot();
        scene.Do(Tenant, ResaleOps.Resell(7_001, scene.Id, 6, 130));
        Assert.That(scene.Try(Tenant, ResaleOps.Resell(7_002, scene.Id, 5, 130)),
            Is.EqualTo(ReceiptStatus.InsufficientLots));
        scene.Do(Tenant, ResaleOps.Resell(7_002, scene.Id, 4, 130)).Do(Tenant, Ops.Replace(7_001, lots: 3));
        Assert.That(scene.Try(Tenant, Ops.Replace(7_002, lots: 8)),
            Is.EqualTo(ReceiptStatus.InsufficientLots));
        scene.Do(Tenant, Ops.Replace(7_002, lots: 7)).Do(Tenant, Ops.Cancel(7_002));
        scene.Do(Tenant, ResaleOps.Resell(7_003, scene.Id, 7, 130));
        Assert.That(scene.Market.BalanceOf(Tenant).Locked, Is.Zero);
        Assert.That(scene.Market.Row<StateRow.Capacity>(StateKey.Capacity(
            Provider, Market.Compute, Delivery.Slot, Market.Slot))!.Offered, Is.Zero);
    }

    [Test]
    public void What_an_ask_leaves_of_a_lease_is_nothing_or_an_orders_minimum()
    {
        CreateProduct product = Market.Product();
        product.MinOrderLots = 4;
        LeaseScene scene = LeaseScene.Slot(Market.Open(product: product));
        Assert.That(scene.Try(Tenant, ResaleOps.Resell(7_001, scene.Id, 7, 130)),
            Is.EqualTo(ReceiptStatus.InvalidLots));
        scene.Do(Tenant, ResaleOps.Resell(7_001, scene.Id, 6, 130));
        scene.Do(Tenant, ResaleOps.Resell(7_002, scene.Id, 4, 130));
    }

    [Test]
    public void A_refusal_takes_back_what_was_offered_of_the_lease()
    {
        LeaseScene scene = LeaseScene.Slot().Posted();
        scene.Do(Tenant, ResaleOps.Resell(7_001, scene.Id, 6, 130));
        scene.Do(Tenant, ResaleOps.Resell(7_002, scene.Id, 3, 130));
        scene.Do(Tenant, DisputeOps.Refuse(scene.Id));
        Assert.That(scene.Market.AllRows().OfType<StateRow.Order>(), Is.Empty);
        Assert.That(scene.Try(Tenant, ResaleOps.Resell(7_003, scene.Id, 6, 130)),
            Is.EqualTo(ReceiptStatus.LeaseEnded));
    }

    [Test]
    public void A_revocation_cancels_no_ask_that_sells_a_lease_of_another()
    {
        // The provider is the tenant of a lease of the same slot, and offers both.
        LeaseScene scene = LeaseScene.Slot();
        scene.Market.Attest(1, 0, 5);
        scene.Do(Tenant, ResaleOps.Resell(7_001, scene.Id, 6, 130)).Do(Tenant, Ops.Sell(7_002, 5, 130));
        scene.Do(Market.AttestorOf(1), Ops.Revoke(Tenant, 0, Market.Slot));
        Assert.That(scene.Market.AllRows().OfType<StateRow.Order>().Single().ClientOrderId,
            Is.EqualTo(7_001ul));
    }

    [Test]
    public void Who_sells_capacity_and_a_lease_is_two_sellers()
    {
        LeaseScene scene = LeaseScene.Slot();
        scene.Market.Attest(1, 0, 5);
        BlockOutcome outcome = scene.Market.Run(
            scene.Market.Sign(Tenant, ResaleOps.Resell(7_001, scene.Id, 4, 100), Ops.Sell(7_002, 5, 100)),
            scene.Market.Sign(Third, Ops.Buy(1, 9, 120)));
        Assert.That(outcome.Trades.Single().Leases.Select(l => (l.Provider, l.Lots, l.Source)),
            Is.EqualTo(new[] { (Tenant, 5ul, default), (Provider, 4ul, scene.Id) }));
        // 100 a lot and a fee of 2 for five lots and 2 for four: the first is due when it earns.
        Assert.That(scene.BalanceOf(Tenant), Is.EqualTo(Rich - 1_003 - 100 + 400 - 2));
    }

    [Test]
    public void Leases_know_the_delivery_key_of_the_lowest_order_that_names_one()
    {
        LeaseScene scene = LeaseScene.Slot();
        Operation With(ulong id, AccountId? key) => Ops.Order(id, Side.Buy, 2, 120,
            order => order.DeliveryKey = key is { } some ? Market.Bytes(some) : order.DeliveryKey);
        BlockOutcome outcome = Sell(scene, 6, [scene.Market.Sign(
            Third, With(2, null), With(3, Market.Key(87)), With(4, Market.Key(88)))]);
        Assert.That(LeaseOf(scene, outcome.Trades.Single().Leases.Single().Lease)!.DeliveryKey,
            Is.EqualTo(Market.Key(87).Bytes));
        Assert.That(scene.Lease!.DeliveryKey, Is.EqualTo(default(Hash32)));
    }

    [Test]
    public void A_refusal_discloses_the_private_key_of_the_delivery_key()
    {
        Market market = DisputeScene.Consortium();
        market.Attest(0, 0, 5);
        BlockOutcome outcome = market.Run(market.Sign(Provider, Ops.Sell(1, 5, 100)), market.Sign(Tenant,
            Ops.Order(1, Side.Buy, 5, 100, order => order.DeliveryKey = DisputeOps.DeliveryKey)));
        Hash32 lease = outcome.Trades.Single().Leases.Single().Lease;
        Assert.That(market.Try(Provider, LeaseOps.Post(lease)), Is.EqualTo(ReceiptStatus.Ok));
        Operation wrong = DisputeOps.Refuse(lease), none = DisputeOps.Refuse(lease);
        wrong.RefuseHandover.DisclosedKey = Market.Bytes(Market.Key(4_243));
        none.RefuseHandover.DisclosedKey = Google.Protobuf.ByteString.CopyFrom(new byte[32]);
        Assert.That(market.Try(Tenant, wrong), Is.EqualTo(ReceiptStatus.InvalidKey));
        Assert.That(market.Try(Tenant, none), Is.EqualTo(ReceiptStatus.InvalidKey), "0 is no private key");
        Assert.That(market.Try(Tenant, DisputeOps.Refuse(lease)), Is.EqualTo(ReceiptStatus.Ok));
    }

    /// <summary>The tenant's ask at 110, and a bid of the third and of the fourth, in one block.</summary>
    private static BlockOutcome Sell(
        LeaseScene scene, ulong lots, Operation third, Operation? fourth = null) => Sell(
        scene, lots, fourth is null
            ? [scene.Market.Sign(Third, third)]
            : [scene.Market.Sign(Third, third), scene.Market.Sign(Fourth, fourth)]);

    private static BlockOutcome Sell(LeaseScene scene, ulong lots, Transaction[] bids)
    {
        BlockOutcome outcome = scene.Market.Run([
            scene.Market.Sign(Tenant, ResaleOps.Resell(7_000, scene.Id, lots, 110)), .. bids]);
        Assert.That(outcome.Receipts.Select(r => r.Status), Is.All.EqualTo(ReceiptStatus.Ok));
        return outcome;
    }

    private static StateRow.Lease? LeaseOf(LeaseScene scene, Hash32 id) =>
        scene.Market.Row<StateRow.Lease>(StateKey.Lease(id));

    private static ulong Sold(LeaseScene scene) => scene.Market.Row<StateRow.Capacity>(StateKey.Capacity(
        Provider, Market.Compute, Delivery.Slot, Market.Slot))!.Sold;
}
