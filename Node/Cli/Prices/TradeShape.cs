using Chain.Wire;

namespace Chain.Node.Cli.Prices;

/// <summary>A trade as JSON; the price in minor units per lot.</summary>
internal sealed record TradeShape(
    ulong Height, uint Index, ulong TimestampMs, string Product, string Delivery, ulong Slot, ulong Price,
    ulong Lots, string Provider, string Tenant, string Lease)
{
    public static TradeShape From(Trade trade) => new(
        trade.Height, trade.Index, trade.TimestampMs, trade.Instrument.Product,
        Show.Delivery(trade.Instrument.Delivery), trade.Instrument.Slot, trade.Price, trade.Lots,
        Show.Account(trade.Provider), Show.Account(trade.Tenant), Show.Hex(trade.Lease));
}
