using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Ledger.ReceiptStatusTests;

namespace Chain.Tests.Ledger;

/// <summary>The reasons of resales and transfers.</summary>
internal static class ResaleRows
{
    private static readonly AccountId A = LeaseScene.Provider, B = LeaseScene.Tenant, C = Market.Trader(2);
    private static readonly Hash32 Slot = LeaseScene.Slot().Id, Spot = LeaseScene.Spot().Id;
    private static readonly Hash32 Deep = SellOnAsOftenAsMayBe(Market.Open());

    public static IEnumerable<Row> All => [.. Slots, .. Offers, .. Acceptances];

    private static Row[] Slots =>
    [
        new(ReceiptStatus.Ok, B, ResaleOps.Resell(7_000, Slot, 10, 100), TradeSlot),
        new(ReceiptStatus.UnknownLease, B, ResaleOps.Resell(7_000, Spot, 10, 100), TradeSlot),
        new(ReceiptStatus.NotPermitted, C, ResaleOps.Resell(7_000, Slot, 10, 100), TradeSlot),
        new(ReceiptStatus.InvalidParameter, B,
            ResaleOps.Resell(7_000, Slot, 10, 100, Market.Slot + 1), TradeSlot),
        new(ReceiptStatus.InsufficientLots, B, ResaleOps.Resell(7_000, Slot, 11, 100), TradeSlot),
        new(ReceiptStatus.TooManySplits, B, ResaleOps.Resell(8_000, Deep, 10, 100),
            market => SellOnAsOftenAsMayBe(market)),
        new(ReceiptStatus.LeaseEnded, B, ResaleOps.Resell(7_000, Slot, 10, 100), RefuseSlot),
        new(ReceiptStatus.ConflictingConditions, B,
            Ops.Spot(ResaleOps.Resell(7_000, Slot, 1, 100)), TradeSlot),
        new(ReceiptStatus.ConflictingConditions, B, Source(Side.Buy, Slot.ToArray()), TradeSlot),
        new(ReceiptStatus.InvalidKey, B, Source(Side.Sell, [1]), TradeSlot),
        new(ReceiptStatus.InvalidKey, B, Source(Side.Sell, new byte[Hash32.Size]), TradeSlot),
        new(ReceiptStatus.OrderIdTaken, B, Ops.Sell(7_000, 10, 100), OfferSlot),
        new(ReceiptStatus.Ok, B, ResaleOps.Resell(7_000, Slot, 10, 100), OfferSlot),
        new(ReceiptStatus.InsufficientLots, B, Ops.Replace(7_000, lots: 11), OfferSlot),
    ];

    private static Row[] Offers =>
    [
        new(ReceiptStatus.Ok, B, ResaleOps.Offer(Spot, C, 4, 50), AcknowledgeSpot),
        new(ReceiptStatus.Ok, B, ResaleOps.Offer(Spot, C, 10, 0), AcknowledgeSpot),
        new(ReceiptStatus.InvalidKey, B, new Operation { OfferTransfer = new OfferTransfer() }),
        new(ReceiptStatus.UnknownLease, B, ResaleOps.Offer(Deep, C, 4, 50), AcknowledgeSpot),
        new(ReceiptStatus.NotPermitted, A, ResaleOps.Offer(Spot, C, 4, 50), AcknowledgeSpot),
        new(ReceiptStatus.InvalidParameter, B, ResaleOps.Offer(Slot, C, 4, 50), TradeSlot),
        new(ReceiptStatus.NotHandedOver, B, ResaleOps.Offer(Spot, C, 4, 50), TradeSpot),
        new(ReceiptStatus.NotAcknowledged, B, ResaleOps.Offer(Spot, C, 4, 50), PostSpot),
        new(ReceiptStatus.LeaseEnded, B, ResaleOps.Offer(Spot, C, 4, 50), ExitSpot),
        new(ReceiptStatus.LeaseDisputed, B, ResaleOps.Offer(Spot, C, 4, 50), DisputeSpot),
        new(ReceiptStatus.NoticeGiven, B, ResaleOps.Offer(Spot, C, 4, 50), NoticeSpot),
        new(ReceiptStatus.TransferWaits, B, ResaleOps.Offer(Spot, C, 4, 50), m => Offer(m, 50)),
        new(ReceiptStatus.UnknownAccount, B, ResaleOps.Offer(Spot, Market.Key(999), 4, 50), AcknowledgeSpot),
        new(ReceiptStatus.InvalidParameter, B, ResaleOps.Offer(Spot, B, 4, 50), AcknowledgeSpot),
        new(ReceiptStatus.InvalidLots, B, ResaleOps.Offer(Spot, C, 0, 50), AcknowledgeSpot),
        new(ReceiptStatus.InvalidLots, B, ResaleOps.Offer(Spot, C, 11, 50), AcknowledgeSpot),
        new(ReceiptStatus.InvalidPrice, B,
            ResaleOps.Offer(Spot, C, 4, Limits.Notional + 1), AcknowledgeSpot),
        new(ReceiptStatus.AccountFrozen, C, ResaleOps.Offer(Spot, A, 4, 50),
            m => GovernanceRows.Freeze(m, C), Large: true),
        new(ReceiptStatus.Ok, B, ResaleOps.Withdraw(Spot), m => Offer(m, 50)),
        new(ReceiptStatus.InvalidKey, B, new Operation { WithdrawTransfer = new WithdrawTransfer() }),
        new(ReceiptStatus.UnknownTransfer, B, ResaleOps.Withdraw(Spot), AcknowledgeSpot),
        new(ReceiptStatus.NotPermitted, C, ResaleOps.Withdraw(Spot), m => Offer(m, 50)),
        new(ReceiptStatus.TransferAccepted, B, ResaleOps.Withdraw(Spot), Accept),
    ];

    private static Row[] Acceptances =>
    [
        new(ReceiptStatus.Ok, C, ResaleOps.Accept(Spot, 4, 50), m => Offer(m, 50)),
        new(ReceiptStatus.InvalidKey, C, new Operation { AcceptTransfer = new AcceptTransfer() }),
        new(ReceiptStatus.InvalidKey, C,
            ResaleOps.Accept(Spot, 4, 50, ByteString.CopyFrom(1)), m => Offer(m, 50)),
        new(ReceiptStatus.UnknownTransfer, C, ResaleOps.Accept(Spot, 4, 50), AcknowledgeSpot),
        new(ReceiptStatus.NotPermitted, A, ResaleOps.Accept(Spot, 4, 50), m => Offer(m, 50)),
        new(ReceiptStatus.TransferAccepted, C, ResaleOps.Accept(Spot, 4, 50), Accept),
        new(ReceiptStatus.OfferChanged, C, ResaleOps.Accept(Spot, 3, 50), m => Offer(m, 50)),
        new(ReceiptStatus.OfferChanged, C, ResaleOps.Accept(Spot, 4, 49), m => Offer(m, 50)),
        new(ReceiptStatus.LeaseDisputed, C, ResaleOps.Accept(Spot, 4, 50), OfferAndDispute),
        new(ReceiptStatus.TooManyLeases, C, ResaleOps.Accept(Spot, 4, 50), OfferToOneWithBids),
        new(ReceiptStatus.Overflow, C,
            ResaleOps.Accept(Spot, 4, Limits.Notional), m => Offer(m, Limits.Notional)),
        new(ReceiptStatus.InsufficientBalance, C,
            ResaleOps.Accept(Spot, 4, 1_000_000), m => Offer(m, 1_000_000)),
        new(ReceiptStatus.AccountFrozen, C, ResaleOps.Accept(Spot, 4, 50),
            m => GovernanceRows.Freeze(m, C), Large: true),
    ];

    private static void TradeSpot(Market market) => Require.That(LeaseScene.Spot(market).Id == Spot);

    private static void PostSpot(Market market)
    {
        TradeSpot(market);
        Do(market, B, LeaseOps.Deposit(5_000));
        Do(market, A, LeaseOps.Post(Spot));
    }

    private static void AcknowledgeSpot(Market market)
    {
        PostSpot(market);
        Do(market, B, LeaseOps.Acknowledge(Spot));
    }

    private static void ExitSpot(Market market)
    {
        AcknowledgeSpot(market);
        Do(market, A, LeaseOps.Exit(Spot));
    }

    private static void NoticeSpot(Market market)
    {
        AcknowledgeSpot(market);
        Do(market, A, LeaseOps.Notice(Spot));
    }

    private static void DisputeSpot(Market market)
    {
        AcknowledgeSpot(market);
        Dispute(market);
    }

    private static void Dispute(Market market)
    {
        market.Run();
        Do(market, A, LeaseOps.Deliver(Spot, 1, market.State.TimestampMs, 10));
        Do(market, B, DisputeOps.Open(Spot, 1, 5));
    }

    private static void Offer(Market market, ulong price)
    {
        AcknowledgeSpot(market);
        Do(market, B, ResaleOps.Offer(Spot, C, 4, price));
    }

    private static void Accept(Market market)
    {
        Offer(market, 50);
        Do(market, C, ResaleOps.Accept(Spot, 4, 50));
    }

    private static void OfferAndDispute(Market market)
    {
        Offer(market, 50);
        Dispute(market);
    }

    private static void OfferToOneWithBids(Market market)
    {
        Offer(market, 50);
        Do(market, C, Ops.Spot(Ops.Buy(1, Limits.LeasesPerStream, 5)));
    }

    private static Operation Source(Side side, byte[] lease) => Ops.Order(7_000, side, 1, 100,
        order => order.SourceLease = ByteString.CopyFrom(lease));

    private static void TradeSlot(Market market) => Require.That(LeaseScene.Slot(market).Id == Slot);

    private static void OfferSlot(Market market)
    {
        TradeSlot(market);
        Do(market, B, ResaleOps.Resell(7_000, Slot, 10, 100));
    }

    private static void RefuseSlot(Market market)
    {
        TradeSlot(market);
        Do(market, A, LeaseOps.Post(Slot));
        Do(market, B, DisputeOps.Refuse(Slot));
    }

    /// <summary>To and fro; at the end it is the first tenant's again.</summary>
    private static Hash32 SellOnAsOftenAsMayBe(Market market)
    {
        Hash32 lease = LeaseScene.Slot(market).Id;
        (AccountId seller, AccountId buyer) = (B, C);
        for (ulong i = 0; i < Limits.Splits; i += 1)
        {
            BlockOutcome outcome = market.Run(
                market.Sign(seller, ResaleOps.Resell(7_000 + i, lease, 10, 100)),
                market.Sign(buyer, Ops.Buy(7_000 + i, 10, 100)));
            lease = outcome.Trades.Single().Leases.Single().Lease;
            (seller, buyer) = (buyer, seller);
        }
        return lease;
    }

    private static void Do(Market market, AccountId account, Operation operation) =>
        Require.That(market.Try(account, operation) == ReceiptStatus.Ok);
}
