using Chain.Wire;
using static Chain.Tests.Ledger.ReceiptStatusTests;

namespace Chain.Tests.Ledger;

/// <summary>The reasons of leases, streams and deliveries.</summary>
internal static class LeaseRows
{
    private static readonly AccountId A = Market.Trader(0), B = Market.Trader(1);

    private static readonly Hash32 Unknown = Market.Key(4_711).Bytes;

    private static readonly Hash32 Slot = LeaseScene.Slot().Id, Spot = LeaseScene.Spot().Id;

    public static IEnumerable<Row> All =>
    [
        new(ReceiptStatus.TooManyLeases, A, Ops.Spot(Ops.Buy(2, Limits.LeasesPerStream - 2, 5)),
            m => m.Try(A, Ops.Spot(Ops.Buy(1, 3, 5)))),
        new(ReceiptStatus.Ok, A, Ops.Spot(Ops.Buy(2, Limits.LeasesPerStream - 3, 5)),
            m => m.Try(A, Ops.Spot(Ops.Buy(1, 3, 5)))),
        new(ReceiptStatus.TooManyLeases, A, SpotBundle(2, Limits.LeasesPerStream - 2), m => m.Try(A, Bid3)),
        new(ReceiptStatus.Ok, A, SpotBundle(2, Limits.LeasesPerStream - 3), m => m.Try(A, Bid3)),
        new(ReceiptStatus.TooManyLeases, A, Ops.Spot(Ops.Buy(2, Limits.LeasesPerStream - 2, 5)),
            m => m.Try(A, SpotBundle(1, 3))),
        new(ReceiptStatus.Ok, B, Ops.Spot(Ops.Buy(2, Limits.LeasesPerStream - 2, 5)),
            m => m.Try(A, SpotBundle(1, 3))),
        new(ReceiptStatus.TooManyLeases, A, SpotBundle(2, Limits.LeasesPerStream - 2),
            m => m.Try(A, SpotBundle(1, 3))),
        new(ReceiptStatus.TooManyLeases, A, Ops.Replace(1, lots: Limits.LeasesPerStream - 2), m =>
        {
            m.Try(A, Bid3);
            m.Try(A, SpotBundle(2, 3));
        }),
        new(ReceiptStatus.Ok, A, LeaseOps.Post(Spot), TradeSpot),
        new(ReceiptStatus.Ok, A, LeaseOps.Post(Slot), TradeSlot),
        new(ReceiptStatus.Ok, B, LeaseOps.Acknowledge(Spot), Post),
        new(ReceiptStatus.Ok, B, LeaseOps.Acknowledge(Spot), Acknowledge),
        new(ReceiptStatus.Ok, B, LeaseOps.Deposit(1)),
        new(ReceiptStatus.Ok, B, LeaseOps.Withdraw(400), Acknowledge),
        new(ReceiptStatus.Ok, B, LeaseOps.Notice(Spot), Post),
        new(ReceiptStatus.Ok, A, LeaseOps.Exit(Spot), Post),
        new(ReceiptStatus.Ok, A, LeaseOps.Deliver(Spot, 1, Market.Start + 4_500, 1), Acknowledge),
        new(ReceiptStatus.UnknownLease, A, LeaseOps.Post(Unknown)),
        new(ReceiptStatus.UnknownLease, A, LeaseOps.NoticeToGroup(Unknown)),
        new(ReceiptStatus.UnknownLease, A, LeaseOps.Deliver(Unknown, 1, 1, 1)),
        new(ReceiptStatus.InvalidKey, A, new Operation { Acknowledge = new Acknowledge() }),
        new(ReceiptStatus.NotPermitted, B, LeaseOps.Post(Spot), TradeSpot),
        new(ReceiptStatus.NotPermitted, A, LeaseOps.Acknowledge(Spot), Post),
        new(ReceiptStatus.NotPermitted, B, LeaseOps.Exit(Spot), Post),
        new(ReceiptStatus.NotPermitted, B, LeaseOps.Deliver(Spot, 1, Market.Start + 4_500, 1), Acknowledge),
        new(ReceiptStatus.InvalidParameter, A, LeaseOps.Post(Spot, Limits.CredentialsBytes + 1), TradeSpot),
        new(ReceiptStatus.InvalidParameter, A, LeaseOps.Post(Spot, 0), TradeSpot),
        new(ReceiptStatus.InvalidParameter, A, LeaseOps.Notice(Slot), TradeSlot),
        new(ReceiptStatus.NotHandedOver, B, LeaseOps.Acknowledge(Spot), TradeSpot),
        new(ReceiptStatus.NotHandedOver, B, LeaseOps.Notice(Spot), TradeSpot),
        new(ReceiptStatus.LeaseEnded, A, LeaseOps.Notice(Spot), Exit),
        new(ReceiptStatus.NotAcknowledged, A, LeaseOps.Deliver(Spot, 1, Market.Start + 4_500, 1), Post),
        new(ReceiptStatus.ReceiptOutOfOrder, A, LeaseOps.Deliver(Spot, 2, Market.Start + 4_500, 1),
            Acknowledge),
        new(ReceiptStatus.InvalidMeter, A, LeaseOps.Deliver(Spot, 1, Market.Start + 9_000, 1), Acknowledge),
        new(ReceiptStatus.InvalidMeter, A, LeaseOps.Deliver(Spot, 1, Market.Start + 4_500, 5_001),
            Acknowledge),
        new(ReceiptStatus.InvalidAmount, B, LeaseOps.Deposit(0)),
        new(ReceiptStatus.InvalidAmount, B, LeaseOps.Withdraw(0)),
        new(ReceiptStatus.UnknownAsset, B, LeaseOps.Deposit(1, "USD")),
        new(ReceiptStatus.UnknownAsset, B, LeaseOps.Withdraw(1, "USD")),
        new(ReceiptStatus.InsufficientBalance, B, LeaseOps.Deposit(1_000_001)),
        new(ReceiptStatus.InsufficientBalance, B, LeaseOps.Withdraw(1)),
    ];

    private static Operation Bid3 => Ops.Spot(Ops.Buy(1, 3, 5));

    private static Operation SpotBundle(ulong id, ulong lots)
    {
        Operation operation = Ops.Bundle(id, lots * 5, (0, lots));
        Ops.Spot(operation.PlaceBundle);
        return operation;
    }

    /// <summary>The scenes' trades again, so that the leases' ids are known before.</summary>
    private static void TradeSpot(Market market) => Require.That(LeaseScene.Spot(market).Id == Spot);

    private static void TradeSlot(Market market) => Require.That(LeaseScene.Slot(market).Id == Slot);

    private static void Post(Market market)
    {
        TradeSpot(market);
        Require.That(market.Try(A, LeaseOps.Post(Spot)) == ReceiptStatus.Ok);
    }

    private static void Acknowledge(Market market)
    {
        TradeSpot(market);
        Require.That(market.Try(B, LeaseOps.Deposit(500)) == ReceiptStatus.Ok);
        Require.That(market.Try(A, LeaseOps.Post(Spot)) == ReceiptStatus.Ok);
        Require.That(market.Try(B, LeaseOps.Acknowledge(Spot)) == ReceiptStatus.Ok);
    }

    private static void Exit(Market market)
    {
        Post(market);
        Require.That(market.Try(A, LeaseOps.Exit(Spot)) == ReceiptStatus.Ok);
    }
}
