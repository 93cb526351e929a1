using System.Globalization;
using Chain.Client.Replay;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Client.Focus;

/// <summary>Makes the row of a movement that is a charge (M-922, M-924).</summary>
internal sealed class FocusCharges(FocusSubjects subjects, FocusScope scope, string party)
{
    private const string Market = "Other", MarketSub = "Other (Other)";

    private readonly Dictionary<string, ulong> streamedMs = [];
    private readonly string address = FocusSubjects.Address(scope.Account);

    /// <param name="movement">A charge, of a flow that is neither funding nor income.</param>
    /// <param name="block">All movements of the account in its block.</param>
    public async Task<FocusRow> RowAsync(
        AccountMovement movement, IReadOnlyList<AccountMovement> block, uint decimals)
    {
        FocusFlow flow = FocusFlows.Of(movement.Kind, movement.Amount);
        Lease? lease = await subjects.LeaseAsync(movement.Reference)
            ?? (flow == FocusFlow.Fee ? await BoughtWithAsync(movement, block) : null);
        FocusRow row = await OfAsync(movement, lease, decimals);
        Int128 cost = -(Int128)movement.Amount;
        return flow switch
        {
            FocusFlow.Purchase => Purchase(row, lease, cost, decimals),
            FocusFlow.Fee => Priced(row with { PublisherName = scope.Chain }, "Purchase", "One-Time", "Fees",
                "1", row.BilledCost, "Standard"),
            FocusFlow.Usage => Usage(row, movement),
            FocusFlow.Credit => row with
            {
                ChargeCategory = "Credit",
                ChargeClass = lease is not null && IsOfEarlierPeriod(
                    await subjects.BoughtMsAsync(lease), movement.TimestampMs) ? "Correction" : null,
            },
            FocusFlow.Adjustment => row with { ChargeCategory = "Adjustment" },
            _ => throw new FocusException($"a movement of {flow} is no charge"),
        };
    }

    /// <summary>What all flows have in common; it reads as a one-time charge of the block's second.</summary>
    private async Task<FocusRow> OfAsync(AccountMovement movement, Lease? lease, uint decimals)
    {
        CreateProduct? product = lease is null ? null : subjects.Product(lease.Instrument.Product);
        DateTimeOffset month = Month(movement.TimestampMs);
        (string category, string sub) = Service(product);
        return new FocusRow
        {
            BilledCost = FocusMoney.Text(-(Int128)movement.Amount, decimals),
            BillingAccountId = party,
            BillingAccountName = party,
            BillingCurrency = movement.Asset,
            BillingPeriodStart = Iso(month),
            BillingPeriodEnd = Iso(month.AddMonths(1)),
            ChargeCategory = "",
            ChargeDescription = Describe(movement, lease),
            ChargeFrequency = "One-Time",
            ChargePeriodStart = Iso(Second(movement.TimestampMs)),
            ChargePeriodEnd = Iso(Second(movement.TimestampMs).AddSeconds(1)),
            InvoiceIssuerName = scope.Chain,
            ProviderName = scope.Chain,
            PublisherName = lease is null ? scope.Chain : await subjects.PartyAsync(lease.Provider),
            RegionId = product?.Region,
            ResourceId = lease is null ? null : Hex(lease.Id),
            ResourceType = lease is null ? null : "Lease",
            ServiceCategory = category,
            ServiceSubcategory = sub,
            ServiceName = product is null ? "Market" : $"{category} {product.Grade}",
            SkuId = product?.Product,
            SkuPriceId = lease is null ? null : SkuPrice(lease.Instrument),
            SubAccountId = address,
            Height = $"{movement.Height}",
            Index = $"{movement.Index}",
            Kind = $"{movement.Kind}",
            Reference = movement.Reference.IsEmpty ? null : Hex(movement.Reference),
        };
    }

    /// <summary>A slot is paid ahead, whole; the charge is for the time of the slot.</summary>
    private static FocusRow Purchase(FocusRow row, Lease? lease, Int128 cost, uint decimals)
    {
        bool exact = lease is not null && (Int128)lease.Lots * lease.Price == cost;
        row = exact
            ? Priced(row, "Purchase", "One-Time", "Lots", $"{lease!.Lots}",
                FocusMoney.Text(lease.Price, decimals), "Dynamic")
            : Priced(row, "Purchase", "One-Time", "Purchases", "1", row.BilledCost, "Dynamic");
        if (lease is null || lease.Instrument.Delivery != Delivery.Slot) return row;
        return row with
        {
            ChargePeriodStart = Iso(Second(lease.StartMs)),
            ChargePeriodEnd = Iso(Second(lease.EndMs)),
        };
    }

    /// <summary>
    /// Streams are metered in money, by the millisecond, for all their leases together: quantity and cost are
    /// one, and the charge is for the time since the stream moved last.
    /// </summary>
    private FocusRow Usage(FocusRow row, AccountMovement movement)
    {
        row = Priced(row, "Usage", "Usage-Based", movement.Asset, row.BilledCost, "1", "Dynamic") with
        {
            ConsumedQuantity = row.BilledCost,
            ConsumedUnit = movement.Asset,
        };
        if (movement.Kind != MovementKind.Streamed) return row;
        ulong since = streamedMs.GetValueOrDefault(movement.Asset, movement.TimestampMs);
        DateTimeOffset start = Second(since), end = Second(movement.TimestampMs);
        return row with
        {
            ChargePeriodStart = Iso(start),
            ChargePeriodEnd = Iso(end > start ? end : start.AddSeconds(1)),
        };
    }

    /// <summary>Movements before the export tell since when a stream runs.</summary>
    public void Passed(AccountMovement movement)
    {
        if (movement.Kind == MovementKind.Streamed) streamedMs[movement.Asset] = movement.TimestampMs;
    }

    /// <summary>
    /// A buyer's fee names its instrument by hash; a lease of that instrument was bought in the same block.
    /// </summary>
    private async Task<Lease?> BoughtWithAsync(AccountMovement fee, IReadOnlyList<AccountMovement> block)
    {
        foreach (AccountMovement bought in block)
        {
            if (bought.Kind != MovementKind.Purchased) continue;
            Lease? lease = await subjects.LeaseAsync(bought.Reference);
            if (lease is not null && fee.Reference == ByteString.CopyFrom(
                ReplayBook.IdOf(lease.Instrument).Span)) return lease;
        }
        return null;
    }

    private static FocusRow Priced(
        FocusRow row, string category, string frequency, string unit, string quantity, string price,
        string pricing)
    {
        // A price is never negative: what comes back is a negative quantity.
        bool negative = price.StartsWith('-');
        return row with
        {
            ChargeCategory = category,
            ChargeFrequency = frequency,
            PricingUnit = unit,
            PricingQuantity = negative ? $"-{quantity}" : quantity,
            UnitPrice = negative ? price[1..] : price,
            PricingCategory = pricing,
        };
    }

    private static string Describe(AccountMovement movement, Lease? lease)
    {
        string what = movement.Kind switch
        {
            MovementKind.Purchased => "Price",
            MovementKind.FeePaid => "Fee of the market",
            MovementKind.Streamed => movement.Amount < 0
                ? "Streamed for leases without end" : "Left of a stream, returned",
            MovementKind.ReserveSpent => "Charge from the reserve",
            MovementKind.Refunded => "Refund of what was not delivered",
            MovementKind.Slashed => movement.Amount < 0
                ? "Collateral lost to the tenant" : "Collateral of the provider",
            MovementKind.BondLostOrWon => movement.Amount < 0
                ? "Bond of a dispute lost" : "Bond of a dispute won",
            MovementKind.QuoteBondLostOrWon => movement.Amount < 0
                ? "Bond of a quotation not revealed" : "Bond of a provider that did not reveal",
            MovementKind.ResalePaid => movement.Amount < 0 ? "Price, to who sold it on" : "Sold on",
            MovementKind.RekeyingPaid => "New credentials",
            _ => $"{movement.Kind}",
        };
        return lease is null ? what
            : $"{what}: {lease.Lots} lots of {SkuPrice(lease.Instrument)}, traded in block "
                + $"{lease.TradedHeight}";
    }

    private static (string Category, string Sub) Service(CreateProduct? product) => product?.Class switch
    {
        null => (Market, MarketSub),
        ProductClass.Compute => ("Compute", "Other (Compute)"),
        ProductClass.Storage => ("Storage", "Other (Storage)"),
        ProductClass.Bandwidth => ("Networking", "Other (Networking)"),
        _ => (Market, MarketSub),
    };

    private static string SkuPrice(Instrument instrument) => instrument.Delivery == Delivery.Spot
        ? $"{instrument.Product}/spot" : $"{instrument.Product}/{instrument.Slot}";

    private static bool IsOfEarlierPeriod(ulong boughtMs, ulong nowMs) => Month(boughtMs) < Month(nowMs);

    private static DateTimeOffset Month(ulong ms)
    {
        DateTimeOffset at = Second(ms);
        return new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero);
    }

    /// <summary>FOCUS counts in whole seconds.</summary>
    private static DateTimeOffset Second(ulong ms) =>
        DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(ms / 1_000, LatestSecond));

    // A month before the calendar of this platform ends: a lease may be without end.
    private const ulong LatestSecond = 253_399_622_400;

    private static string Iso(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}
