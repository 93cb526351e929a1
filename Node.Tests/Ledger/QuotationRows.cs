using Chain.Client;
using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Ledger.QuoteScene;
using static Chain.Tests.Ledger.ReceiptStatusTests;

namespace Chain.Tests.Ledger;

/// <summary>The reasons of requests for quotation.</summary>
internal static class QuotationRows
{
    private const ulong S = Market.Slot;

    private static ByteString Zeros => ByteString.CopyFrom(new byte[Hash32.Size]);

    public static IEnumerable<Row> All => [.. Asking(), .. Quoting(), .. Revealing()];

    private static Row[] Asking() =>
    [
        new(ReceiptStatus.Ok, Tenant, QuoteOps.Request(Id, 1, 100, S, S + 1)),
        new(ReceiptStatus.InvalidLegs, Tenant, QuoteOps.Request(Id, 1, 100)),
        new(ReceiptStatus.InvalidLegs, Tenant, QuoteOps.Request(Id, 1, 100, S, S)),
        new(ReceiptStatus.InvalidLegs, Tenant, QuoteOps.Request(Id, 1, 100, S, null)),
        new(ReceiptStatus.InvalidLegs, Tenant, QuoteOps.Request(
            Id, 1, 100, [.. Enumerable.Range(0, 9).Select(i => (ulong?)(S + (ulong)i))])),
        new(ReceiptStatus.UnknownProduct, Tenant, Request(r => r.Instruments[0].Product = "none")),
        new(ReceiptStatus.InvalidParameter, Tenant,
            Request(r => r.Instruments[0].Delivery = Delivery.Unspecified)),
        new(ReceiptStatus.InvalidLots, Tenant, QuoteOps.Request(Id, 0, 100, S)),
        new(ReceiptStatus.InvalidLots, Tenant, QuoteOps.Request(Id, Limits.Lots + 1, 100, S)),
        new(ReceiptStatus.InvalidPrice, Tenant, QuoteOps.Request(Id, 1, 0, S)),
        new(ReceiptStatus.InvalidPrice, Tenant, QuoteOps.Request(Id, 1, 101, S)),
        new(ReceiptStatus.InvalidPrice, Tenant, QuoteOps.Request(Id, 1, Limits.Price + 4, S)),
        new(ReceiptStatus.InvalidKey, Tenant, Request(r => r.DeliveryKey = ByteString.CopyFrom(1))),
        new(ReceiptStatus.OrderIdTaken, Tenant, QuoteOps.Request(Id, 2, 100, S), Asked),
        new(ReceiptStatus.Ok, Tenant, QuoteOps.Request(Id, 10, 100, S), Asked),
        new(ReceiptStatus.OrderIdUsed, Tenant, QuoteOps.Request(Id, 1, 100, S),
            m => m.Try(Tenant, Ops.Buy(Id, 1, 100))),
        new(ReceiptStatus.OrderIdUsed, Tenant, Ops.Buy(Id, 1, 100), Asked),
        new(ReceiptStatus.BookClosed, Tenant, QuoteOps.Request(Id, 1, 100, S, Market.FirstSlot)),
        new(ReceiptStatus.BeyondHorizon, Tenant, QuoteOps.Request(Id, 1, 100, S + 9_999_999)),
        new(ReceiptStatus.TooManyOrders, Tenant, QuoteOps.Request(65, 1, 100, S),
            m => Require.That(m.Try(Tenant, [.. Enumerable.Range(1, 64).Select(id =>
                QuoteOps.Request((ulong)id, 1, 100, S))]) == ReceiptStatus.Ok)),
        new(ReceiptStatus.TooManyLeases, Tenant, QuoteOps.Request(Id, 1, 5, (ulong?)null),
            m => m.Try(Tenant, Ops.Spot(Ops.Buy(1, Limits.LeasesPerStream, 5)))),
        new(ReceiptStatus.TooManyLeases, Tenant, Ops.Spot(Ops.Buy(9, Limits.LeasesPerStream, 5)),
            m => m.Try(Tenant, QuoteOps.Request(Id, 1, 5, (ulong?)null))),
        new(ReceiptStatus.Overflow, Tenant, QuoteOps.Request(Id, Limits.Lots, Limits.Price / 5 * 5, S)),
        new(ReceiptStatus.InsufficientBalance, Tenant, QuoteOps.Request(Id, 9_970, 100, S)),
        new(ReceiptStatus.AccountFrozen, Tenant, QuoteOps.Request(Id, 1, 100, S),
            m => GovernanceRows.Freeze(m, Tenant)),
        new(ReceiptStatus.Ok, Tenant, Quotations.Cancel(Id), Asked),
        new(ReceiptStatus.UnknownRequest, Tenant, Quotations.Cancel(Id + 1), Asked),
        new(ReceiptStatus.UnknownRequest, A, Quotations.Cancel(Id), Asked),
        new(ReceiptStatus.HasQuotations, Tenant, Quotations.Cancel(Id), Quoted),
    ];

    private static Row[] Quoting() =>
    [
        new(ReceiptStatus.Ok, A, QuoteOps.Commit(Tenant, Id, A, 90), Asked),
        new(ReceiptStatus.Ok, A, QuoteOps.Commit(Tenant, Id, A, 90), Quoted),
        new(ReceiptStatus.InvalidKey, A, Commit(c => c.Tenant = ByteString.Empty), Asked),
        new(ReceiptStatus.UnknownRequest, A, QuoteOps.Commit(Tenant, Id + 1, A, 90), Asked),
        new(ReceiptStatus.UnknownRequest, A, QuoteOps.Commit(Market.Key(999), Id, A, 90), Asked),
        new(ReceiptStatus.InvalidParameter, A, Commit(c => c.Commitment = ByteString.CopyFrom(1)), Asked),
        new(ReceiptStatus.UnknownProduct, A, Commit(c => c.Instrument = null), Asked),
        new(ReceiptStatus.InvalidParameter, A, Commit(c => c.Instrument.Delivery = Delivery.Spot), Asked),
        new(ReceiptStatus.NotAcceptable, A, QuoteOps.Commit(Tenant, Id, A, 90, S + 1), Asked),
        new(ReceiptStatus.NotAcceptable, A, QuoteOps.Commit(Tenant, Id, A, 90, slot: null), Asked),
        new(ReceiptStatus.AlreadyQuoted, A, QuoteOps.Commit(Tenant, Id, A, 85), Quoted),
        new(ReceiptStatus.AlreadyQuoted, Market.Trader(1, 1),
            QuoteOps.Commit(Tenant, Id, Market.Trader(1, 1), 90), Quoted),
        new(ReceiptStatus.WrongPhase, B, QuoteOps.Commit(Tenant, Id, B, 90), Closed),
        new(ReceiptStatus.SameParty, Tenant, QuoteOps.Commit(Tenant, Id, Tenant, 90), Asked),
        new(ReceiptStatus.SameParty, Market.Trader(0, 1),
            QuoteOps.Commit(Tenant, Id, Market.Trader(0, 1), 90), Asked),
        new(ReceiptStatus.AccountFrozen, A, QuoteOps.Commit(Tenant, Id, A, 90), m =>
        {
            Asked(m);
            GovernanceRows.Freeze(m, A);
        }),
        new(ReceiptStatus.InsufficientCapacity, A, QuoteOps.Commit(Tenant, Id, A, 90), Sold),
        new(ReceiptStatus.InsufficientCapacity, Market.Trader(1, 1),
            QuoteOps.Commit(Tenant, Id, Market.Trader(1, 1), 90), Asked),
        new(ReceiptStatus.BelowCommitments, Market.AttestorOf(1), Ops.Attest(A, 9), Quoted),
        new(ReceiptStatus.InsufficientCapacity, A, Ops.Sell(1, 1, 100), Quoted),
        new(ReceiptStatus.InsufficientBalance, A, QuoteOps.Commit(Tenant, Id, A, 90), Poor),
    ];

    private static Row[] Revealing() =>
    [
        new(ReceiptStatus.Ok, A, QuoteOps.Reveal(Tenant, Id, A, 90), Closed),
        new(ReceiptStatus.InvalidKey, A, Reveal(r => r.Tenant = ByteString.CopyFrom(1)), Closed),
        new(ReceiptStatus.UnknownRequest, A, QuoteOps.Reveal(Tenant, Id + 1, A, 90), Closed),
        new(ReceiptStatus.InvalidParameter, A, Reveal(r => r.Salt = ByteString.Empty), Closed),
        new(ReceiptStatus.InvalidParameter, A, Reveal(r => r.OfferHash = ByteString.Empty), Closed),
        new(ReceiptStatus.WrongPhase, A, QuoteOps.Reveal(Tenant, Id, A, 90), Quoted),
        new(ReceiptStatus.WrongReveal, B, QuoteOps.Reveal(Tenant, Id, B, 90), Closed),
        new(ReceiptStatus.WrongReveal, A, QuoteOps.Reveal(Tenant, Id, A, 85), Closed),
        new(ReceiptStatus.WrongReveal, A, Reveal(r => r.OfferHash = Zeros), Closed),
        new(ReceiptStatus.WrongReveal, A, Reveal(r => r.Salt = Zeros), Closed),
        new(ReceiptStatus.UnknownRequest, A, QuoteOps.Reveal(Tenant, Id, A, 90), m =>
        {
            Closed(m);
            Pass(m);
        }),
    ];

    private static Operation Request(Action<RequestQuotes> more)
    {
        Operation operation = QuoteOps.Request(Id, 1, 100, S);
        more(operation.RequestQuotes);
        return operation;
    }

    private static Operation Commit(Action<CommitQuote> more)
    {
        Operation operation = QuoteOps.Commit(Tenant, Id, A, 90);
        more(operation.CommitQuote);
        return operation;
    }

    private static Operation Reveal(Action<RevealQuote> more)
    {
        Operation operation = QuoteOps.Reveal(Tenant, Id, A, 90);
        more(operation.RevealQuote);
        return operation;
    }

    private static void Asked(Market market) => OfSlot(on: market);

    private static void Quoted(Market market) => OfSlot(on: market).Commit(A, 90);

    private static void Closed(Market market) => OfSlot(on: market).Commit(A, 90).Window();

    private static void Sold(Market market) => OfSlot(on: market).Do(A, Ops.Sell(1, 1, 200));

    private static void Poor(Market market) => OfSlot(on: market).Do(A, Ops.Transfer(C, 999_701));

    private static void Pass(Market market)
    {
        for (ulong passed = 0; passed < WindowMs; passed += Limits.LiveStepMs)
            market.RunAt(market.State.TimestampMs + Limits.LiveStepMs);
    }
}
