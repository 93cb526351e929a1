using Chain.Ledger.Auctions;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>The price rule on books small enough to work out by hand. Tick 1; R and δ as given.</summary>
public class PriceRuleTests
{
    private static PriceLevel[] Levels(params (ulong Price, ulong Lots)[] levels) =>
        [.. levels.Select(l => new PriceLevel(l.Price, l.Lots))];

    private static (int Price, int Lots)? Find(
        PriceLevel[] bids, PriceLevel[] asks, ulong reference, ulong step, ulong tick) =>
        PriceRule.Find(bids, asks, reference, step, tick) is { } found
            ? ((int)found.Price, (int)found.Lots) : null;

    [Test]
    public void Nothing_trades_where_the_best_bid_is_under_the_best_ask() =>
        Assert.That(Find(Levels((99, 5)), Levels((100, 5)), 100, 6, 1), Is.Null);

    [TestCase(100UL, 100UL)]
    [TestCase(90UL, 95UL)]
    [TestCase(130UL, 110UL)]
    public void A_balanced_book_trades_nearest_the_reference(ulong reference, ulong price) =>
        // Any price of [95, 110] trades all 5 with nothing left over.
        Assert.That(Find(Levels((110, 5)), Levels((95, 5)), reference, 100, 1),
            Is.EqualTo(((int)price, 5)));

    [Test]
    public void The_range_of_the_largest_volume_is_told()
    {
        Clearing found = PriceRule.Find(Levels((110, 5), (104, 3)), Levels((100, 5)), 90, 100, 1)!.Value;
        Assert.That((found.Low, found.High), Is.EqualTo((100ul, 110ul)));
    }

    [Test]
    public void Buyers_in_surplus_everywhere_pay_the_highest() =>
        // 8 wanted, 5 offered at every price of [95, 110].
        Assert.That(Find(Levels((110, 8)), Levels((95, 5)), 100, 100, 1),
            Is.EqualTo((110, 5)));

    [Test]
    public void Sellers_in_surplus_everywhere_get_the_lowest() =>
        Assert.That(Find(Levels((110, 5)), Levels((95, 8)), 100, 100, 1),
            Is.EqualTo((95, 5)));

    [TestCase(100UL, 6UL, 106UL)]
    [TestCase(80UL, 5UL, 95UL)]
    [TestCase(108UL, 6UL, 110UL)]
    public void A_surplus_moves_the_price_no_further_than_delta_from_the_reference_unless_the_orders_demand_it(
        ulong reference, ulong step, ulong price) =>
        Assert.That(Find(Levels((110, 8)), Levels((95, 5)), reference, step, 1),
            Is.EqualTo(((int)price, 5)));

    [Test]
    public void The_most_volume_goes_before_balance() =>
        // At 100: demand 10, supply 4. At 101 to 104: demand 6, supply 4. At 105: demand 6, supply
        // 9: volume 6.
        Assert.That(Find(Levels((105, 6), (100, 4)), Levels((99, 4), (105, 5)), 100, 100, 1),
            Is.EqualTo((105, 6)));

    [Test]
    public void The_smallest_imbalance_within_the_most_volume_decides() =>
        // Volume is 5 on [100, 110]. The bid of 3 at 104 leaves above it: demand 8 until 104, then
        // 5 = supply.
        Assert.That(Find(Levels((110, 5), (104, 3)), Levels((100, 5)), 90, 100, 1),
            Is.EqualTo((105, 5)));

    [Test]
    public void Equal_surpluses_of_both_sides_leave_it_to_the_reference() =>
        // Demand 7 on [100, 104], 5 above; supply 6 throughout: +1, then -1: volume 6 only until 104.
        Assert.That(Find(Levels((110, 5), (104, 2)), Levels((100, 6)), 107, 100, 1),
            Is.EqualTo((104, 6)));

    [Test]
    public void Plus_and_minus_the_same_imbalance_join_into_one_run()
    {
        // Demand 6 to 104, 5 from 105; supply 5 to 106, 6 from 107: +1, 0, -1 on [100, 104], [105, 106],
        // [107, 110].
        PriceLevel[] bids = Levels((110, 5), (104, 1)), asks = Levels((100, 5), (107, 1));
        Assert.That(Find(bids, asks, 100, 100, 1), Is.EqualTo((105, 5)));
        // Demand 7 to 104, then 5; supply 5 to 104, then 7: +2 and -2, volume 5 on [100, 110].
        bids = Levels((110, 5), (104, 2));
        asks = Levels((100, 5), (105, 2));
        Assert.That(Find(bids, asks, 102, 100, 1), Is.EqualTo((102, 5)));
        Assert.That(Find(bids, asks, 109, 100, 1), Is.EqualTo((109, 5)));
    }
}
