using Chain.Wire;

namespace Chain.Node.Cli;

/// <summary>An open order as JSON; the limit in minor units per lot.</summary>
internal sealed record OrderShape(
    string Account, ulong ClientOrderId, string Product, string Delivery, ulong Slot, string Side,
    ulong Limit, ulong Lots, ulong Remaining, string TimeInForce, ulong EnteredMs)
{
    public static OrderShape From(Order order) => new(
        Show.Account(order.Account), order.ClientOrderId, order.Instrument.Product,
        Show.Delivery(order.Instrument.Delivery), order.Instrument.Slot, Show.Side(order.Side), order.Limit,
        order.Lots, order.Remaining, Show.TimeInForce(order.TimeInForce), order.EnteredMs);
}
