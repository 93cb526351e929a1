using Chain.Client;
using Chain.Wire;
using static Chain.Tests.Ledger.ReceiptStatusTests;

namespace Chain.Tests.Ledger;

/// <summary>The reasons of reports that a validator contradicted itself.</summary>
internal static class OffenceRows
{
    private static readonly AccountId A = Market.Trader(0);

    private static readonly Hash32 One = Market.Key(8_001).Bytes, Other = Market.Key(8_002).Bytes;

    public static IEnumerable<Row> All =>
    [
        new(ReceiptStatus.Ok, A, Report(Twice(VoteKind.Prepare))),
        new(ReceiptStatus.Ok, A, Report(Twice(VoteKind.Commit))),
        new(ReceiptStatus.Ok, Market.Validators[0], Report(Twice(VoteKind.Commit, voter: 1), validator: 1)),
        new(ReceiptStatus.Ok, A, Report(CommitAndViewChange)),
        new(ReceiptStatus.Ok, A, Report(new Evidence(CommitAndViewChange.Second, CommitAndViewChange.First))),
        new(ReceiptStatus.Ok, A, Report(Twice(VoteKind.Prepare, voter: 1), validator: 1),
            m => m.Try(A, Report(Twice(VoteKind.Prepare)))),
        new(ReceiptStatus.InvalidParameter, A,
            Governance.ReportOffence(One, Key(0), Twice(VoteKind.Prepare))),
        .. Harmless().Select(pair => new Row(ReceiptStatus.InvalidParameter, A, Report(pair))),
        new(ReceiptStatus.UnknownValidator, A, Report(Twice(VoteKind.Prepare, voter: 2))),
        new(ReceiptStatus.WrongKey, A, Report(Twice(VoteKind.Prepare), validator: 1)),
        new(ReceiptStatus.AlreadyExists, A, Report(CommitAndViewChange),
            m => m.Try(A, Report(Twice(VoteKind.Prepare)))),
    ];

    /// <summary>Of votes whose signatures the ledger does not look at.</summary>
    public static Operation Report(Evidence votes, int validator = 0) =>
        Governance.ReportOffence(Market.Chain, Key(validator), votes);

    public static Evidence Twice(VoteKind kind, int voter = 0) =>
        new(Vote(kind, One, voter), Vote(kind, Other, voter));

    private static Evidence CommitAndViewChange =>
        new(Vote(VoteKind.Commit, One), Vote(VoteKind.ViewChange, default));

    /// <summary>Pairs that a correct validator may sign, or that are not of one.</summary>
    private static Evidence[] Harmless()
    {
        Vote prepare = Vote(VoteKind.Prepare, One), commit = Vote(VoteKind.Commit, One);
        Vote change = Vote(VoteKind.ViewChange, default);
        return
        [
            new(prepare, prepare), new(commit, commit), new(change, change),
            new(prepare, Vote(VoteKind.Prepare, Other, voter: 1)),
            new(prepare, Vote(VoteKind.Prepare, Other) with { View = new View(8) }),
            new(prepare, Vote(VoteKind.Prepare, Other) with { Epoch = new Epoch(2) }),
            new(prepare, Vote(VoteKind.Commit, Other)),
            new(prepare, change),
            new(commit, change with { View = new View(8) }),
        ];
    }

    private static PublicKey Key(int validator) => new(Market.Validators[validator].Bytes);

    private static Vote Vote(VoteKind kind, Hash32 digest, int voter = 0) =>
        new(kind, new Epoch(1), new View(7), digest, voter, default);
}
