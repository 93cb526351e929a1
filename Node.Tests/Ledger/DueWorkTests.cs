using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

public class DueWorkTests
{
    [Test]
    public void Work_above_the_cap_of_a_block_is_done_first_in_the_next()
    {
        Market market = Market.Open();
        const int Windows = 5;
        for (ulong i = 0; i < Windows; i += 1)
        {
            ulong first = Market.Slot + i * Limits.SlotsPerAttestation;
            Assert.That(market.Try(Market.AttestorOf(0), Ops.Attest(
                Market.Trader(0), 1, first, lastSlot: first + Limits.SlotsPerAttestation - 1)), Is.EqualTo(ReceiptStatus.Ok));
        }
        ulong after = (Market.Slot + Windows * Limits.SlotsPerAttestation + 1) * Market.Hour;
        market.RunAt(after);
        List<ulong> left = [.. market.AllRows().OfType<StateRow.Capacity>().Select(c => c.Slot)];
        Assert.That(left, Has.Count.EqualTo(Windows * Limits.SlotsPerAttestation - Limits.DueItemsPerBlock));
        Assert.That(left.Min(), Is.EqualTo(Market.Slot + Limits.DueItemsPerBlock), "the oldest went first");
        market.Run();
        Assert.That(market.AllRows().OfType<StateRow.Capacity>(), Is.Empty);
    }

    /// <summary>Before all else of a move, whatever else is wrong with it (M-213, M-214).</summary>
    [Test]
    public void Capacity_that_is_over_and_waits_for_its_work_is_not_moved()
    {
        Market market = Market.Open();
        const int Windows = 2 * Limits.DueItemsPerBlock / Limits.SlotsPerAttestation;
        ulong end = (Market.Slot + Windows * Limits.SlotsPerAttestation) * Market.Hour;
        Operation[] slots = [.. Enumerable.Range(0, Windows).Select(window =>
        {
            ulong first = Market.Slot + (ulong)window * Limits.SlotsPerAttestation;
            return Ops.Attest(
                Market.Trader(0), 1, first, lastSlot: first + Limits.SlotsPerAttestation - 1);
        })];
        foreach (Operation attest in slots.Append(Ops.AttestSpot(Market.Trader(0), 1, end + Market.Hour)))
            Assert.That(market.Try(Market.AttestorOf(0), attest), Is.EqualTo(ReceiptStatus.Ok));
        market.RunAt(end + 2 * Market.Hour);
        Assert.That(market.Try(Market.Trader(0), Ops.Move(Delivery.Slot, 1, ulong.MaxValue)),
            Is.EqualTo(ReceiptStatus.BookClosed), "and not BEYOND_HORIZON");
        Assert.That(market.AllRows().OfType<StateRow.Capacity>(), Is.Not.Empty);
        market.Run();
        Assert.That(market.AllRows().OfType<StateRow.Capacity>(), Is.Empty);
    }

    [Test]
    public void A_closing_book_larger_than_the_cap_empties_over_blocks_and_trades_no_more()
    {
        const int Parties = 70;
        Market market = Market.Open(Parties, accounts: 1);
        for (int party = 0; party < Parties; party += 1)
            Assert.That(market.Try(Market.Trader(party), [.. Enumerable.Range(1, 60)
                .Select(id => Ops.Buy((ulong)id, 1, 50 + (ulong)id))
                .Select(Rounded)]), Is.EqualTo(ReceiptStatus.Ok));
        market.RunAt(Market.Slot * Market.Hour);
        Assert.That(market.AllRows().OfType<StateRow.Order>().Count(),
            Is.EqualTo(60 * Parties - Limits.DueItemsPerBlock));
        Assert.That(market.Try(Market.Trader(0), Ops.Buy(999, 1, 100)), Is.EqualTo(ReceiptStatus.BookClosed));
        Assert.That(market.AllRows().Any(r => r is StateRow.Order or StateRow.Instrument), Is.False);
        Assert.That(market.AllRows().OfType<StateRow.Balance>().All(b => b.Locked == 0));
    }

    private static Operation Rounded(Operation operation)
    {
        operation.PlaceOrder.Limit = operation.PlaceOrder.Limit / 5 * 5;
        return operation;
    }
}
