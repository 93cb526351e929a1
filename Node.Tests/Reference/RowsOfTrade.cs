using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Reference;

internal sealed record AssetRow(string Symbol, uint Decimals, AccountId Issuer) : Row
{
    public static RowWriter KeyOf(string symbol) => new RowWriter().U8(3).Text(symbol);

    protected override RowWriter MakeKey() => KeyOf(Symbol);

    public override RowWriter Value() => new RowWriter().U8(Decimals).Hash(Issuer);
}

internal sealed record TotalsRow(
    string Symbol, UInt128 Minted, UInt128 Burnt, ulong Escrow, ulong Pools, ulong Fees) : Row
{
    public static RowWriter KeyOf(string symbol) => new RowWriter().U8(4).Text(symbol);

    protected override RowWriter MakeKey() => KeyOf(Symbol);

    public override RowWriter Value() =>
        new RowWriter().U128(Minted).U128(Burnt).U64(Escrow).U64(Pools).U64(Fees);
}

internal sealed record ProductRow(CreateProduct Terms) : Row
{
    public static RowWriter KeyOf(string name) => new RowWriter().U8(5).Text(name);

    protected override RowWriter MakeKey() => KeyOf(Terms.Product);

    public override RowWriter Value() => new RowWriter().U8((ulong)Terms.Class).Name(Terms.Grade)
        .Name(Terms.Region).Name(Terms.Unit).Name(Terms.Asset).U64(Terms.LotSize).U64(Terms.MinOrderLots)
        .U64(Terms.Tick).U64(Terms.SlotMs).U64(Terms.LeadMs).U64(Terms.CollateralPerLot)
        .U64(Terms.ListingPrice).U16(Terms.FeeBps).U64(Terms.SpotListingPrice).U64(Terms.NoticeMs)
        .U64(Terms.RekeyFee);
}

internal sealed record BalanceRow(AccountId Account, string Symbol, ulong Available, ulong Locked) : Row
{
    public static RowWriter KeyOf(AccountId account, string symbol) =>
        new RowWriter().U8(6).Hash(account).Text(symbol);

    protected override RowWriter MakeKey() => KeyOf(Account, Symbol);

    public override RowWriter Value() => new RowWriter().U64(Available).U64(Locked);
}

/// <summary>What one book trades.</summary>
internal readonly record struct Book(string Product, Delivery Delivery, ulong Slot)
{
    public bool IsSpot => Delivery == Delivery.Spot;

    /// <summary>As an operation names it.</summary>
    public Instrument Name => new() { Product = Product, Delivery = Delivery, Slot = Slot };
}

internal sealed record CapacityRow(
    AccountId Provider, Book Book, AccountId Attestor, ulong Attested, ulong Offered, ulong Sold,
    ulong UntilMs) : Row
{
    public ulong Free => Attested > Offered + Sold ? Attested - Offered - Sold : 0;

    public static RowWriter KeyOf(AccountId provider, Book book) =>
        new RowWriter().U8(7).Hash(provider).U8((ulong)book.Delivery).U64(book.Slot).Text(book.Product);

    protected override RowWriter MakeKey() => KeyOf(Provider, Book);

    public override RowWriter Value() =>
        new RowWriter().Hash(Attestor).U64(Attested).U64(Offered).U64(Sold).U64(UntilMs);
}

internal sealed record InstrumentRow(
    Book Book, ulong Reference, ulong LastPrice, ulong Minute, UInt128 MinuteLots, UInt128 MinuteNotional,
    ulong TouchedMs, string PartyA, string PartyB, string PartyC) : Row
{
    public static RowWriter KeyOf(Book book) =>
        new RowWriter().U8(8).U8((ulong)book.Delivery).U64(book.Slot).Text(book.Product);

    protected override RowWriter MakeKey() => KeyOf(Book);

    public override RowWriter Value() => new RowWriter().U64(Reference).U64(LastPrice).U64(Minute)
        .U128(MinuteLots).U128(MinuteNotional).U64(TouchedMs).Name(PartyA).Name(PartyB).Name(PartyC);
}

internal sealed record OrderRow(
    AccountId Account, ulong ClientId, Book Book, Side Side, TimeInForce TimeInForce, ulong Lots,
    ulong Remaining, ulong Limit, ulong CollateralPerLot, ulong EnteredMs, ulong ExpiresMs,
    ulong MinimumFill, bool AllOrNone, bool PostOnly, int Exclusions, ByteString DeliveryKey,
    Hash32? Source) : Row
{
    public bool IsBuy => Side == Side.Buy;

    public ulong Age => EnteredMs / 60_000;

    /// <summary>M-310; 0: none.</summary>
    public ulong Minimum => AllOrNone || TimeInForce == TimeInForce.Fok ? Remaining : MinimumFill;

    /// <summary>M-309.</summary>
    public ulong EndMs => TimeInForce == TimeInForce.Gtt ? ExpiresMs
        : EnteredMs > ulong.MaxValue - Limits.OrderLifetimeMs ? ulong.MaxValue
        : EnteredMs + Limits.OrderLifetimeMs;

    public static RowWriter KeyOf(AccountId account, ulong id) =>
        new RowWriter().U8(9).Hash(account).U64(id);

    protected override RowWriter MakeKey() => KeyOf(Account, ClientId);

    public override RowWriter Value()
    {
        RowWriter row = new RowWriter().Name(Book.Product).U8((ulong)Book.Delivery).U64(Book.Slot)
            .U8((ulong)Side).U8((ulong)TimeInForce).U64(Lots).U64(Remaining).U64(Limit)
            .U64(CollateralPerLot).U64(EnteredMs);
        bool none = ExpiresMs == 0 && MinimumFill == 0 && !AllOrNone && !PostOnly && Exclusions == 0
            && DeliveryKey.IsEmpty && Source is null;
        if (none) return row.U8(0);
        row.U8(1).U64(ExpiresMs).U64(MinimumFill).Flag(AllOrNone).Flag(PostOnly).U8((ulong)Exclusions)
            .Name(DeliveryKey);
        return Source is { } source ? row.U8(32).Hash(source) : row.U8(0);
    }
}

internal sealed record GradeRow(string Name, ProductClass Class, ByteString Document, string Note) : Row
{
    public static RowWriter KeyOf(string name) => new RowWriter().U8(18).Text(name);

    protected override RowWriter MakeKey() => KeyOf(Name);

    public override RowWriter Value() => new RowWriter().U8((ulong)Class).Bytes(Document.Span)
        .U16((ulong)Note.Length).Text(Note);
}

internal sealed record RegionRow(string Name, ByteString Document, string Note) : Row
{
    public static RowWriter KeyOf(string name) => new RowWriter().U8(19).Text(name);

    protected override RowWriter MakeKey() => KeyOf(Name);

    public override RowWriter Value() =>
        new RowWriter().Bytes(Document.Span).U16((ulong)Note.Length).Text(Note);
}

internal readonly record struct Leg(string Product, ulong Slot, ulong Lots);

internal sealed record BundleRow(
    AccountId Account, ulong ClientId, Delivery Delivery, TimeInForce TimeInForce, ulong Limit,
    ulong Locked, ulong EnteredMs, ulong ExpiresMs, ulong AgedMs, int Failures, ByteString DeliveryKey,
    IReadOnlyList<Leg> Legs) : Row
{
    public ulong Age => AgedMs / 60_000;

    public Book BookOf(Leg leg) => new(leg.Product, Delivery, leg.Slot);

    public static RowWriter KeyOf(AccountId account, ulong id) =>
        new RowWriter().U8(40).Hash(account).U64(id);

    protected override RowWriter MakeKey() => KeyOf(Account, ClientId);

    public override RowWriter Value()
    {
        RowWriter row = new RowWriter().U8((ulong)Delivery).U8((ulong)TimeInForce).U64(Limit).U64(Locked)
            .U64(EnteredMs).U64(ExpiresMs).U64(AgedMs).U8((ulong)Failures).Name(DeliveryKey)
            .U8((ulong)Legs.Count);
        foreach (Leg leg in Legs) row.Name(leg.Product).U64(leg.Slot).U64(leg.Lots);
        return row;
    }
}
