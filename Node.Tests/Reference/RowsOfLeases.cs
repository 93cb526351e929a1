using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Reference;

internal sealed record LeaseRow(
    Hash32 Lease, Book Book, AccountId Provider, AccountId Tenant, ulong Lots, ulong Price, ulong Escrow,
    ulong Collateral, LeaseState State, ulong TradedHeight, Hash32? Group, ulong CollateralAtTrade,
    ulong Fee, ulong Reserve, ulong PostedMs, int Postings, bool Acknowledged, bool Pending,
    bool NoticeOfTenant, bool Disputed, ulong Receipts, ulong ThroughMs, UInt128 Delivered, ulong PeriodMs,
    ulong WakeMs, ulong EndMs, ulong WindowEnd, ulong WindowPeriod, ByteString DeliveryKey,
    int Splits) : Row
{
    public UInt128 Rate => (UInt128)Lots * Price;

    public static RowWriter KeyOf(Hash32 lease) => new RowWriter().U8(10).Hash(lease);

    protected override RowWriter MakeKey() => KeyOf(Lease);

    public override RowWriter Value()
    {
        RowWriter row = new RowWriter().Name(Book.Product).U8((ulong)Book.Delivery).U64(Book.Slot)
            .Hash(Provider).Hash(Tenant).U64(Lots).U64(Price).U64(Escrow).U64(Collateral).U8((ulong)State)
            .U64(TradedHeight);
        row = Group is { } group ? row.U8(32).Hash(group) : row.U8(0);
        ulong flags = (Acknowledged ? 1u : 0) + (Pending ? 2u : 0) + (NoticeOfTenant ? 4u : 0)
            + (Disputed ? 8u : 0);
        return row.U64(CollateralAtTrade).U64(Fee).U64(Reserve).U64(PostedMs).U8((ulong)Postings).U8(flags)
            .U32(Receipts).U64(ThroughMs).U128(Delivered).U64(PeriodMs).U64(WakeMs).U64(EndMs)
            .U64(WindowEnd).U64(WindowPeriod).Name(DeliveryKey).U8((ulong)Splits);
    }
}

internal sealed record StreamRow(
    AccountId Account, string Symbol, ulong Funds, ulong Pool, UInt128 Rate, ulong SettledMs,
    UInt128 Remainder, ulong Leases, ulong DryMs, ulong ClosesMs) : Row
{
    public bool IsDry => ClosesMs != 0;

    public static RowWriter KeyOf(AccountId account, string symbol) =>
        new RowWriter().U8(20).Hash(account).Text(symbol);

    protected override RowWriter MakeKey() => KeyOf(Account, Symbol);

    public override RowWriter Value() => new RowWriter().U64(Funds).U64(Pool).U128(Rate).U64(SettledMs)
        .U128(Remainder).U32(Leases).U64(DryMs).U64(ClosesMs);
}

internal sealed record ClockRow(ulong LiveMs) : Row
{
    public static RowWriter KeyOf() => new RowWriter().U8(21).U8(0);

    protected override RowWriter MakeKey() => KeyOf();

    public override RowWriter Value() => new RowWriter().U64(LiveMs);
}

internal sealed record PendingRow(Hash32 Lease, ulong ThroughMs, UInt128 Delivered, Hash32 Evidence) : Row
{
    public static RowWriter KeyOf(Hash32 lease) => new RowWriter().U8(22).Hash(lease);

    protected override RowWriter MakeKey() => KeyOf(Lease);

    public override RowWriter Value() => new RowWriter().U64(ThroughMs).U128(Delivered).Hash(Evidence);
}

internal sealed record HandoverRow(Hash32 Lease, Hash32 Credentials, ulong Height) : Row
{
    public static RowWriter KeyOf(Hash32 lease) => new RowWriter().U8(23).Hash(lease);

    protected override RowWriter MakeKey() => KeyOf(Lease);

    public override RowWriter Value() => new RowWriter().Hash(Credentials).U64(Height);
}

/// <param name="Receipt">0: the hand-over.</param>
/// <param name="Panel">While it is drawn: that of the round before.</param>
internal sealed record DisputeRow(
    Hash32 Dispute, Hash32 Lease, ulong Receipt, DisputePhase Phase, int Round, ulong SinceHeight,
    ulong Deadline, UInt128 Sponsors, UInt128 Panel, ulong Contested, ulong TenantBond, ulong ProviderBond,
    UInt128 Claimed, UInt128 Stated, Hash32 Disclosed) : Row
{
    public static RowWriter KeyOf(Hash32 dispute) => new RowWriter().U8(30).Hash(dispute);

    protected override RowWriter MakeKey() => KeyOf(Dispute);

    public override RowWriter Value() => new RowWriter().Hash(Lease).U32(Receipt).U8((ulong)Phase)
        .U8((ulong)Round).U64(SinceHeight).U64(Deadline).U128(Sponsors).U128(Panel).U64(Contested)
        .U64(TenantBond).U64(ProviderBond).U128(Claimed).U128(Stated).Hash(Disclosed);
}

internal sealed record BallotRow(Hash32 Dispute, int Member, Hash32 Commitment, Verdict Verdict) : Row
{
    public static RowWriter KeyOf(Hash32 dispute, int member) =>
        new RowWriter().U8(31).Hash(dispute).U8((ulong)member);

    protected override RowWriter MakeKey() => KeyOf(Dispute, Member);

    public override RowWriter Value() => new RowWriter().Hash(Commitment).U8((ulong)Verdict);
}

/// <param name="Reserve">0: not accepted.</param>
internal sealed record TransferRow(
    Hash32 Lease, AccountId Taker, ulong Lots, ulong Price, ulong Reserve, ByteString DeliveryKey) : Row
{
    public static RowWriter KeyOf(Hash32 lease) => new RowWriter().U8(62).Hash(lease);

    protected override RowWriter MakeKey() => KeyOf(Lease);

    public override RowWriter Value() =>
        new RowWriter().Hash(Taker).U64(Lots).U64(Price).U64(Reserve).Name(DeliveryKey);
}

/// <summary>Of one side.</summary>
internal readonly record struct Counts(ulong Leases, ulong LotHours, ulong Faults);

internal sealed record ReputationRow(string Party, ulong SinceMs, Counts Provider, Counts Tenant) : Row
{
    public static RowWriter KeyOf(string party) => new RowWriter().U8(50).Text(party);

    protected override RowWriter MakeKey() => KeyOf(Party);

    public override RowWriter Value() => new RowWriter().U64(SinceMs)
        .U64(Provider.Leases).U64(Provider.LotHours).U64(Provider.Faults)
        .U64(Tenant.Leases).U64(Tenant.LotHours).U64(Tenant.Faults);
}

internal sealed record PairRow(string Low, string High, ulong SinceMs, ulong Leases) : Row
{
    public static RowWriter KeyOf(string low, string high) =>
        new RowWriter().U8(51).Name(low).Text(high);

    protected override RowWriter MakeKey() => KeyOf(Low, High);

    public override RowWriter Value() => new RowWriter().U64(SinceMs).U64(Leases);
}
