using System.Text.Json.Serialization;
using Chain.Wire;

namespace Chain.Node.Cli.Orders;

/// <summary>An open order as JSON; the limit in minor units per lot.</summary>
internal sealed record OrderShape(
    string Account, ulong ClientOrderId, string Product, string Delivery, ulong Slot, string Side,
    ulong Limit, ulong Lots, ulong Remaining, string TimeInForce, ulong EnteredMs, ulong ExpiresMs,
    bool AllOrNone, ulong MinimumFillLots, bool PostOnly, uint Exclusions, string? DeliveryKey,
    string? SourceLease)
{
    /// <summary>Time in force and conditions in a few words.</summary>
    [JsonIgnore]
    public string Kind
    {
        get
        {
            List<string> words = [TimeInForce];
            if (AllOrNone) words.Add("all or none");
            if (MinimumFillLots > 0) words.Add($"at least {MinimumFillLots}");
            if (PostOnly) words.Add("post-only");
            if (SourceLease is not null) words.Add("resale");
            return string.Join(", ", words);
        }
    }

    public static OrderShape From(Order order) => new(
        Show.Account(order.Account), order.ClientOrderId, order.Instrument.Product,
        Show.Delivery(order.Instrument.Delivery), order.Instrument.Slot, Show.Side(order.Side), order.Limit,
        order.Lots, order.Remaining, Show.TimeInForce(order.TimeInForce), order.EnteredMs, order.ExpiresMs,
        order.AllOrNone, order.MinimumFillLots, order.PostOnly, order.Exclusions,
        order.DeliveryKey.IsEmpty ? null : Show.Hex(order.DeliveryKey),
        order.SourceLease.IsEmpty ? null : Show.Hex(order.SourceLease));
}
