using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// What cannot be gained, tried thousands of times: by one's place in a block, by how a party spreads what it
/// wants over orders, accounts and ids, by wanting more than there is, by shills.
/// </summary>
public class FairnessTests
{
    private const int Parties = 9, Accounts = 3;

    private static readonly AccountId[] Own =
        [.. Enumerable.Range(0, Accounts).Select(i => Market.Trader(0, i))];

    [Test]
    public void No_place_in_a_block_matters_with_all_kinds_of_orders_cancellations_and_bundles()
    {
        int trades = 0, bundles = 0;
        for (int seed = 0; seed < 400; seed += 1)
        {
            var random = new Random(seed);
            Market market = Open();
            market.Run([.. Traders().Select(t =>
                market.Sign(t, Any(random, 1), Any(random, 2), Any(random, 3)))]);
            Transaction[] block = [.. Traders().Select(t => market.Sign(t, Later(random), Later(random, 1)))];
            BlockOutcome one = market.Run(block);
            trades += one.Trades.Count;
            bundles += one.Bundles.Count(b => b.Verdict == BundleVerdict.Accepted);
            market.State.Undo(one);
            random.Shuffle(block);
            BlockOutcome other = Execution.Apply(market.State, one.Block, block);
            Assert.That(other.StateRoot, Is.EqualTo(one.StateRoot), $"seed {seed}");
            market.State.Undo(other);
        }
        TestContext.Out.WriteLine($"{trades} trades, {bundles} bundles");
        Assert.That(trades, Is.GreaterThan(400));
        Assert.That(bundles, Is.GreaterThan(40));
    }

    /// <summary>One price, one minute, less than all want: every order is in the marginal cohort.</summary>
    [TestCase(Side.Buy)]
    [TestCase(Side.Sell)]
    public void Splitting_other_accounts_and_other_ids_get_a_party_no_lot_more(Side side)
    {
        Market market = Open();
        int rationed = 0;
        for (int seed = 0; seed < 2_000; seed += 1)
        {
            var random = new Random(seed);
            (Func<Transaction[]> others, ulong left) = Cohort(market, side, random);
            ulong wants = (ulong)random.Next(1, 60);
            (ulong lots, ulong price) = Got(
                market, [.. others(), market.Sign(Own[0], Order(1, side, wants, 100))]);
            Assert.That(lots, Is.LessThanOrEqualTo(Math.Min(wants, left)));
            if (lots < wants) rationed += 1;
            for (int trial = 0; trial < 3; trial += 1)
            {
                Transaction[] all = [.. others(), .. Split(market, side, wants, random)];
                random.Shuffle(all);
                Assert.That(Got(market, all), Is.EqualTo((lots, price)), $"seed {seed}");
            }
        }
        Assert.That(rationed, Is.GreaterThan(1_000), "cohorts are marginal");
    }

    [TestCase(Side.Buy)]
    [TestCase(Side.Sell)]
    public void Wanting_more_than_is_left_gets_no_lot_more(Side side)
    {
        Market market = Open();
        for (int seed = 0; seed < 2_000; seed += 1)
        {
            var random = new Random(seed);
            (Func<Transaction[]> others, ulong left) = Cohort(market, side, random);
            (ulong, ulong) all = Got(market, [.. others(), market.Sign(Own[0], Order(1, side, left, 100))]);
            ulong padded = left * (ulong)random.Next(2, 50);
            Assert.That(Got(market, [.. others(), market.Sign(Own[0], Order(1, side, padded, 100))]),
                Is.EqualTo(all), $"seed {seed}");
        }
    }

    /// <summary>
    /// A party whose order gets nothing has moved the price not at all, or only inside R ± δ (M-405).
    /// </summary>
    [Test]
    public void An_order_that_gets_nothing_moves_the_price_only_inside_the_band_of_the_reference()
    {
        Market market = Open();
        int unfilled = 0, moved = 0;
        for (int seed = 0; seed < 4_000; seed += 1)
        {
            var random = new Random(seed);
            Operation[] book = [.. Enumerable.Range(1, random.Next(2, 7)).Select(party => Order(
                1, (Side)(1 + party % 2), (ulong)random.Next(1, 12), Price(random)))];
            Transaction[] Honest() =>
                [.. book.Select((order, i) => market.Sign(Market.Trader(i + 1), order.Clone()))];
            ulong before = Got(market, Honest()).Price;
            if (before == 0) continue;
            Operation shill = Order(1, (Side)random.Next(1, 3), (ulong)random.Next(1, 500), Price(random));
            (ulong lots, ulong after) = Got(market, [.. Honest(), market.Sign(Own[0], shill)]);
            if (lots > 0) continue;
            unfilled += 1;
            if (after == before) continue;
            moved += 1;
            // R is 100 and δ 5.
            Assert.That((before, after), Is.EqualTo(
                (Math.Clamp(before, 95, 105), Math.Clamp(after, 95, 105))), $"seed {seed}");
        }
        TestContext.Out.WriteLine($"{unfilled} shills got nothing, {moved} of them moved the price");
        Assert.That(unfilled, Is.GreaterThan(500));
        Assert.That(moved, Is.GreaterThan(0), "the band is where it can be moved");
    }

    private static Market Open()
    {
        Market market = Market.Open(Parties, Accounts, money: 1_000_000_000);
        foreach (int party in Enumerable.Range(0, Parties))
            for (int account = 0; account < Accounts; account += 1)
                Require.That(market.Try(Market.AttestorOf(party),
                    Ops.Attest(Market.Trader(party, account), 1_000_000, lastSlot: Market.Slot + 3),
                    Ops.AttestSpot(Market.Trader(party, account), 10_000, Market.Start + 20 * Market.Hour))
                    == ReceiptStatus.Ok);
        return market;
    }

    private static IEnumerable<AccountId> Traders() =>
        from party in Enumerable.Range(0, Parties)
        from account in Enumerable.Range(0, Accounts)
        select Market.Trader(party, account);

    private static ulong Price(Random random) => (ulong)random.Next(10, 31) * 5;

    private static Operation Order(ulong id, Side side, ulong lots, ulong limit) =>
        Ops.Place(id, side, lots, limit, Market.Slot, ioc: false);

    /// <summary>The other parties want in all more than the one on the other side gives, or less.</summary>
    private static (Func<Transaction[]> Others, ulong Left) Cohort(Market market, Side side, Random random)
    {
        ulong left = (ulong)random.Next(1, 80);
        Side opposite = side == Side.Buy ? Side.Sell : Side.Buy;
        ulong[] wants =
            [.. Enumerable.Range(0, random.Next(1, Parties - 1)).Select(_ => (ulong)random.Next(1, 60))];
        return (() =>
        [
            market.Sign(Market.Trader(Parties - 1), Order(1, opposite, left, 100)),
            .. wants.Select((lots, i) => market.Sign(Market.Trader(i + 1), Order(1, side, lots, 100))),
        ], left);
    }

    /// <summary>In up to eight orders of all its accounts, with ids ground at random.</summary>
    private static Transaction[] Split(Market market, Side side, ulong lots, Random random)
    {
        var orders = new List<(AccountId Who, Operation What)>();
        var ids = new HashSet<ulong>();
        for (ulong left = lots; left > 0;)
        {
            ulong part = orders.Count == 7 ? left : (ulong)random.Next(1, (int)left + 1);
            ulong id = (ulong)random.Next(1, 250);
            if (!ids.Add(id)) continue;
            orders.Add((Own[random.Next(Accounts)], Order(id, side, part, 100)));
            left -= part;
        }
        return [.. orders.Select(order => market.Sign(order.Who, order.What))];
    }

    /// <summary>Lots of the party of <see cref="Own"/>, and the price; the block is taken back.</summary>
    private static (ulong Lots, ulong Price) Got(Market market, Transaction[] block)
    {
        BlockOutcome outcome = market.Run(block);
        market.State.Undo(outcome);
        market.Outcomes.Clear();
        Assert.That(outcome.Receipts.Select(r => r.Status), Is.All.EqualTo(ReceiptStatus.Ok));
        if (outcome.Trades.Count == 0) return (0, 0);
        AuctionResult trade = outcome.Trades.Single();
        return (trade.Fills.Where(f => Own.Contains(f.Account)).Aggregate(0ul, (sum, f) => sum + f.Lots),
            trade.Price);
    }

    private static Operation Any(Random random, ulong id)
    {
        Operation operation = Ops.Order(
            id, (Side)random.Next(1, 3), (ulong)random.Next(1, 40), (ulong)random.Next(17, 24) * 5, o =>
            {
                int kind = random.Next(8);
                if (kind == 0) o.PostOnly = true;
                else if (kind == 1) o.TimeInForce = TimeInForce.Ioc;
                else if (kind == 2 && id == 1) o.AllOrNone = true;
                else if (kind == 3 && id == 1) o.MinimumFillLots = (ulong)random.Next(1, (int)o.Lots + 1);
            });
        if (random.Next(4) == 0) return Ops.Spot(operation);
        operation.PlaceOrder.Instrument.Slot += (ulong)random.Next(2);
        return operation;
    }

    /// <param name="first">The second operation of an account: 1.</param>
    private static Operation Later(Random random, ulong first = 0) => random.Next(6) switch
    {
        0 => Ops.CancelAll((Side)random.Next(0, 3)),
        1 => Ops.Bundle(10 + first, (ulong)random.Next(10, 40) * 100,
            (Market.Slot, (ulong)random.Next(1, 9)), (Market.Slot + 1, (ulong)random.Next(1, 9))),
        2 => Ops.Block(10 + first, Market.Slot, 2, (ulong)random.Next(1, 9), (ulong)random.Next(17, 26) * 5),
        _ => Any(random, 10 + first),
    };
}
