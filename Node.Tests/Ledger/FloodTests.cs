using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// Floods stay inside the limits of a block (M-402, M-504, M-509) and cannot keep an honest order from its
/// turn: how many blocks it waits is stated here.
/// </summary>
public class FloodTests
{
    private const int Parties = 12, Books = 60, DustOrders = 50;

    /// <summary>
    /// Ten parties' dust rests in sixty books; then one order fills all of it in each, and these books are
    /// touched again in every block. A book waits only for those touched before it: here for 30,000 fills,
    /// of which a block makes 16,384.
    /// </summary>
    [Test]
    public void Dust_in_many_books_makes_a_book_wait_for_those_touched_before_it_and_for_no_others()
    {
        const ulong Own = Market.Slot + Books;
        Market market = Market.Open(Parties + 1, accounts: 1, money: 1_000_000_000_000);
        foreach (int party in (int[])[10, 12])
            Require.That(market.Try(Market.AttestorOf(party),
                Ops.Attest(Market.Trader(party), 100_000, lastSlot: Own)) == ReceiptStatus.Ok);
        for (int party = 0; party < 10; party += 1) market.Run(Dust(market, party));
        Transaction[] honest =
        [
            market.Sign(Market.Trader(11), Ops.Buy(1, 5, 100, Own)),
            market.Sign(Market.Trader(12), Ops.Sell(1, 5, 100, Own)),
        ];
        int waited = 0;
        for (bool traded = false; !traded; waited += 1)
        {
            Operation[] flood = [.. Enumerable.Range(0, Books).Select(i => waited == 0
                ? Ops.Sell((ulong)i + 1, 10 * DustOrders, 90, Market.Slot + (ulong)i)
                : Ops.Buy((ulong)(waited * Books + i + 1), 1, 5, Market.Slot + (ulong)i))];
            BlockOutcome outcome = market.Run(
                [market.Sign(Market.Trader(10), flood), .. waited == 0 ? honest : []]);
            Assert.That(outcome.Receipts.Select(r => r.Status), Is.All.EqualTo(ReceiptStatus.Ok));
            int fills = outcome.Auctions.Sum(a => a.Fills.Count);
            int leases = outcome.Auctions.Sum(a => a.Leases.Count);
            Assert.That(fills, Is.LessThanOrEqualTo(Limits.FillsPerBlock));
            Assert.That(leases, Is.LessThanOrEqualTo(Limits.LeasesPerBlock));
            traded = outcome.Trades.Any(t => t.Slot == Own);
            Assert.That(traded || waited == 0, "the second block at the latest");
        }
        TestContext.Out.WriteLine($"the honest order traded in block {waited}");
    }

    /// <summary>Two all-or-none orders of every party, at better prices than the honest ones.</summary>
    [Test]
    public void A_flood_of_minimums_costs_seventeen_passes_at_most_and_no_volume()
    {
        for (int seed = 0; seed < 60; seed += 1)
        {
            var random = new Random(seed);
            Market market = Market.Open(Parties, accounts: 1, money: 1_000_000_000);
            for (int party = 0; party < Parties; party += 1) market.Attest(party, 0, 10_000);
            List<Transaction> block = [];
            for (int party = 2; party < Parties; party += 1)
                block.Add(market.Sign(Market.Trader(party), [.. Enumerable.Range(1, 2).Select(id => Ops.Order(
                    (ulong)id, party % 2 == 0 ? Side.Buy : Side.Sell, (ulong)random.Next(11, 400),
                    party % 2 == 0 ? (ulong)random.Next(20, 26) * 5 : (ulong)random.Next(15, 20) * 5,
                    o => o.AllOrNone = true))]));
            block.Add(market.Sign(Market.Trader(0), Ops.Buy(1, 10, 100)));
            block.Add(market.Sign(Market.Trader(1), Ops.Sell(1, 10, 100)));
            AuctionResult auction = market.Run([.. block]).Auctions.Single();
            Assert.That(auction.Passes, Is.LessThanOrEqualTo(Limits.AuctionPasses));
            Assert.That(auction.Lots, Is.GreaterThanOrEqualTo(10), $"seed {seed}: as without it");
        }
    }

    /// <summary>
    /// Parties with bundles that cannot be filled, new ones for each that failed. In the minute of its entry
    /// any 32 parties' may be drawn before the honest one; none that enters later is as old, and at 32 a
    /// block those that are have failed once after another 32 blocks.
    /// </summary>
    [Test]
    public void A_flood_of_bundles_keeps_an_honest_one_out_for_a_minute_and_32_blocks_at_most()
    {
        const int Flooding = 62;
        int longest = 0;
        for (int seed = 0; seed < 4; seed += 1)
        {
            Market market = Market.Open(Flooding + 2, accounts: 1, money: 1_000_000_000);
            market.RunAt(Market.Start + 60_000 * (ulong)(seed + 1));
            for (int slot = 0; slot < 2; slot += 1)
                market.Attest(Flooding, 0, 100, Market.Slot + (ulong)slot);
            ulong[] next = new ulong[Flooding];
            market.Run([.. Enumerable.Range(0, Flooding).Select(party => Flood(market, party, 16, next))]);
            bool bought = false;
            for (int block = 0; !bought; block += 1)
            {
                Assert.That(block, Is.LessThan(60 + Limits.Bundles / Limits.BundlesPerBlock), $"seed {seed}");
                List<Transaction> all =
                    [.. Enumerable.Range(0, Flooding).Select(party => Flood(market, party, 1, next))];
                if (block == 0)
                {
                    all.Add(market.Sign(Market.Trader(Flooding),
                        Ops.Sell(1, 20, 100), Ops.Sell(2, 20, 100, Market.Slot + 1)));
                    all.Add(market.Sign(Market.Trader(Flooding + 1),
                        Ops.Bundle(1, 2_000, (Market.Slot, 10), (Market.Slot + 1, 10))));
                }
                BlockOutcome outcome = market.Run([.. all]);
                Assert.That(outcome.Bundles, Has.Count.LessThanOrEqualTo(Limits.BundlesPerBlock));
                bought = outcome.Bundles.Any(b => b.Verdict == BundleVerdict.Accepted
                    && b.Account == Market.Trader(Flooding + 1));
                longest = Math.Max(longest, block + 1);
            }
        }
        TestContext.Out.WriteLine($"bought in block {longest} at the latest");
    }

    /// <summary>Bids of one lot.</summary>
    private static Transaction[] Dust(Market market, int party) =>
    [
        .. Enumerable.Range(0, Books * DustOrders)
            .Select(i => Ops.Buy((ulong)i + 1, 1, 90, Market.Slot + (ulong)(i % Books)))
            .Chunk(Limits.OperationsPerTransaction)
            .Select(chunk => market.Sign(Market.Trader(party), chunk)),
    ];

    /// <summary>More lots than anybody offers, at a limit above all references.</summary>
    private static Transaction Flood(Market market, int party, int bundles, ulong[] next) =>
        market.Sign(Market.Trader(party), [.. Enumerable.Range(0, bundles).Select(_ => Ops.Bundle(
            ++next[party], 200_000, (Market.Slot, 500), (Market.Slot + 1, 500)))]);
}
