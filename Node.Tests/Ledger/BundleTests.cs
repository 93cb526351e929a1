using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>Bundles and block orders, bought whole or not at all (M-501 to M-511).</summary>
public class BundleTests
{
    private const ulong Next = Market.Slot + 1;

    private static readonly AccountId Buyer = Market.Trader(0), Other = Market.Trader(1);
    private static readonly AccountId Cloud = Market.Trader(2), Team = Market.Trader(3);

    /// <summary>Two sellers offer ten lots each, of slots one after the other.</summary>
    private static Market Open(ulong first = 100, ulong second = 110)
    {
        Market market = Market.Open();
        market.Attest(2, 0, 10, Market.Slot);
        market.Attest(3, 0, 10, Next);
        market.Run(market.Sign(Cloud, Ops.Sell(1, 10, first, Market.Slot)),
            market.Sign(Team, Ops.Sell(1, 10, second, Next)));
        return market;
    }

    private static Operation Both(ulong id, ulong lots, ulong limit) =>
        Ops.Bundle(id, limit, (Market.Slot, lots), (Next, lots));

    [Test]
    public void A_bundle_buys_all_its_legs_at_once_and_its_leases_are_a_group()
    {
        Market market = Open();
        BlockOutcome outcome = market.Run(market.Sign(Buyer, Both(1, 4, 850)));
        BundleResult result = outcome.Bundles.Single();
        Assert.That((result.Verdict, result.Cost), Is.EqualTo((BundleVerdict.Accepted, 840ul)));
        var leases = market.AllRows().OfType<StateRow.Lease>().OrderBy(l => l.Slot).ToList();
        Assert.That(leases.Select(l => (l.Slot, l.Lots, l.Price, l.Group)), Is.EqualTo(
            new[] { (Market.Slot, 4ul, 100ul, result.Group), (Next, 4ul, 110ul, result.Group) }));
        Assert.That(market.AllRows().OfType<StateRow.Bundle>(), Is.Empty);
        // 840 and a fee of ⌈400 · 30 / 10000⌉ + ⌈440 · 30 / 10000⌉.
        StateRow.Balance balance = market.BalanceOf(Buyer);
        Assert.That((balance.Available, balance.Locked), Is.EqualTo((1_000_000ul - 840 - 4, 0ul)));
    }

    [TestCase(839ul, 4ul, BundleVerdict.AboveLimit)]
    [TestCase(100_000ul, 11ul, BundleVerdict.LegUnfilled)]
    public void What_does_not_fit_stays_whole_and_books_stay_as_they_were(
        ulong limit, ulong lots, BundleVerdict verdict)
    {
        Market market = Open();
        BlockOutcome outcome = market.Run(market.Sign(Buyer, Both(1, lots, limit)));
        Assert.That(outcome.Bundles.Single().Verdict, Is.EqualTo(verdict));
        Assert.That(outcome.Auctions, Is.Empty);
        StateRow.Bundle bundle = market.AllRows().OfType<StateRow.Bundle>().Single();
        Assert.That((bundle.Failures, bundle.AgedMs), Is.EqualTo((1, market.State.TimestampMs)));
        Assert.That(market.BalanceOf(Buyer).Locked, Is.EqualTo(bundle.Locked));
    }

    [Test]
    public void A_bundle_that_failed_is_bought_when_what_it_lacks_is_offered()
    {
        Market market = Open();
        market.Run(market.Sign(Buyer, Both(1, 12, 2_640)));
        market.Attest(3, 1, 10, Next);
        market.Attest(2, 1, 10, Market.Slot);
        BlockOutcome outcome = market.Run(market.Sign(Market.Trader(3, 1), Ops.Sell(1, 10, 110, Next)),
            market.Sign(Market.Trader(2, 1), Ops.Sell(1, 10, 110, Market.Slot)));
        Assert.That(outcome.Bundles.Single().Verdict, Is.EqualTo(BundleVerdict.Accepted));
    }

    [Test]
    public void After_eight_failures_it_is_cancelled_and_its_money_is_free()
    {
        Market market = Open();
        market.Run(market.Sign(Buyer, Both(1, 11, 100_000)));
        for (ulong i = 2; i <= 8; i += 1)
        {
            Assert.That(market.AllRows().OfType<StateRow.Bundle>().Single().Failures, Is.EqualTo(i - 1));
            market.Run(market.Sign(Other, Ops.Buy(i, 1, 5, Next)));
        }
        Assert.That(market.AllRows().OfType<StateRow.Bundle>(), Is.Empty);
        Assert.That(market.BalanceOf(Buyer).Locked, Is.Zero);
    }

    [Test]
    public void The_better_offer_goes_first_and_nobody_takes_what_an_accepted_one_has()
    {
        Market market = Open();
        BlockOutcome outcome = market.Run(
            market.Sign(Buyer, Both(1, 6, 1_300)), market.Sign(Other, Both(1, 6, 1_400)));
        Assert.That(outcome.Bundles.Select(b => (b.Account, b.Verdict)), Is.EqualTo(new[]
        {
            (Other, BundleVerdict.Accepted), (Buyer, BundleVerdict.LegUnfilled),
        }));
    }

    [Test]
    public void Plain_orders_of_its_books_trade_at_the_same_price()
    {
        Market market = Open();
        BlockOutcome outcome = market.Run(
            market.Sign(Other, Ops.Buy(1, 3, 105)), market.Sign(Buyer, Both(1, 4, 900)));
        AuctionResult auction = outcome.Auctions.Single(a => a.Slot == Market.Slot);
        Assert.That(auction.Lots, Is.EqualTo(7));
        Assert.That(auction.Leases.Select(l => (l.Tenant, l.Lots)),
            Is.EqualTo(new[] { (Buyer, 4ul), (Other, 3ul) }));
        Assert.That(auction.Fills.Count(f => f.Side == Side.Buy), Is.EqualTo(2));
    }

    [Test]
    public void A_bundle_that_fails_leaves_the_plain_trades_of_its_books()
    {
        Market market = Open();
        BlockOutcome outcome = market.Run(
            market.Sign(Other, Ops.Buy(1, 3, 105)), market.Sign(Buyer, Both(1, 11, 90_000)));
        Assert.That(outcome.Auctions.Single().Leases.Single().Lots, Is.EqualTo(3));
        Assert.That(outcome.Bundles.Single().Verdict, Is.EqualTo(BundleVerdict.LegUnfilled));
    }

    [Test]
    public void An_ask_of_its_own_party_rejects_it()
    {
        Market market = Open();
        market.Attest(0, 1, 5, Next);
        market.Run(market.Sign(Market.Trader(0, 1), Ops.Sell(1, 5, 100, Next)));
        BlockOutcome outcome = market.Run(market.Sign(Buyer, Both(1, 4, 900)));
        Assert.That(outcome.Bundles.Single().Verdict, Is.EqualTo(BundleVerdict.OwnAsk));
    }

    [Test]
    public void A_block_order_is_the_bundle_of_its_slots()
    {
        Market market = Open();
        BlockOutcome outcome = market.Run(market.Sign(Buyer, Ops.Block(1, Market.Slot, 2, 4, 105)));
        Assert.That(outcome.Bundles.Single(), Has.Property("Limit").EqualTo(840ul)
            .And.Property("Verdict").EqualTo(BundleVerdict.Accepted));
        market.Run(market.Sign(Other, Ops.Block(1, Market.Slot, 2, 40, 105)));
        Assert.That(market.Try(Other, Ops.Bundle(1, 8_400, (Market.Slot, 40), (Next, 40))),
            Is.EqualTo(ReceiptStatus.Ok), "sent again as the bundle that it is");
        Assert.That(market.Try(Other, Ops.Bundle(1, 8_405, (Market.Slot, 40), (Next, 40))),
            Is.EqualTo(ReceiptStatus.OrderIdTaken));
    }

    [Test]
    public void An_immediate_bundle_lives_for_one_block()
    {
        Market market = Open();
        Operation bundle = Both(1, 11, 90_000);
        bundle.PlaceBundle.TimeInForce = TimeInForce.Ioc;
        market.Run(market.Sign(Buyer, bundle));
        Assert.That(market.AllRows().OfType<StateRow.Bundle>(), Is.Empty);
        Assert.That(market.BalanceOf(Buyer).Locked, Is.Zero);
    }

    [Test]
    public void It_ends_with_the_first_of_its_books_and_when_its_time_is_over()
    {
        Market market = Open();
        Operation timed = Both(2, 12, 90_000);
        timed.PlaceBundle.TimeInForce = TimeInForce.Gtt;
        timed.PlaceBundle.ExpiresMs = market.State.TimestampMs + 5_000;
        market.Run(market.Sign(Buyer, Both(1, 11, 90_000)), market.Sign(Other, timed));
        market.RunAt(market.State.TimestampMs + 10_000);
        Assert.That(market.AllRows().OfType<StateRow.Bundle>().Single().Owner, Is.EqualTo(Buyer));
        ulong close = Market.Slot * Market.Hour - Market.Hour / 2;
        market.RunAt(close - 1);
        Assert.That(market.AllRows().OfType<StateRow.Bundle>(), Is.Not.Empty);
        market.RunAt(close);
        Assert.That(market.AllRows().OfType<StateRow.Bundle>(), Is.Empty);
        Assert.That(market.BalanceOf(Buyer).Locked, Is.Zero);
    }

    [Test]
    public void Cancelling_frees_what_it_locks_alone_or_with_everything_of_a_book()
    {
        Market market = Open();
        market.Run(market.Sign(Buyer, Both(1, 11, 9_000)));
        Assert.That(market.BalanceOf(Buyer).Locked, Is.EqualTo(9_000 + 27 + 1));
        Assert.That(market.Try(Buyer, Ops.CancelAll(Side.Sell)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.BalanceOf(Buyer).Locked, Is.Not.Zero);
        Assert.That(market.Try(Buyer, Ops.CancelAll(Side.Buy, Next)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.BalanceOf(Buyer).Locked, Is.Zero);
        market.Run(market.Sign(Buyer, Both(2, 11, 9_000)));
        Assert.That(market.Try(Buyer, Ops.Cancel(2)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.BalanceOf(Buyer).Locked, Is.Zero);
        Assert.That(market.Try(Buyer, Both(2, 11, 9_000)), Is.EqualTo(ReceiptStatus.OrderIdUsed));
    }

    [Test]
    public void A_full_market_gives_up_the_newest_of_whoever_has_most()
    {
        const int parties = 18;
        Market market = Market.Open(parties);
        market.Run([.. Enumerable.Range(0, 16).Select(party => market.Sign(Market.Trader(party),
            [.. Enumerable.Range(1, 64).Select(id => Ops.Bundle((ulong)id, 20, (Market.Slot, 1)))]))]);
        Assert.That(market.State.Tables.Bundles.Count, Is.EqualTo(Limits.Bundles));
        Assert.That(market.Try(Market.Trader(0), Ops.Bundle(65, 20, (Market.Slot, 1))),
            Is.EqualTo(ReceiptStatus.TooManyOrders));
        Assert.That(market.Try(Market.Trader(16), Ops.Bundle(1, 20, (Market.Slot, 1))),
            Is.EqualTo(ReceiptStatus.Ok));
        var left = market.AllRows().OfType<StateRow.Bundle>().GroupBy(b => b.Owner).ToList();
        Assert.That(left.Sum(g => g.Count()), Is.EqualTo(Limits.Bundles));
        Assert.That(left.Single(g => g.Count() == 63).Max(b => b.ClientOrderId), Is.EqualTo(63));
    }

    [Test]
    public void Its_products_settle_in_one_asset()
    {
        CreateProduct dollars = Market.Product("vcpu.dollars");
        dollars.Asset = "USD";
        GenesisState genesis = Market.Genesis(parties: 2, accounts: 1, money: 1_000);
        genesis = genesis with
        {
            Assets = [.. genesis.Assets, new GenesisAsset("USD", 2, Market.Bank, [])],
            Products = [.. genesis.Products, dollars],
        };
        Market market = Market.On(LedgerState.FromGenesis(genesis));
        Operation bundle = Both(1, 1, 200);
        bundle.PlaceBundle.Legs[1].Instrument.Product = dollars.Product;
        Assert.That(market.Try(Buyer, bundle), Is.EqualTo(ReceiptStatus.MixedAssets));
    }
}
