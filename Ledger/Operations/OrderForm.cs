using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>What the terms of an order say by themselves (M-306, M-308, M-310, M-311).</summary>
internal static class OrderForm
{
    public static ReceiptStatus Check(PlaceOrder place, in ProductRow terms)
    {
        bool parameters = place.Side is Side.Buy or Side.Sell
            && place.TimeInForce is TimeInForce.Gtc or TimeInForce.Ioc or TimeInForce.Gtt or TimeInForce.Fok;
        if (!parameters) return ReceiptStatus.InvalidParameter;
        ReceiptStatus size = CheckSize(place.Lots, place.Limit, terms);
        return size == ReceiptStatus.Ok ? CheckConditions(place) : size;
    }

    public static ReceiptStatus CheckSize(ulong lots, ulong limit, in ProductRow terms)
    {
        if (lots < terms.MinOrderLots || lots > Limits.Lots) return ReceiptStatus.InvalidLots;
        return limit is 0 or > Limits.Price || limit % terms.Tick != 0
            ? ReceiptStatus.InvalidPrice : ReceiptStatus.Ok;
    }

    /// <param name="expiresMs">0: the order has no time of its own.</param>
    public static ReceiptStatus CheckExpiry(ulong expiresMs, ulong timestampMs)
    {
        if (expiresMs == 0) return ReceiptStatus.Ok;
        bool inside = expiresMs > timestampMs && expiresMs - timestampMs <= Limits.OrderLifetimeMs;
        return inside ? ReceiptStatus.Ok : ReceiptStatus.InvalidExpiry;
    }

    /// <returns>Null for a plain order.</returns>
    public static OrderConditions? Conditions(PlaceOrder place) => new OrderConditions(
        place.ExpiresMs, place.MinimumFillLots, place.AllOrNone || place.TimeInForce == TimeInForce.Fok,
        place.PostOnly, Exclusions: 0,
        Hash32.TryRead(place.DeliveryKey.Span, out Hash32 key) ? key : default)
    {
        Source = Hash32.TryRead(place.SourceLease.Span, out Hash32 source) ? source : default,
    }.OrNull;

    private static ReceiptStatus CheckConditions(PlaceOrder place)
    {
        bool all = place.AllOrNone, some = place.MinimumFillLots > 0;
        bool fok = place.TimeInForce == TimeInForce.Fok, ioc = place.TimeInForce == TimeInForce.Ioc;
        if (place.PostOnly && (ioc || fok) || all && some || fok && (all || some)
            || place.Side == Side.Sell && place.DeliveryKey.Length > 0
            || place.SourceLease.Length > 0 && !MayResell(place))
            return ReceiptStatus.ConflictingConditions;
        if (place.TimeInForce == TimeInForce.Gtt != (place.ExpiresMs > 0)) return ReceiptStatus.InvalidExpiry;
        if (place.MinimumFillLots > place.Lots) return ReceiptStatus.InvalidMinimum;
        bool keys = place.DeliveryKey.Length is 0 or Hash32.Size && (place.SourceLease.IsEmpty
            || Hash32.TryRead(place.SourceLease.Span, out Hash32 source) && source != default);
        return keys ? ReceiptStatus.Ok : ReceiptStatus.InvalidKey;
    }

    /// <summary>Only slots are sold on in their book (M-801).</summary>
    private static bool MayResell(PlaceOrder place) =>
        place is { Side: Side.Sell, Instrument.Delivery: Delivery.Slot };
}
