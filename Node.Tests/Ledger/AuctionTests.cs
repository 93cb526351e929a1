using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>Whole auctions: who trades, what it costs, and what cannot be gained.</summary>
public class AuctionTests
{
    private static ulong FillOf(AuctionResult auction, params AccountId[] accounts) =>
        auction.Fills.Where(f => accounts.Contains(f.Account)).Aggregate(0UL, (sum, f) => sum + f.Lots);

    [Test]
    public void The_marginal_cohort_is_rationed_per_party_with_the_largest_remainder_first()
    {
        Market market = Market.Open(parties: 4);
        market.Attest(0, 0, 10);
        BlockOutcome outcome = market.Run(
            market.Sign(Market.Trader(0), Ops.Sell(1, 10, 90)),
            market.Sign(Market.Trader(1), Ops.Buy(1, 8, 100)),
            market.Sign(Market.Trader(2), Ops.Buy(1, 5, 100)),
            market.Sign(Market.Trader(3), Ops.Buy(1, 4, 100)));
        // 10 of 17: 80/17 = 4 rest 12, 50/17 = 2 rest 16, 40/17 = 2 rest 6; two spare lots to rests
        // 16 and 12.
        AuctionResult auction = outcome.Trades.Single();
        Assert.That(Enumerable.Range(1, 3).Select(p => FillOf(auction, Market.Trader(p))),
            Is.EqualTo((ulong[])[5, 3, 2]));
    }

    [Test]
    public void A_want_beyond_what_is_left_counts_only_as_what_is_left()
    {
        Market market = Market.Open(parties: 3);
        market.Attest(0, 0, 10);
        BlockOutcome outcome = market.Run(
            market.Sign(Market.Trader(0), Ops.Sell(1, 10, 90)),
            market.Sign(Market.Trader(1), Ops.Buy(1, 1_000, 100)),
            market.Sign(Market.Trader(2), Ops.Buy(1, 10, 100)));
        AuctionResult auction = outcome.Trades.Single();
        Assert.That(FillOf(auction, Market.Trader(1)), Is.EqualTo(5), "padding an order gains nothing");
        Assert.That(FillOf(auction, Market.Trader(2)), Is.EqualTo(5));
    }

    [Test]
    public void A_better_limit_goes_first_then_an_earlier_minute()
    {
        Market market = Market.Open(parties: 4);
        market.Attest(0, 0, 10);
        market.Run(market.Sign(Market.Trader(1), Ops.Buy(1, 4, 100)));
        BlockOutcome outcome = market.RunAt(market.State.TimestampMs + 60_000,
            market.Sign(Market.Trader(2), Ops.Buy(1, 9, 100)),
            market.Sign(Market.Trader(3), Ops.Buy(1, 3, 105)),
            market.Sign(Market.Trader(0), Ops.Sell(1, 10, 90)));
        AuctionResult auction = outcome.Trades.Single();
        Assert.That(FillOf(auction, Market.Trader(3)), Is.EqualTo(3));
        Assert.That(FillOf(auction, Market.Trader(1)), Is.EqualTo(4));
        Assert.That(FillOf(auction, Market.Trader(2)), Is.EqualTo(3));
    }

    [Test]
    public void Money_moves_to_the_unit_and_the_lease_runs_its_course()
    {
        Market market = Market.Open();
        AccountId provider = Market.Trader(0), tenant = Market.Trader(1);
        market.Attest(0, 0, 10);
        AuctionResult auction = market.Run(
            market.Sign(provider, Ops.Sell(1, 10, 90)),
            market.Sign(tenant, Ops.Buy(1, 7, 110))).Trades.Single();
        // Sellers in surplus on [90, 110]: 90 is pulled to R - δ = 100 - 5. 7 x 95 = 665; 30 bp of it is
        // 1.995, so 2.
        Assert.That((auction.Price, auction.Lots), Is.EqualTo((95UL, 7UL)));
        Assert.That(market.BalanceOf(tenant), Is.EqualTo(
            new StateRow.Balance(tenant, Market.Money, 1_000_000 - 667, 0)));
        // Collateral is a fifth of R per lot: 20 for each of 7 sold and 3 still offered.
        Assert.That(market.BalanceOf(provider).Locked, Is.EqualTo(200));
        Hash32 id = auction.Leases.Single().Lease;
        var lease = market.Row<StateRow.Lease>(StateKey.Lease(id))!;
        Assert.That((lease.Lots, lease.Escrow, lease.Collateral, lease.State),
            Is.EqualTo((7UL, 665UL, 140UL, LeaseState.Booked)));

        market.RunAt(Market.Slot * Market.Hour - Market.Hour / 2);
        Assert.That(market.BalanceOf(provider).Locked, Is.EqualTo(140),
            "the book closed, the rest of the ask left");
        byte[] capacity = StateKey.Capacity(provider, Market.Compute, Delivery.Slot, Market.Slot);
        Assert.That(market.Row<StateRow.Capacity>(capacity)!.Sold, Is.EqualTo(7));
        Assert.That(market.Try(provider, LeaseOps.Post(id)), Is.EqualTo(ReceiptStatus.Ok));
        market.RunAt(Market.Slot * Market.Hour);
        Assert.That(market.Row<StateRow.Lease>(StateKey.Lease(id))!.State, Is.EqualTo(LeaseState.Active));
        market.RunAt((Market.Slot + 1) * Market.Hour - 1);
        Assert.That(market.Row<StateRow.Lease>(StateKey.Lease(id))!.State, Is.EqualTo(LeaseState.Active));
        market.RunAt((Market.Slot + 1) * Market.Hour);
        Assert.That(market.Row<StateRow.Lease>(StateKey.Lease(id))!.State, Is.EqualTo(LeaseState.Ended));
        Assert.That(market.Row<StateRow.Capacity>(capacity), Is.Null);
        Assert.That(market.Try(tenant, LeaseOps.Acknowledge(id)), Is.EqualTo(ReceiptStatus.Ok));
        ulong end = (Market.Slot + 1) * Market.Hour;
        Assert.That(market.Try(provider, LeaseOps.Deliver(id, 1, end, 7 * Market.Hour, signer: tenant)),
            Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.Row<StateRow.Lease>(StateKey.Lease(id)), Is.Null, "closed");
        Assert.That(market.BalanceOf(provider), Is.EqualTo(
            new StateRow.Balance(provider, Market.Money, 1_000_000 + 663, 0)));
        Assert.That(market.Row<StateRow.Totals>(StateKey.Totals(Market.Money))!.Fees, Is.EqualTo(4));
    }

    [Test]
    public void A_cancellation_anywhere_in_a_block_beats_its_trades()
    {
        Market market = Market.Open();
        market.Attest(0, 0, 10);
        market.Run(market.Sign(Market.Trader(0), Ops.Sell(1, 10, 90)));
        BlockOutcome outcome = market.Run(
            market.Sign(Market.Trader(1), Ops.Buy(1, 7, 110)), market.Sign(Market.Trader(0), Ops.Cancel(1)));
        Assert.That(outcome.Trades, Is.Empty);
    }

    [Test]
    public void Post_only_is_judged_in_the_first_auction_after_its_entry_and_never_again()
    {
        Market market = Market.Open();
        market.Attest(0, 0, 30);
        AccountId seller = Market.Trader(0), buyer = Market.Trader(1);
        Operation PostOnly(ulong id, ulong limit) =>
            Ops.Order(id, Side.Sell, 10, limit, order => order.PostOnly = true);
        BlockOutcome entry = market.Run(
            market.Sign(seller, PostOnly(1, 90)), market.Sign(buyer, Ops.Buy(1, 4, 85)));
        Assert.That(entry.Auctions, Is.Empty, "it crosses nothing yet");
        Assert.That(FillOf(market.Run(market.Sign(buyer, Ops.Buy(2, 4, 100))).Trades.Single(), seller),
            Is.EqualTo(4), "who comes later trades with it");

        // Fewer lots leave its age, and so its past; another limit makes it as newly entered.
        BlockOutcome reduced = market.Run(
            market.Sign(seller, Ops.Replace(1, lots: 9)), market.Sign(buyer, Ops.Buy(3, 1, 100)));
        Assert.That(FillOf(reduced.Trades.Single(), seller), Is.EqualTo(1));
        BlockOutcome renewed = market.Run(
            market.Sign(seller, Ops.Replace(1, limit: 95)), market.Sign(buyer, Ops.Buy(4, 1, 100)));
        Assert.That(renewed.Trades, Is.Empty);
        Assert.That(renewed.Auctions.Single().Cancellations.Select(c => (c.Account, c.Reason)),
            Is.EqualTo(((AccountId, AuctionReason)[])[(seller, AuctionReason.PostOnly)]));
    }

    [Test]
    public void A_book_that_waits_for_its_auction_has_not_judged_post_only_yet()
    {
        const int Books = Limits.BooksPerBlock + 40;
        Market market = Market.Open(money: 100_000_000);
        market.Run(market.Sign(Market.AttestorOf(0),
            Ops.Attest(Market.Trader(0), 5, Market.Slot, lastSlot: Market.Slot + Books - 1)));
        Operation[] asks = [.. Enumerable.Range(0, Books).Select(i => Ops.Order(
            (ulong)i, Side.Sell, 5, 90,
            o => (o.PostOnly, o.Instrument.Slot) = (true, Market.Slot + (ulong)i)))];
        market.Run([.. asks.Chunk(Limits.OperationsPerTransaction)
            .Select(chunk => market.Sign(Market.Trader(0), chunk))]);
        var books = market.AllRows().OfType<StateRow.Instrument>().ToLookup(row => row.TouchedMs > 0);
        ulong waits = books[true].First().Slot, met = books[false].First().Slot;
        BlockOutcome outcome = market.Run(market.Sign(
            Market.Trader(1), Ops.Buy(1, 4, 100, waits), Ops.Buy(2, 4, 100, met)));
        Assert.That(outcome.Auctions.Select(a => (a.Slot, a.Lots, a.Cancellations.Count)),
            Is.EqualTo(((ulong, ulong, int)[])[(waits, 0, 1), (met, 4, 0)]));
        Assert.That(outcome.Auctions[0].Cancellations[0].Reason, Is.EqualTo(AuctionReason.PostOnly));
    }

    [Test]
    public void A_party_does_not_trade_with_itself_and_keeps_its_older_order()
    {
        Market market = Market.Open();
        market.Attest(0, 0, 10);
        market.Run(market.Sign(Market.Trader(0, 0), Ops.Sell(1, 10, 90)));
        BlockOutcome outcome = market.RunAt(
            market.State.TimestampMs + 60_000, market.Sign(Market.Trader(0, 1), Ops.Buy(1, 7, 110)));
        Assert.That(outcome.Trades, Is.Empty);
        Assert.That(market.AllRows().OfType<StateRow.Order>().Select(o => o.Owner),
            Is.EqualTo((AccountId[])[Market.Trader(0, 0)]));
    }

    [Test]
    public void The_reference_moves_a_bounded_step_toward_a_minute_with_three_parties()
    {
        Market market = Market.Open();
        byte[] key = StateKey.Instrument(Market.Compute, Delivery.Slot, Market.Slot);
        market.Attest(0, 0, 100);
        market.Run(
            market.Sign(Market.Trader(0), Ops.Sell(1, 10, 125)),
            market.Sign(Market.Trader(1), Ops.Buy(1, 5, 125)),
            market.Sign(Market.Trader(2), Ops.Buy(1, 5, 125)));
        market.Run(market.Sign(Market.Trader(1), Ops.Buy(2, 1, 50)));
        Assert.That(market.Row<StateRow.Instrument>(key)!.Reference, Is.EqualTo(100),
            "fixed within its minute");
        market.RunAt(market.State.TimestampMs + 60_000,
            market.Sign(Market.Trader(0), Ops.Sell(2, 1, 130)), market.Sign(Market.Trader(1), Ops.Buy(3, 1, 130)));
        // ⌊100/16⌋ = 6, down to a tick of 5: R goes from 100 to 105, however far 125 is.
        Assert.That(market.Row<StateRow.Instrument>(key)!.Reference, Is.EqualTo(105));
        market.RunAt(market.State.TimestampMs + 60_000,
            market.Sign(Market.Trader(0), Ops.Sell(3, 1, 130)), market.Sign(Market.Trader(1), Ops.Buy(4, 1, 130)));
        Assert.That(market.Row<StateRow.Instrument>(key)!.Reference, Is.EqualTo(105),
            "two parties move nothing");
    }

    [Test]
    public void The_order_of_transactions_inside_a_block_does_not_matter()
    {
        for (int seed = 0; seed < 200; seed += 1)
        {
            var random = new Random(seed);
            Market market = Market.Open(parties: 6, money: 100_000_000);
            for (int party = 0; party < 6; party += 1) market.Attest(party, 0, 1_000);
            Transaction[] orders = [.. Enumerable.Range(0, 40).Select(i => RandomOrder(market, random, (ulong)i))];
            Transaction[] shuffled = [.. orders];
            random.Shuffle(shuffled);
            BlockOutcome one = market.Run(orders);
            market.State.Undo(one);
            BlockOutcome other = Execution.Apply(market.State, one.Block, shuffled);
            Assert.That(one.Receipts.Concat(other.Receipts).All(r => r.Status == ReceiptStatus.Ok),
                $"seed {seed}");
            Assert.That(other.StateRoot, Is.EqualTo(one.StateRoot), $"seed {seed}");
        }
    }

    [Test]
    public void Splitting_an_order_over_the_accounts_of_a_party_gains_nothing()
    {
        for (int seed = 0; seed < 200; seed += 1)
        {
            var random = new Random(seed);
            Market market = Market.Open(parties: 6, accounts: 3, money: 100_000_000);
            for (int party = 1; party < 6; party += 1) market.Attest(party, 0, 1_000);
            Transaction[] others = [.. Enumerable.Range(0, 20)
                .Select(i => RandomOrder(market, random, (ulong)i, firstParty: 1))];
            ulong limit = (ulong)random.Next(14, 27) * 5;
            ulong first = (ulong)random.Next(1, 30), second = (ulong)random.Next(1, 30);
            ulong third = (ulong)random.Next(1, 30);
            AccountId[] accounts = [Market.Trader(0, 0), Market.Trader(0, 1), Market.Trader(0, 2)];
            BlockOutcome whole = market.Run(
                [.. others, market.Sign(accounts[0], Ops.Buy(1, first + second + third, limit))]);
            market.State.Undo(whole);
            BlockOutcome split = Execution.Apply(market.State, whole.Block, [.. others,
                market.Sign(accounts[0], Ops.Buy(1, first, limit)),
                market.Sign(accounts[1], Ops.Buy(1, second, limit)),
                market.Sign(accounts[2], Ops.Buy(1, third, limit))]);
            Assert.That(Got(split, accounts), Is.EqualTo(Got(whole, accounts)), $"seed {seed}");
        }
        static (ulong, ulong) Got(BlockOutcome outcome, AccountId[] accounts) => outcome.Trades.Count == 0
            ? default : (outcome.Trades[0].Price, FillOf(outcome.Trades[0], accounts));
    }

    private static Transaction RandomOrder(Market market, Random random, ulong id, int firstParty = 0)
    {
        AccountId account = Market.Trader(random.Next(firstParty, 6));
        ulong lots = (ulong)random.Next(1, 30), limit = (ulong)random.Next(14, 27) * 5;
        return market.Sign(
            account, random.Next(2) == 0 ? Ops.Buy(id, lots, limit) : Ops.Sell(id, lots, limit));
    }
}
