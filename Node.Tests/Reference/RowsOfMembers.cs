using Chain.Wire;

namespace Chain.Tests.Reference;

internal sealed record PartyRow(string Name, AccountId Sponsor) : Row
{
    public static RowWriter KeyOf(string name) => new RowWriter().U8(1).Text(name);

    protected override RowWriter MakeKey() => KeyOf(Name);

    public override RowWriter Value() => new RowWriter().Hash(Sponsor);
}

internal sealed record AccountRow(AccountId Account, string Party) : Row
{
    public static RowWriter KeyOf(AccountId account) => new RowWriter().U8(2).Hash(account);

    protected override RowWriter MakeKey() => KeyOf(Account);

    public override RowWriter Value() => new RowWriter().Name(Party);
}

/// <param name="Recent">Bit i: highest − 1 − i.</param>
/// <param name="Earlier">Bit i: highest − 129 − i.</param>
internal sealed record OrderIdsRow(AccountId Account, ulong Highest, UInt128 Recent, UInt128 Earlier) : Row
{
    public static RowWriter KeyOf(AccountId account) => new RowWriter().U8(11).Hash(account);

    protected override RowWriter MakeKey() => KeyOf(Account);

    public override RowWriter Value() => new RowWriter().U64(Highest).U128(Recent).U128(Earlier);
}

/// <param name="Successor">Zero: a member.</param>
internal sealed record MemberRow(AccountId Account, int Number, ulong LastProposal, AccountId Successor) : Row
{
    public bool IsMember => Successor == default;

    public UInt128 Bit => UInt128.One << Number;

    public static RowWriter KeyOf(AccountId account) => new RowWriter().U8(12).Hash(account);

    protected override RowWriter MakeKey() => KeyOf(Account);

    public override RowWriter Value() =>
        new RowWriter().U8((ulong)Number).U64(LastProposal).Hash(Successor);
}

internal sealed record RoleRow(AccountId Account, Role Role, AccountId Member) : Row
{
    public static RowWriter KeyOf(AccountId account, Role role) =>
        new RowWriter().U8(13).Hash(account).U8((ulong)role);

    protected override RowWriter MakeKey() => KeyOf(Account, Role);

    public override RowWriter Value() => new RowWriter().Hash(Member);
}

internal sealed record ProposalRow(
    AccountId Proposer, ulong Number, ProposalState State, ulong ExpiryMs, ulong AtMs, UInt128 Approvals,
    UInt128 Rejections, ReceiptStatus Reason, ProposalAction Action) : Row
{
    public bool IsOpen => State is ProposalState.Open or ProposalState.Approved;

    public static RowWriter KeyOf(AccountId proposer, ulong number) =>
        new RowWriter().U8(14).Hash(proposer).U64(number);

    protected override RowWriter MakeKey() => KeyOf(Proposer, Number);

    public override RowWriter Value()
    {
        byte[] action = Google.Protobuf.MessageExtensions.ToByteArray(Action);
        return new RowWriter().U8((ulong)State).U64(ExpiryMs).U64(AtMs).U128(Approvals).U128(Rejections)
            .U16((ulong)Reason).U16((ulong)action.Length).Bytes(action);
    }
}

/// <param name="CancelSinceMs">Of its resting orders; 0: none left.</param>
internal sealed record FreezeRow(AccountId Account, ulong UntilMs, ulong CancelSinceMs) : Row
{
    public static RowWriter KeyOf(AccountId account) => new RowWriter().U8(15).Hash(account);

    protected override RowWriter MakeKey() => KeyOf(Account);

    public override RowWriter Value() => new RowWriter().U64(UntilMs).U64(CancelSinceMs);
}

internal sealed record KeyRow(AccountId Account, Hash32 Present, ulong Rotations) : Row
{
    public static RowWriter KeyOf(AccountId account) => new RowWriter().U8(16).Hash(account);

    protected override RowWriter MakeKey() => KeyOf(Account);

    public override RowWriter Value() => new RowWriter().Hash(Present).U64(Rotations);
}

internal sealed record ParameterRow(ChainParameter Parameter, ulong Amount) : Row
{
    public static RowWriter KeyOf(ChainParameter parameter) => new RowWriter().U8(17).U8((ulong)parameter);

    protected override RowWriter MakeKey() => KeyOf(Parameter);

    public override RowWriter Value() => new RowWriter().U64(Amount);
}
