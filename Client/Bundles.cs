using Chain.Wire;

namespace Chain.Client;

/// <summary>Operations on bundles and block orders, from value types.</summary>
public static class Bundles
{
    public static BundleLeg Leg(Instrument instrument, ulong lots) =>
        new() { Instrument = instrument, Lots = lots };

    /// <param name="limit">The most for the whole: Σ lots · price, of SPOT per hour.</param>
    public static PlaceBundle Bundle(ulong clientOrderId, ulong limit, params IEnumerable<BundleLeg> legs) =>
        new()
        {
            ClientOrderId = clientOrderId,
            Legs = { legs },
            Limit = limit,
            TimeInForce = TimeInForce.Gtc,
        };

    /// <param name="first">The first of so many consecutive slots.</param>
    /// <param name="limit">Worst average price per lot and slot.</param>
    public static PlaceBlockOrder Block(
        ulong clientOrderId, Instrument first, ulong count, ulong lots, ulong limit) =>
        new()
        {
            ClientOrderId = clientOrderId,
            Product = first.Product,
            FirstSlot = first.Slot,
            Count = count,
            Lots = lots,
            Limit = limit,
            TimeInForce = TimeInForce.Gtc,
        };

    public static Operation Place(PlaceBundle bundle) => new() { PlaceBundle = bundle };

    public static Operation Place(PlaceBlockOrder order) => new() { PlaceBlockOrder = order };
}
