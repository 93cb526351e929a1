using System.Text.Json.Serialization;
using Chain.Wire;

namespace Chain.Node.Cli.Orders;

/// <summary>A waiting bundle as JSON; money in minor units.</summary>
internal sealed record BundleShape(
    string Account, ulong ClientOrderId, IReadOnlyList<BundleLegShape> Legs, ulong Limit, ulong Locked,
    string TimeInForce, ulong EnteredMs, ulong ExpiresMs, uint Failures, string? DeliveryKey)
{
    /// <summary>All legs in one line.</summary>
    [JsonIgnore]
    public string InWords => string.Join(' ', Legs.Select(leg =>
        $"{leg.Lots}@{InstrumentText.Of(leg.Product, leg.Delivery, leg.Slot)}"));

    public static BundleShape From(Bundle bundle) => new(
        Show.Account(bundle.Account), bundle.ClientOrderId,
        [.. bundle.Legs.Select(leg => new BundleLegShape(leg.Instrument.Product,
            Show.Delivery(leg.Instrument.Delivery), leg.Instrument.Slot, leg.Lots))],
        bundle.Limit, bundle.Locked, Show.TimeInForce(bundle.TimeInForce), bundle.EnteredMs, bundle.ExpiresMs,
        bundle.Failures, bundle.DeliveryKey.IsEmpty ? null : Show.Hex(bundle.DeliveryKey));
}

internal sealed record BundleLegShape(string Product, string Delivery, ulong Slot, ulong Lots);
