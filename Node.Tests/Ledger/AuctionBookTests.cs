using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// Crowded books in which every third order has a minimum, against the second implementation; and what such
/// orders cannot gain.
/// </summary>
public class AuctionBookTests
{
    private const int Parties = 12;

    [Test]
    public void Thousands_of_crowded_books_clear_as_in_the_second_implementation()
    {
        var reasons = new HashSet<AuctionReason>();
        int deepest = 0;
        for (int seed = 0; seed < 2_000; seed += 1)
        {
            (Market market, Transaction[] orders) = Crowd(seed);
            var parent = new RowsView(market.State);
            BlockOutcome outcome = market.Run(orders);
            try
            {
                var rows = new RowsView(market.State);
                reasons.UnionWith(AuctionChecks.Check(parent, outcome, orders, rows));
                LedgerChecks.NoBookIsCrossed(rows);
                LedgerChecks.Locks(rows);
            }
            catch (AssertionException)
            {
                TestContext.Out.WriteLine($"seed {seed}");
                throw;
            }
            deepest = Math.Max(deepest, outcome.Auctions.Max(auction => (int?)auction.Passes) ?? 0);
        }
        TestContext.Out.WriteLine($"up to {deepest} passes; met {string.Join(", ", reasons.Order())}");
        Assert.That(reasons, Is.SupersetOf((AuctionReason[])[AuctionReason.UnreachableMinimum,
            AuctionReason.MarginalMinimum, AuctionReason.LargestMinimum, AuctionReason.PostOnly]));
    }

    [Test]
    public void The_order_of_transactions_inside_a_block_does_not_matter_with_minimums_either()
    {
        for (int seed = 0; seed < 300; seed += 1)
        {
            (Market market, Transaction[] orders) = Crowd(seed);
            BlockOutcome one = market.Run(orders);
            // Which of an account's orders a limit refuses does depend on their order: take the admitted.
            Transaction[] admitted = [.. orders.Where((_, i) => one.Receipts[i].Status == ReceiptStatus.Ok)];
            market.State.Undo(one);
            new Random(seed).Shuffle(admitted);
            // The ids of an account must rise, its orders keep theirs.
            admitted = [.. admitted.GroupBy(t => t.Account).SelectMany(g =>
                g.OrderBy(t => t.Body.Operations[0].PlaceOrder.ClientOrderId))];
            BlockOutcome other = Execution.Apply(market.State, one.Block, admitted);
            Assert.That(other.Receipts.All(r => r.Status == ReceiptStatus.Ok), $"seed {seed}");
            Assert.That(other.StateRoot, Is.EqualTo(one.StateRoot), $"seed {seed}");
        }
    }

    [Test]
    public void A_ladder_of_all_or_none_ends_at_the_last_pass_and_leaves_plain_orders_alone()
    {
        Market market = Market.Open(Parties, accounts: 1, money: 100_000_000);
        List<Operation>[] asks = [.. Enumerable.Range(0, Parties).Select(_ => new List<Operation>())];
        for (int party = 1; party < Parties; party += 1) market.Attest(party, 0, 100);
        // Each is the marginal one of its pass: six of the ten lots are gone, four are left for it.
        for (int i = 0; i < 20; i += 1)
            asks[1 + i / 2].Add(Ops.Order(
                (ulong)i + 1, Side.Sell, 6, 50 + (ulong)i * 5, o => o.AllOrNone = true));
        asks[11].Add(Ops.Sell(1, 3, 150));
        var parent = new RowsView(market.State);
        Transaction[] orders = [market.Sign(Market.Trader(0), Ops.Buy(1, 10, 200)),
            .. Enumerable.Range(1, 11).Select(party => market.Sign(Market.Trader(party), [.. asks[party]]))];
        BlockOutcome outcome = market.Run(orders);
        AuctionChecks.Check(parent, outcome, orders, new RowsView(market.State));
        AuctionResult auction = outcome.Auctions.Single();
        Assert.That(auction.Passes, Is.EqualTo(17));
        Assert.That(auction.Exclusions.Select(e => e.Reason), Has.Member(AuctionReason.LastPass));
        Assert.That(auction.Fills.Where(f => f.Side == Side.Sell), Is.EqualTo((Fill[])
            [new Fill(Market.Trader(11), 1, Side.Sell, 150, 3)]), "the plain ask trades whole");
    }

    [Test]
    public void The_eighth_exclusion_cancels_and_frees_what_was_locked()
    {
        Market market = Market.Open();
        market.Attest(0, 0, 1);
        market.Run(market.Sign(Market.Trader(1), Ops.Order(1, Side.Buy, 50, 100, o => o.AllOrNone = true)),
            market.Sign(Market.Trader(0), Ops.Sell(1, 1, 90)));
        for (ulong i = 2; i <= 8; i += 1)
        {
            Assert.That(market.BalanceOf(Market.Trader(1)).Locked, Is.GreaterThan(0), $"exclusion {i - 1}");
            market.Run(market.Sign(Market.Trader(2), Ops.Buy(i, 1, 5)));
        }
        Cancellation gone = market.Outcomes[^1].Auctions.Single().Cancellations.Single();
        Assert.That((gone.Account, gone.Reason, gone.Lots),
            Is.EqualTo((Market.Trader(1), AuctionReason.ExcludedTooOften, 50ul)));
        Assert.That(market.BalanceOf(Market.Trader(1)).Locked, Is.Zero);
    }

    [Test]
    public void An_unfilled_shill_moves_the_price_no_further_than_delta_from_the_reference()
    {
        for (ulong shill = 5; shill <= 300; shill += 5)
        {
            Market market = Market.Open();
            market.Attest(0, 0, 5);
            AuctionResult auction = market.Run(
                market.Sign(Market.Trader(0), Ops.Sell(1, 5, 50)),
                market.Sign(Market.Trader(1), Ops.Buy(1, 5, 300)),
                market.Sign(Market.Trader(2), Ops.Buy(1, 50, shill))).Trades.Single();
            if (auction.Fills.Any(f => f.Account == Market.Trader(2))) continue;
            // R is 100 and its step 5: only prices that all volume demands may lie outside of it.
            Assert.That(auction.Price, Is.InRange(Math.Max(95, auction.Low), Math.Max(105, auction.Low)));
        }
    }

    /// <summary>A book of twelve parties: few prices, many minimums, some post-only and immediate.</summary>
    private static (Market Market, Transaction[] Orders) Crowd(int seed)
    {
        var random = new Random(seed);
        Market market = Market.Open(Parties, accounts: 2, money: 100_000_000);
        for (int party = 0; party < Parties; party += 1)
            for (int account = 0; account < 2; account += 1) market.Attest(party, account, 1_000);
        var orders = new Transaction[random.Next(10, 60)];
        for (int i = 0; i < orders.Length; i += 1)
        {
            AccountId trader = Market.Trader(random.Next(Parties), random.Next(2));
            ulong lots = (ulong)random.Next(1, 40), limit = (ulong)random.Next(16, 25) * 5;
            orders[i] = market.Sign(trader, Ops.Order((ulong)i + 1, (Side)random.Next(1, 3), lots, limit, o =>
            {
                int kind = random.Next(9);
                if (kind < 2) o.AllOrNone = true;
                else if (kind == 2) o.MinimumFillLots = (ulong)random.Next(1, (int)lots + 1);
                else if (kind == 3) o.PostOnly = true;
                else if (kind == 4) o.TimeInForce = random.Next(2) == 0 ? TimeInForce.Ioc : TimeInForce.Fok;
            }));
        }
        return (market, orders);
    }
}
