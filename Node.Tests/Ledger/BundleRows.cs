using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Ledger.ReceiptStatusTests;

namespace Chain.Tests.Ledger;

/// <summary>The reasons of bundles and block orders.</summary>
internal static class BundleRows
{
    private static readonly AccountId A = Market.Trader(0), B = Market.Trader(1);

    public static Row[] All =>
    [
        new(ReceiptStatus.Ok, A, Ops.Bundle(1, 100, (Market.Slot, 1))),
        new(ReceiptStatus.Ok, A, Ops.Block(1, Market.Slot, 2, 1, 100)),
        new(ReceiptStatus.Ok, A, Ops.Cancel(1), m => m.Try(A, Ops.Bundle(1, 100, (Market.Slot, 1)))),
        new(ReceiptStatus.InvalidParameter, A, Bundle(b => b.TimeInForce = TimeInForce.Fok)),
        new(ReceiptStatus.InvalidParameter, A, Bundle(b => b.TimeInForce = TimeInForce.Unspecified)),
        new(ReceiptStatus.InvalidParameter, A,
            Bundle(b => b.Legs[0].Instrument.Delivery = Delivery.Unspecified)),
        new(ReceiptStatus.InvalidParameter, A, Bundle(b => b.Legs[0].Instrument.Delivery = Delivery.Spot)),
        new(ReceiptStatus.UnknownProduct, A, Bundle(b => b.Legs[0].Instrument = null)),
        new(ReceiptStatus.UnknownProduct, A, Bundle(b => b.Legs[0].Instrument.Product = "nothing")),
        new(ReceiptStatus.InvalidLegs, A, Ops.Bundle(1, 100)),
        new(ReceiptStatus.InvalidLegs, A, Ops.Bundle(1, 100, (Market.Slot, 1), (Market.Slot, 1))),
        new(ReceiptStatus.InvalidLegs, A, Ops.Bundle(1, 10_000,
            [.. Enumerable.Range(0, 25).Select(i => (Market.Slot + (ulong)i, 1ul))])),
        new(ReceiptStatus.InvalidLegs, A, Bundle(b => b.Legs.Add(b.Legs[0].Clone()))),
        new(ReceiptStatus.InvalidLegs, A, Bundle(AddSpotLeg)),
        new(ReceiptStatus.InvalidLegs, A, Ops.Block(1, Market.Slot, 0, 1, 100)),
        new(ReceiptStatus.InvalidLegs, A, Ops.Block(1, Market.Slot, 25, 1, 100)),
        new(ReceiptStatus.InvalidLegs, A, Ops.Block(1, ulong.MaxValue, 2, 1, 100)),
        new(ReceiptStatus.InvalidLots, A, Ops.Bundle(1, 100, (Market.Slot, 0))),
        new(ReceiptStatus.InvalidLots, A, Ops.Bundle(1, 100, (Market.Slot, Limits.Lots + 1))),
        new(ReceiptStatus.InvalidPrice, A, Ops.Bundle(1, 0, (Market.Slot, 1))),
        new(ReceiptStatus.InvalidPrice, A, Ops.Bundle(1, 9, (Market.Slot, 1), (Market.Slot + 1, 1))),
        new(ReceiptStatus.InvalidPrice, A, Ops.Bundle(1, Limits.Notional + 1, (Market.Slot, 1))),
        new(ReceiptStatus.InvalidPrice, A, Ops.Block(1, Market.Slot, 2, Limits.Lots, ulong.MaxValue)),
        new(ReceiptStatus.InvalidExpiry, A, Bundle(b => b.TimeInForce = TimeInForce.Gtt)),
        new(ReceiptStatus.InvalidExpiry, A, Bundle(b => b.ExpiresMs = Market.Start + Market.Hour)),
        new(ReceiptStatus.InvalidExpiry, A, Bundle(b =>
            (b.TimeInForce, b.ExpiresMs) = (TimeInForce.Gtt, Market.Start + 1))),
        new(ReceiptStatus.InvalidKey, A, Bundle(b =>
            b.DeliveryKey = ByteString.CopyFrom(1, 2, 3))),
        new(ReceiptStatus.OrderIdTaken, A, Ops.Bundle(1, 105, (Market.Slot, 1)),
            m => m.Try(A, Ops.Bundle(1, 100, (Market.Slot, 1)))),
        new(ReceiptStatus.OrderIdUsed, A, Ops.Bundle(1, 100, (Market.Slot, 1)),
            m => m.Try(A, Ops.Buy(1, 1, 100))),
        new(ReceiptStatus.OrderIdUsed, A, Ops.Buy(1, 1, 100),
            m => m.Try(A, Ops.Bundle(1, 100, (Market.Slot, 1)))),
        new(ReceiptStatus.UnknownOrder, B, Ops.Cancel(1),
            m => m.Try(A, Ops.Bundle(1, 100, (Market.Slot, 1)))),
        new(ReceiptStatus.UnknownOrder, A, Ops.Replace(1, lots: 2),
            m => m.Try(A, Ops.Bundle(1, 100, (Market.Slot, 1)))),
        new(ReceiptStatus.BookClosed, A, Ops.Bundle(1, 200, (Market.Slot, 1), (Market.FirstSlot, 1))),
        new(ReceiptStatus.BeyondHorizon, A, Ops.Block(1, Market.Slot + 9_999_999, 1, 1, 100)),
        new(ReceiptStatus.InsufficientBalance, A, Ops.Bundle(1, 1_000_000, (Market.Slot, 1))),
        new(ReceiptStatus.Overflow, A, Ops.Bundle(1, Limits.Notional, (Market.Slot, 1))),
        new(ReceiptStatus.TooManyOrders, A, Ops.Bundle(65, 5, (Market.Slot, 1)),
            m => Require.That(m.Try(A, [.. Enumerable.Range(1, 64).Select(id =>
                Ops.Bundle((ulong)id, 5, (Market.Slot, 1)))]) == ReceiptStatus.Ok)),
    ];

    private static Operation Bundle(Action<PlaceBundle> more)
    {
        Operation operation = Ops.Bundle(1, 200, (Market.Slot, 1));
        more(operation.PlaceBundle);
        return operation;
    }

    private static void AddSpotLeg(PlaceBundle bundle)
    {
        bundle.Legs.Add(bundle.Legs[0].Clone());
        bundle.Legs[1].Instrument.Delivery = Delivery.Spot;
        bundle.Legs[1].Instrument.Slot = 0;
    }
}
