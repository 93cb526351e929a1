using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Ledger.ReceiptStatusTests;

namespace Chain.Tests.Ledger;

/// <summary>The reasons of disputes, on a chain of four members: one of two is the panel.</summary>
internal static class DisputeRows
{
    private const ulong At = Market.Start + 5_500;
    private static readonly AccountId A = LeaseScene.Provider, B = LeaseScene.Tenant;
    private static readonly Hash32 Spot = LeaseScene.Spot(Market.Open(large: true)).Id;
    private static readonly Hash32 Refusal = DisputeHashes.OfDispute(Spot, 0);
    private static readonly Hash32 OfReceipt = DisputeHashes.OfDispute(Spot, 1);
    private static readonly AccountId Judge = JudgeOf();
    private static readonly AccountId Other = Judge == Market.Gamma ? Market.Delta : Market.Gamma;

    public static IEnumerable<Row> All => [.. Opening(), .. Voting()];

    private static Row[] Opening() =>
    [
        new(ReceiptStatus.Ok, B, DisputeOps.Refuse(Spot), Posted),
        new(ReceiptStatus.UnknownLease, B, DisputeOps.Refuse(Refusal), Posted),
        new(ReceiptStatus.NotPermitted, A, DisputeOps.Refuse(Spot), Posted),
        new(ReceiptStatus.NotHandedOver, B, DisputeOps.Refuse(Spot), Traded),
        new(ReceiptStatus.AlreadyAcknowledged, B, DisputeOps.Refuse(Spot), Acknowledged),
        new(ReceiptStatus.LeaseDisputed, B, DisputeOps.Refuse(Spot), Refused),
        new(ReceiptStatus.LeaseDisputed, B, LeaseOps.Acknowledge(Spot), Refused),
        new(ReceiptStatus.LeaseEnded, A, LeaseOps.Post(Spot), Refused),
        new(ReceiptStatus.LeaseEnded, B, LeaseOps.Notice(Spot), Refused),
        new(ReceiptStatus.InvalidKey, B, KeyOfOneByte(), Posted),
        new(ReceiptStatus.InsufficientBalance, B, DisputeOps.Refuse(Spot), Poor),
        new(ReceiptStatus.Ok, B, DisputeOps.Open(Spot, 1, 0), Claimed),
        new(ReceiptStatus.NotPermitted, A, DisputeOps.Open(Spot, 1, 0), Claimed),
        new(ReceiptStatus.NoPendingReceipt, B, DisputeOps.Open(Spot, 2, 0), Claimed),
        new(ReceiptStatus.NoPendingReceipt, B, DisputeOps.Open(Spot, 1, 0), Acknowledged),
        new(ReceiptStatus.InvalidMeter, B, DisputeOps.Open(Spot, 1, 10), Claimed),
        new(ReceiptStatus.InvalidParameter, B,
            new Operation { OpenDispute = new OpenDispute { Lease = Id(Spot), Number = 1 } }, Claimed),
        new(ReceiptStatus.LeaseDisputed, B, DisputeOps.Open(Spot, 2, 0), Contested),
        new(ReceiptStatus.LeaseDisputed, A, LeaseOps.Post(Spot), Contested),
        new(ReceiptStatus.LeaseDisputed, A, LeaseOps.Deliver(Spot, 2, At + 100, 10), Contested),
        new(ReceiptStatus.Ok, B, LeaseOps.Notice(Spot), Contested),
    ];

    private static Row[] Voting() =>
    [
        new(ReceiptStatus.Ok, Judge, DisputeOps.Commit(Refusal, 1, Judge, Verdict.Half), Drawn),
        new(ReceiptStatus.UnknownDispute, Judge, DisputeOps.Commit(OfReceipt, 1, Judge, Verdict.Half), Drawn),
        new(ReceiptStatus.InvalidKey, Judge, new Operation { CommitVerdict = new CommitVerdict() }, Drawn),
        new(ReceiptStatus.InvalidParameter, Judge,
            new Operation { CommitVerdict = new CommitVerdict { Dispute = Id(Refusal) } }, Drawn),
        new(ReceiptStatus.NotPermitted, A, DisputeOps.Commit(Refusal, 1, Judge, Verdict.Half), Drawn),
        new(ReceiptStatus.NotOnPanel, Other, DisputeOps.Commit(Refusal, 1, Other, Verdict.Half), Drawn),
        new(ReceiptStatus.WrongPhase, Judge, DisputeOps.Commit(Refusal, 1, Judge, Verdict.Half), Refused),
        new(ReceiptStatus.WrongPhase, Judge, DisputeOps.Reveal(Refusal, Judge, Verdict.Half), Committed),
        new(ReceiptStatus.AlreadyVoted, Judge, DisputeOps.Commit(Refusal, 1, Judge, Verdict.Half), Committed),
        new(ReceiptStatus.WrongPhase, Judge, DisputeOps.Commit(Refusal, 1, Judge, Verdict.Half), Revealing),
        new(ReceiptStatus.Ok, Judge, DisputeOps.Reveal(Refusal, Judge, Verdict.Half), Revealing),
        new(ReceiptStatus.WrongReveal, Judge, DisputeOps.Reveal(Refusal, Judge, Verdict.Tenant), Revealing),
        new(ReceiptStatus.InvalidParameter, Judge, DisputeOps.Reveal(Refusal, Judge, (Verdict)4), Revealing),
        new(ReceiptStatus.WrongReveal, Judge,
            DisputeOps.Reveal(Refusal, Judge, Verdict.Half), NothingToReveal),
        new(ReceiptStatus.AlreadyVoted, Judge, DisputeOps.Reveal(Refusal, Judge, Verdict.Half), Revealed),
    ];

    private static AccountId JudgeOf()
    {
        Market market = Market.Open(large: true);
        Drawn(market);
        return market.Row<StateRow.Dispute>(StateKey.Dispute(Refusal))!.Panel == 1 << 2
            ? Market.Gamma : Market.Delta;
    }

    private static Operation KeyOfOneByte() => new()
    {
        RefuseHandover = new RefuseHandover { Lease = Id(Spot), DisclosedKey = ByteString.CopyFrom(1) },
    };

    private static void Traded(Market market) => Require.That(LeaseScene.Spot(market).Id == Spot);

    private static void Posted(Market market)
    {
        Traded(market);
        Do(market, B, LeaseOps.Deposit(5_000));
        Do(market, A, LeaseOps.Post(Spot));
    }

    private static void Acknowledged(Market market)
    {
        Posted(market);
        Do(market, B, LeaseOps.Acknowledge(Spot));
    }

    private static void Claimed(Market market)
    {
        Acknowledged(market);
        market.RunAt(At);
        Do(market, A, LeaseOps.Deliver(Spot, 1, At, 10));
    }

    private static void Contested(Market market)
    {
        Claimed(market);
        Do(market, B, DisputeOps.Open(Spot, 1, 5));
    }

    private static void Refused(Market market)
    {
        Posted(market);
        Do(market, B, DisputeOps.Refuse(Spot));
    }

    /// <summary>After the provider has left the tenant has 99 outside its stream: a bond is 100.</summary>
    private static void Poor(Market market)
    {
        Posted(market);
        Do(market, A, LeaseOps.Exit(Spot));
        Do(market, B, LeaseOps.Deposit(market.BalanceOf(B).Available - 99));
    }

    private static void Drawn(Market market)
    {
        Refused(market);
        for (int i = 0; i < 3; i += 1) market.Run();
    }

    private static void Committed(Market market)
    {
        Drawn(market);
        Do(market, Judge, DisputeOps.Commit(Refusal, 1, Judge, Verdict.Half));
    }

    private static void Revealing(Market market)
    {
        Committed(market);
        PassAWindow(market);
    }

    private static void NothingToReveal(Market market)
    {
        Drawn(market);
        PassAWindow(market);
    }

    private static void Revealed(Market market)
    {
        Revealing(market);
        Do(market, Judge, DisputeOps.Reveal(Refusal, Judge, Verdict.Half));
    }

    private static void PassAWindow(Market market)
    {
        for (ulong passed = 0; passed < DisputeScene.WindowMs; passed += Limits.LiveStepMs)
            market.RunAt(market.State.TimestampMs + Limits.LiveStepMs);
    }

    private static void Do(Market market, AccountId account, Operation operation) =>
        Require.That(market.Try(account, operation) == ReceiptStatus.Ok, operation.ToString());

    private static ByteString Id(Hash32 id) => ByteString.CopyFrom(id.Span);
}
