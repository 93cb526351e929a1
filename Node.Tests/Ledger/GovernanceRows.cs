using Chain.Client;
using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Ledger.ReceiptStatusTests;

namespace Chain.Tests.Ledger;

/// <summary>The reasons of governance, roles, keys and freezing, on a chain of two members.</summary>
internal static class GovernanceRows
{
    private const ulong Day = 24 * Market.Hour, InTime = Market.Start + Day;

    private static readonly AccountId Stranger = Market.Key(999), A = Market.Trader(0), B = Market.Trader(1);

    private static readonly ProposalAction Dollar = Governance.CreateAsset("USD", 2, A);

    public static IEnumerable<Row> All =>
        [.. Proposals(), .. Actions(), .. Roles(), .. Keys(), .. Freezing()];

    /// <summary>Alpha's proposal, open for a day.</summary>
    public static Operation Propose(ulong number, ProposalAction action, ulong expiresMs = InTime) =>
        new() { Propose = new Propose { Number = number, Action = action, ExpiresMs = expiresMs } };

    /// <summary>A rotation, whose inner signature the tests of the ledger do not look at.</summary>
    public static Operation Rotate(AccountId newKey, ulong rotation) => new()
    {
        RotateKey = new RotateKey
        {
            NewKey = Market.Bytes(newKey),
            Rotation = rotation,
            NewKeySignature = ByteString.CopyFrom(new byte[64]),
        },
    };

    /// <summary>By the votes of as many members as it takes, at once.</summary>
    public static void Freeze(Market market, AccountId account, ulong number = 1)
    {
        Require.That(market.Try(Market.Alpha, Propose(
            number, Governance.Freeze(account), market.State.TimestampMs + Day)) == ReceiptStatus.Ok);
        AccountId[] others = [.. market.AllRows().OfType<Chain.Ledger.StateRow.Member>()
            .OrderBy(member => member.Number).Skip(1).Select(member => member.Id)];
        foreach (AccountId member in others.Take(2 * (others.Length + 1) / 3))
            Require.That(market.Try(
                member, Governance.Vote(Market.Alpha, number, approve: true)) == ReceiptStatus.Ok);
    }

    private static Row[] Proposals() =>
    [
        new(ReceiptStatus.Ok, Market.Alpha, Propose(1, Dollar)),
        new(ReceiptStatus.Ok, Market.Alpha, Propose(1, Dollar, Market.Start + 1_000 + 30 * Day)),
        new(ReceiptStatus.NotPermitted, A, Propose(1, Dollar)),
        new(ReceiptStatus.InvalidParameter, Market.Alpha,
            new Operation { Propose = new Propose { Number = 1 } }),
        new(ReceiptStatus.InvalidParameter, Market.Alpha, Propose(1, new ProposalAction())),
        new(ReceiptStatus.InvalidParameter, Market.Alpha,
            Propose(1, Governance.MoveParty(new string('a', Limits.ActionBytes), Market.Beta))),
        new(ReceiptStatus.InvalidParameter, Market.Alpha, Propose(1, Dollar, Market.Start + 1_000)),
        new(ReceiptStatus.InvalidParameter, Market.Alpha,
            Propose(1, Dollar, Market.Start + 1_001 + 30 * Day)),
        new(ReceiptStatus.InvalidParameter, Market.Alpha, Propose(1, Dollar, ulong.MaxValue)),
        new(ReceiptStatus.WrongProposalNumber, Market.Alpha, Propose(0, Dollar)),
        new(ReceiptStatus.WrongProposalNumber, Market.Alpha, Propose(2, Dollar)),
        new(ReceiptStatus.WrongProposalNumber, Market.Alpha, Propose(1, Dollar), m => Open(m, 1)),
        new(ReceiptStatus.TooManyProposals, Market.Alpha, Propose(9, Dollar), m => Open(m, 8)),
        new(ReceiptStatus.Ok, Market.Beta, Governance.Vote(Market.Alpha, 1, true), m => Open(m, 1)),
        new(ReceiptStatus.NotPermitted, A, Governance.Vote(Market.Alpha, 1, true), m => Open(m, 1)),
        new(ReceiptStatus.InvalidKey, Market.Beta, new Operation { VoteProposal = new VoteProposal() }),
        new(ReceiptStatus.UnknownProposal, Market.Beta, Governance.Vote(Market.Alpha, 1, true)),
        new(ReceiptStatus.UnknownProposal, Market.Beta, Governance.Vote(Market.Beta, 1, true),
            m => Open(m, 1)),
        new(ReceiptStatus.ProposalClosed, Market.Alpha, Governance.Vote(Market.Alpha, 1, true), m =>
        {
            Open(m, 1);
            m.Try(Market.Beta, Governance.Vote(Market.Alpha, 1, approve: false));
        }),
        new(ReceiptStatus.ProposalClosed, Market.Beta, Governance.Vote(Market.Alpha, 1, true), m =>
        {
            Open(m, 1);
            m.RunAt(InTime);
        }),
    ];

    private static Row[] Actions() =>
    [
        Refused(ReceiptStatus.AlreadyExists, Governance.CreateAsset(Market.Money, 2, A)),
        Refused(ReceiptStatus.InvalidName, Governance.CreateAsset("usd", 2, A)),
        Refused(ReceiptStatus.InvalidParameter, Governance.CreateAsset("USD", 13, A)),
        Refused(ReceiptStatus.UnknownAccount, Governance.CreateAsset("USD", 2, Stranger)),
        Refused(ReceiptStatus.AlreadyExists, Governance.AdmitMember(A, "gamma")),
        Refused(ReceiptStatus.AlreadyExists, Governance.AdmitMember(OnCurve, "party-0")),
        Refused(ReceiptStatus.InvalidName, Governance.AdmitMember(OnCurve, "Gamma")),
        Refused(ReceiptStatus.InvalidKey, Governance.AdmitMember(default, "gamma")),
        Refused(ReceiptStatus.NotAMember, Governance.RemoveMember(A, Market.Beta)),
        Refused(ReceiptStatus.NotAMember, Governance.RemoveMember(Market.Alpha, A)),
        Refused(ReceiptStatus.InvalidParameter, Governance.RemoveMember(Market.Alpha, Market.Alpha)),
        Refused(ReceiptStatus.InvalidKey, new ProposalAction { RemoveMember = new RemoveMember() }),
        Refused(ReceiptStatus.TooFewMembers, Governance.RemoveMember(Market.Alpha, Market.Beta)),
        Refused(ReceiptStatus.InvalidParameter, Governance.SetParameter((ChainParameter)14, 1)),
        Refused(ReceiptStatus.InvalidParameter, Governance.SetParameter(default, 1)),
        Refused(ReceiptStatus.InvalidParameter, Governance.SetParameter((ChainParameter)(-1), 1)),
        Refused(ReceiptStatus.InvalidValue, Governance.SetParameter(ChainParameter.TimelockMs, 999)),
        Refused(ReceiptStatus.InvalidValue, Governance.SetParameter(ChainParameter.CommitMs, 319_999)),
        Refused(ReceiptStatus.InvalidValue, Governance.SetParameter(ChainParameter.ReceiptMs, ulong.MaxValue)),
        Refused(ReceiptStatus.InvalidValue, Governance.SetParameter(ChainParameter.GraceMs, Market.Hour)),
        Refused(ReceiptStatus.InvalidValue, Governance.SetParameter(ChainParameter.WindowFloorMs, 320_000)),
        Refused(ReceiptStatus.UnknownAsset, Governance.PayFees("USD", A, 1)),
        Refused(ReceiptStatus.UnknownAccount, Governance.PayFees(Market.Money, Stranger, 1)),
        Refused(ReceiptStatus.InvalidAmount, Governance.PayFees(Market.Money, A, 0)),
        Refused(ReceiptStatus.InsufficientBalance, Governance.PayFees(Market.Money, A, 1)),
        Refused(ReceiptStatus.UnknownParty, Governance.MoveParty("nobody", Market.Beta)),
        Refused(ReceiptStatus.NotAMember, Governance.MoveParty("party-0", A)),
        Refused(ReceiptStatus.NotPermitted, Governance.MoveParty("beta", Market.Alpha)),
        Refused(ReceiptStatus.UnknownAccount, Governance.Freeze(Stranger)),
        Refused(ReceiptStatus.NotFrozen, Governance.Unfreeze(A)),
        Refused(ReceiptStatus.AlreadyExists, Governance.ReplaceKey(A, new PublicKey(B.Bytes))),
        Refused(ReceiptStatus.UnknownAccount, Governance.ReplaceKey(Stranger, new PublicKey(OnCurve.Bytes))),
    ];

    private static Row[] Roles() =>
    [
        new(ReceiptStatus.Ok, Market.Alpha, Governance.SetRole(A, Role.Auditor, true)),
        new(ReceiptStatus.Ok, Market.Alpha, Governance.SetRole(A, Role.Auditor, false), AppointA),
        new(ReceiptStatus.NotPermitted, A, Governance.SetRole(A, Role.Auditor, true)),
        new(ReceiptStatus.NotPermitted, Market.Beta, Governance.SetRole(A, Role.Auditor, true)),
        new(ReceiptStatus.NotPermitted, Market.Alpha, Governance.SetRole(Market.Alpha, Role.Auditor, true)),
        new(ReceiptStatus.InvalidParameter, Market.Alpha, Governance.SetRole(A, default, true)),
        new(ReceiptStatus.InvalidParameter, Market.Alpha, Governance.SetRole(A, (Role)258, true)),
        new(ReceiptStatus.InvalidKey, Market.Alpha,
            new Operation { SetRole = new SetRole { Role = Role.Auditor } }),
        new(ReceiptStatus.UnknownAccount, Market.Alpha, Governance.SetRole(Stranger, Role.Auditor, true)),
        new(ReceiptStatus.AlreadyExists, Market.Alpha, Governance.SetRole(A, Role.Auditor, true), AppointA),
        new(ReceiptStatus.UnknownRole, Market.Alpha, Governance.SetRole(A, Role.Arbitrator, false), AppointA),
        new(ReceiptStatus.UnknownRole, Market.Beta, Governance.SetRole(A, Role.Auditor, false), AppointA),
        new(ReceiptStatus.Ok, A, Ops.Attest(B, 5), AppointA),
        new(ReceiptStatus.NotIndependent, A, Ops.Attest(Market.Trader(2), 5), AppointA),
        new(ReceiptStatus.NotPermitted, A, Ops.Attest(B, 5),
            m => m.Try(Market.Alpha, Governance.SetRole(A, Role.Arbitrator, true))),
    ];

    private static Row[] Keys() =>
    [
        new(ReceiptStatus.Ok, A, Rotate(OnCurve, 0)),
        new(ReceiptStatus.WrongRotation, A, Rotate(OnCurve, 1)),
        new(ReceiptStatus.InvalidKey, A, Rotate(default, 0)),
        new(ReceiptStatus.AlreadyExists, A, Rotate(A, 0)),
        new(ReceiptStatus.AlreadyExists, A, Rotate(B, 0)),
        new(ReceiptStatus.AlreadyExists, B, Rotate(OnCurve, 0), m => m.Try(A, Rotate(OnCurve, 0))),
        new(ReceiptStatus.AlreadyExists, Market.Alpha, Ops.Admit(OnCurve, "party-0"),
            m => m.Try(A, Rotate(OnCurve, 0))),
        new(ReceiptStatus.WrongKey, A, Ops.Transfer(B, 1), m => m.Try(A, Rotate(OnCurve, 0))),
    ];

    private static Row[] Freezing() =>
    [
        new(ReceiptStatus.AccountFrozen, A, Ops.Transfer(B, 1), m => Freeze(m, A)),
        new(ReceiptStatus.AccountFrozen, Market.Bank, Ops.Burn(1), m => Freeze(m, Market.Bank)),
        new(ReceiptStatus.AccountFrozen, A, Ops.Buy(1, 1, 100), m => Freeze(m, A)),
        new(ReceiptStatus.Ok, B, Ops.Transfer(A, 1), m => Freeze(m, A)),
        new(ReceiptStatus.Ok, Market.Bank, Ops.Mint(A, 1), m => Freeze(m, Market.Bank)),
        new(ReceiptStatus.Ok, A, Rotate(OnCurve, 0), m => Freeze(m, A)),
    ];

    /// <summary>The point of the curve that is its generator: nobody's account here.</summary>
    public static readonly AccountId OnCurve = new(new Hash32(Convert.FromHexString(
        "79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798")));

    private static Row Refused(ReceiptStatus reason, ProposalAction action) =>
        new(reason, Market.Alpha, Propose(1, action));

    private static void AppointA(Market market) => Require.That(
        market.Try(Market.Alpha, Governance.SetRole(A, Role.Auditor, true)) == ReceiptStatus.Ok);

    private static void Open(Market market, int proposals)
    {
        for (ulong number = 1; number <= (ulong)proposals; number += 1)
            Require.That(market.Try(Market.Alpha, Propose(number, Dollar)) == ReceiptStatus.Ok);
    }
}
