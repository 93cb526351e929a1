using Chain.Node.Cli;
using Chain.Node.Cli.Orders;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class ShowTests
{
    [TestCase(0ul, 2u, "0.00 EUR")]
    [TestCase(5ul, 2u, "0.05 EUR")]
    [TestCase(1_250ul, 2u, "12.50 EUR")]
    [TestCase(1_250ul, 0u, "1250 EUR")]
    [TestCase(4_611_686_018_427_387_904ul, 12u, "4611686.018427387904 EUR")]
    public void Money_shows_every_decimal(ulong minor, uint decimals, string expected) =>
        Assert.That(Show.Money(minor, decimals, "EUR"), Is.EqualTo(expected));

    [Test]
    public void Every_receipt_status_has_its_name_of_the_schema()
    {
        Assert.That(Show.Status(Wire.ReceiptStatus.Ok), Is.EqualTo("OK"));
        Assert.That(Show.Status(Wire.ReceiptStatus.BelowCommitments), Is.EqualTo("BELOW_COMMITMENTS"));
        Assert.That(Show.Status((Wire.ReceiptStatus)999), Is.EqualTo("999"));
    }

    [Test]
    public void A_refusal_names_the_rules_that_it_enforces()
    {
        Assert.That(Show.Refusal(Wire.ReceiptStatus.InsufficientCapacity),
            Is.EqualTo("INSUFFICIENT_CAPACITY (M-215)"));
        Assert.That(Show.Refusal((Wire.ReceiptStatus)999), Is.EqualTo("999"));
    }

    [Test]
    public void Times_beyond_the_calendar_stay_numbers() =>
        Assert.That(Show.Time(ulong.MaxValue), Is.EqualTo("18446744073709551615 ms"));

    [Test]
    public void New_order_ids_stay_exact_in_any_json_reader() =>
        Assert.That(OrderVerbs.NewId(DateTimeOffset.UtcNow.AddYears(100)), Is.LessThan(1ul << 53));
}
