namespace Chain.Client.Focus;

/// <summary>
/// One charge in the columns of FOCUS 1.2 (focus.finops.org), as text; null is no value. The last four are
/// custom: where the ledger has it.
/// </summary>
public sealed record FocusRow
{
    public required string BilledCost { get; init; }
    public required string BillingAccountId { get; init; }
    public required string BillingAccountName { get; init; }
    public required string BillingCurrency { get; init; }
    public required string BillingPeriodEnd { get; init; }
    public required string BillingPeriodStart { get; init; }
    public required string ChargeCategory { get; init; }
    public string? ChargeClass { get; init; }
    public required string ChargeDescription { get; init; }
    public required string ChargeFrequency { get; init; }
    public required string ChargePeriodEnd { get; init; }
    public required string ChargePeriodStart { get; init; }
    public string? ConsumedQuantity { get; init; }
    public string? ConsumedUnit { get; init; }
    public string? UnitPrice { get; init; }
    public required string InvoiceIssuerName { get; init; }
    public string? PricingCategory { get; init; }
    public string? PricingQuantity { get; init; }
    public string? PricingUnit { get; init; }
    public required string ProviderName { get; init; }
    public required string PublisherName { get; init; }
    public string? RegionId { get; init; }
    public string? ResourceId { get; init; }
    public string? ResourceType { get; init; }
    public required string ServiceCategory { get; init; }
    public required string ServiceName { get; init; }
    public required string ServiceSubcategory { get; init; }
    public string? SkuId { get; init; }
    public string? SkuPriceId { get; init; }
    public required string SubAccountId { get; init; }
    public required string Height { get; init; }
    public required string Index { get; init; }
    public required string Kind { get; init; }
    public string? Reference { get; init; }

    /// <summary>
    /// In the order of the file. All four costs are one: there are no discounts, nothing is amortised, and
    /// the price of an auction is both list and contract.
    /// </summary>
    public static IReadOnlyList<(string Name, Func<FocusRow, string?> Of)> Columns { get; } =
    [
        ("BilledCost", row => row.BilledCost),
        ("BillingAccountId", row => row.BillingAccountId),
        ("BillingAccountName", row => row.BillingAccountName),
        ("BillingCurrency", row => row.BillingCurrency),
        ("BillingPeriodEnd", row => row.BillingPeriodEnd),
        ("BillingPeriodStart", row => row.BillingPeriodStart),
        ("ChargeCategory", row => row.ChargeCategory),
        ("ChargeClass", row => row.ChargeClass),
        ("ChargeDescription", row => row.ChargeDescription),
        ("ChargeFrequency", row => row.ChargeFrequency),
        ("ChargePeriodEnd", row => row.ChargePeriodEnd),
        ("ChargePeriodStart", row => row.ChargePeriodStart),
        ("ConsumedQuantity", row => row.ConsumedQuantity),
        ("ConsumedUnit", row => row.ConsumedUnit),
        ("ContractedCost", row => row.BilledCost),
        ("ContractedUnitPrice", row => row.UnitPrice),
        ("EffectiveCost", row => row.BilledCost),
        ("InvoiceIssuerName", row => row.InvoiceIssuerName),
        ("ListCost", row => row.BilledCost),
        ("ListUnitPrice", row => row.UnitPrice),
        ("PricingCategory", row => row.PricingCategory),
        ("PricingQuantity", row => row.PricingQuantity),
        ("PricingUnit", row => row.PricingUnit),
        ("ProviderName", row => row.ProviderName),
        ("PublisherName", row => row.PublisherName),
        ("RegionId", row => row.RegionId),
        ("RegionName", row => row.RegionId),
        ("ResourceId", row => row.ResourceId),
        ("ResourceName", row => row.ResourceId),
        ("ResourceType", row => row.ResourceType),
        ("ServiceCategory", row => row.ServiceCategory),
        ("ServiceName", row => row.ServiceName),
        ("ServiceSubcategory", row => row.ServiceSubcategory),
        ("SkuId", row => row.SkuId),
        ("SkuPriceId", row => row.SkuPriceId),
        ("SubAccountId", row => row.SubAccountId),
        ("SubAccountName", row => row.SubAccountId),
        ("Tags", _ => null),
        ("x_BlockHeight", row => row.Height),
        ("x_MovementIndex", row => row.Index),
        ("x_MovementKind", row => row.Kind),
        ("x_MovementReference", row => row.Reference),
    ];

    public static string Header => string.Join(',', Columns.Select(column => column.Name));

    /// <summary>As a line of CSV (RFC 4180), without its end.</summary>
    public string ToCsv() => string.Join(',', Columns.Select(column => Quoted(column.Of(this))));

    private static string Quoted(string? field)
    {
        if (field is null) return "";
        // An empty text is no null, and a field that begins with a blank keeps it.
        bool plain = field.Length > 0 && field[0] != ' ' && field[^1] != ' '
            && field.AsSpan().IndexOfAny("\",\r\n") < 0;
        return plain ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
