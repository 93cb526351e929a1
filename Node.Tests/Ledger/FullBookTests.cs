using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>A full side of a book gives up its farthest order rather than refuse a nearer one.</summary>
public class FullBookTests
{
    private const int Parties = Limits.OrdersPerBookSide / Limits.OrdersPerPartyInBook;

    [Test]
    public void A_nearer_order_evicts_the_farthest_then_newest_and_a_farther_one_is_refused()
    {
        Market market = Market.Open(parties: Parties + 1, accounts: 1);
        for (int party = 0; party < Parties; party += 1)
        {
            // R is 100: the farthest are the bids at 50, of which the last block's is the newest.
            Operation[] bids = [.. Enumerable.Range(1, Limits.OrdersPerPartyInBook)
                .Select(id => Ops.Buy((ulong)id, 1, id == 1 && party > 40 && party < 44 ? 50UL : 90UL))];
            Assert.That(market.Try(Market.Trader(party), bids), Is.EqualTo(ReceiptStatus.Ok));
        }
        AccountId late = Market.Trader(Parties);
        Assert.That(market.Try(late, Ops.Buy(1, 1, 50)), Is.EqualTo(ReceiptStatus.BookFull));
        Assert.That(market.Try(late, Ops.Buy(2, 1, 45)), Is.EqualTo(ReceiptStatus.BookFull));
        Assert.That(market.BalanceOf(Market.Trader(43)).Locked, Is.EqualTo(63 * 91 + 51));

        Assert.That(market.Try(late, Ops.Buy(3, 1, 95)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.Row<StateRow.Order>(StateKey.Order(Market.Trader(43), 1)), Is.Null);
        Assert.That(market.Row<StateRow.Order>(StateKey.Order(Market.Trader(42), 1)), Is.Not.Null);
        Assert.That(market.BalanceOf(Market.Trader(43)).Locked, Is.EqualTo(63 * 91));
        Assert.That(market.AllRows().OfType<StateRow.Order>().Count(), Is.EqualTo(Limits.OrdersPerBookSide));
    }

    [Test]
    public void Of_one_block_and_distance_the_higher_id_goes_whoever_came_last()
    {
        Market market = Market.Open(parties: Parties + 1, accounts: 1);
        for (int party = 0; party < Parties; party += 1)
        {
            Operation[] bids = [.. Enumerable.Range(1, Limits.OrdersPerPartyInBook - (party == 0 ? 1 : 0))
                .Select(id => Ops.Buy((ulong)id, 1, 90))];
            Assert.That(market.Try(Market.Trader(party), bids), Is.EqualTo(ReceiptStatus.Ok));
        }
        AccountId late = Market.Trader(Parties);
        Assert.That(market.Try(late, Ops.Buy(2, 1, 50), Ops.Buy(1, 1, 50)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.Row<StateRow.Order>(StateKey.Order(late, 2)), Is.Null);
        Assert.That(market.Row<StateRow.Order>(StateKey.Order(late, 1)), Is.Not.Null);
        Assert.That(market.Try(late, Ops.Buy(3, 1, 50)), Is.EqualTo(ReceiptStatus.BookFull));
    }
}
