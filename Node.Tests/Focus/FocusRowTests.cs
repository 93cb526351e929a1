using Chain.Client.Focus;
using NUnit.Framework;

namespace Chain.Tests.Focus;

public class FocusRowTests
{
    [TestCase(0, 2u, "0.00")]
    [TestCase(-1, 2u, "-0.01")]
    [TestCase(1250, 2u, "12.50")]
    [TestCase(1250, 0u, "1250")]
    [TestCase(-1250, 12u, "-0.000000001250")]
    public void Minor_units_are_decimals_and_back(long minor, uint decimals, string text)
    {
        Assert.That(FocusMoney.Text(minor, decimals), Is.EqualTo(text));
        Assert.That((long)FocusMoney.Minor(text, decimals), Is.EqualTo(minor));
    }

    [Test]
    public void Money_beyond_64_bits_stays_exact() => Assert.That(
        FocusMoney.Text(-((Int128)ulong.MaxValue * 1_000), 3), Is.EqualTo("-18446744073709551615.000"));

    [Test]
    public void Other_decimals_are_refused() =>
        Assert.That(() => FocusMoney.Minor("1.5", 2), Throws.TypeOf<FormatException>());

    [TestCase("plain")]
    [TestCase("with, a comma")]
    [TestCase("with \"quotes\"")]
    [TestCase(" blanks ")]
    [TestCase("two\nlines")]
    public void A_field_is_read_back_as_it_was_written(string text)
    {
        FocusRow row = Row() with { ChargeDescription = text };
        string[] fields = Csv.Fields(row.ToCsv());
        Assert.That(fields[Array.IndexOf(FocusRow.Header.Split(','), "ChargeDescription")], Is.EqualTo(text));
        Assert.That(fields, Has.Length.EqualTo(FocusRow.Columns.Count));
    }

    [Test]
    public void Null_is_nothing_and_the_custom_columns_come_last()
    {
        Assert.That(Row().ToCsv(), Does.Contain(",,"));
        string[] names = FocusRow.Header.Split(',');
        Assert.That(names, Is.Unique);
        string[] own = [.. names.SkipWhile(name => !name.StartsWith("x_", StringComparison.Ordinal))];
        Assert.That(own, Has.Length.EqualTo(4).And.All.StartsWith("x_"));
        Assert.That(names[..^4], Is.Ordered.Using<string>(StringComparer.Ordinal.Compare));
    }

    private static FocusRow Row() => new()
    {
        BilledCost = "1.00",
        BillingAccountId = "p",
        BillingAccountName = "p",
        BillingCurrency = "EUR",
        BillingPeriodEnd = "2027-02-01T00:00:00Z",
        BillingPeriodStart = "2027-01-01T00:00:00Z",
        ChargeCategory = "Credit",
        ChargeDescription = "x",
        ChargeFrequency = "One-Time",
        ChargePeriodEnd = "2027-01-15T00:00:01Z",
        ChargePeriodStart = "2027-01-15T00:00:00Z",
        InvoiceIssuerName = "c",
        ProviderName = "c",
        PublisherName = "c",
        ServiceCategory = "Other",
        ServiceName = "Market",
        ServiceSubcategory = "Other (Other)",
        SubAccountId = "a",
        Height = "1",
        Index = "0",
        Kind = "Refunded",
    };
}
