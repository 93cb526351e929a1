using System.Text;
using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger;

/// <summary>
/// A row of the state, typed: what a stored key and value say (layouts: docs/spec/ledger.md, Rows).
/// </summary>
public abstract partial record StateRow
{
    private StateRow() { }

    /// <param name="Sponsor">The member that answers for the party, or whose successor does.</param>
    public sealed record Party(string Name, AccountId Sponsor) : StateRow;

    public sealed record Account(AccountId Id, string PartyName) : StateRow;

    public sealed record Asset(string Symbol, uint Decimals, AccountId Issuer) : StateRow;

    public sealed record Totals(string Symbol, UInt128 Minted, UInt128 Burnt, ulong Escrow,
        ulong Pools, ulong Fees) : StateRow
    {
        public ulong Supply => (ulong)(Minted - Burnt);
    }

    /// <param name="Terms">As created.</param>
    public sealed record Product(string Name, CreateProduct Terms) : StateRow;

    public sealed record Balance(AccountId Owner, string Symbol, ulong Available, ulong Locked) : StateRow;

    public sealed record Capacity(
        AccountId Provider, string ProductName, Delivery Delivery, ulong Slot,
        AccountId Attestor, ulong Attested, ulong Offered, ulong Sold, ulong UntilMs) : StateRow
    {
        /// <summary>What may still be offered (M-215).</summary>
        public ulong Free => Attested - Math.Min(Attested, Offered + Sold);
    }

    /// <param name="Reference">
    /// R; trades of <paramref name="Minute"/> move it when that minute is over.
    /// </param>
    public sealed record Instrument(
        string ProductName, Delivery Delivery, ulong Slot, ulong Reference, ulong LastPrice, ulong Minute,
        UInt128 MinuteLots, UInt128 MinuteNotional, ulong TouchedMs,
        string PartyA, string PartyB, string PartyC) : StateRow;

    public sealed record Order(
        AccountId Owner, ulong ClientOrderId, string ProductName, Delivery Delivery, ulong Slot, Side Side,
        TimeInForce TimeInForce, ulong Lots, ulong Remaining, ulong Limit, ulong CollateralPerLot,
        ulong EnteredMs, OrderConditions? Conditions) : StateRow
    {
        public ulong EndsMs => OrderRow.EndsAt(EnteredMs, Conditions);
    }

    /// <summary>An open lease; fields of its service as in <see cref="LeaseService"/>.</summary>
    public sealed record Lease(
        Hash32 Id, string ProductName, Delivery Delivery, ulong Slot, AccountId Provider, AccountId Tenant,
        ulong Lots, ulong Price, ulong Escrow, ulong Collateral, LeaseState State, ulong TradedHeight,
        Hash32 Group, LeaseService Service, Hash32 DeliveryKey, byte Splits) : StateRow;

    /// <param name="Remainder">In 1/3,600,000 of a minor unit.</param>
    /// <param name="DryMs">0 while it is not dry.</param>
    public sealed record Stream(
        AccountId Owner, string Symbol, ulong Funds, ulong Pool, UInt128 Rate, ulong SettledMs,
        UInt128 Remainder, uint Leases, ulong DryMs, ulong ClosesMs) : StateRow
    {
        /// <summary>The last instant that is paid for; 0: it is dry already, or never will be.</summary>
        public ulong RunsDryMs => DryMs == 0 && Row.RunsDryMs is var at and not StreamRow.Never ? at : 0;

        /// <summary>What is left of the funds at a time.</summary>
        public ulong FundsAt(ulong timeMs) =>
            DryMs != 0 ? Funds : Row.SettledTo(Math.Min(timeMs, Row.RunsDryMs)).Funds;

        /// <summary>What a deposit must more than pay to go on; 0 while it is not dry.</summary>
        public ulong OwedAt(ulong timeMs) =>
            DryMs == 0 ? 0 : (ulong)UInt128.Min(Row.OwedAt(Math.Max(timeMs, SettledMs)), ulong.MaxValue);

        private StreamRow Row => new(Funds, Pool, Rate, SettledMs, Remainder, Leases, DryMs, ClosesMs);
    }

    /// <summary>Live time (L-14).</summary>
    public sealed record Clock(ulong LiveMs) : StateRow;

    public sealed record PendingReceipt(
        Hash32 LeaseId, ulong ThroughMs, UInt128 Delivered, Hash32 Evidence) : StateRow;

    public sealed record Handover(Hash32 LeaseId, Hash32 Credentials, ulong Height) : StateRow;

    /// <param name="Highest">Client order id; those below with a bit set are used too (M-301).</param>
    public sealed record OrderIds(AccountId Owner, ulong Highest, UInt128 Near, UInt128 Far) : StateRow;

    /// <param name="Successor">Zero while it is a member.</param>
    public sealed record Member(AccountId Id, byte Number, ulong LastProposal, AccountId Successor) : StateRow
    {
        public bool IsMember => Successor == default;

        public UInt128 Bit => UInt128.One << Number;
    }

    public sealed record Role(AccountId Holder, Wire.Role Kind, AccountId Appointer) : StateRow;

    /// <param name="Approvals">Bits of members' numbers.</param>
    public sealed record Proposal(
        AccountId Proposer, ulong Number, ProposalState State, ulong ExpiresMs, ulong AtMs, UInt128 Approvals,
        UInt128 Rejections, ReceiptStatus Reason, ProposalAction Action) : StateRow;

    public sealed record Freeze(AccountId Frozen, ulong UntilMs, ulong OrdersSinceMs) : StateRow;

    public sealed record Key(AccountId Owner, PublicKey Present, ulong Rotations) : StateRow;

    public sealed record Parameter(ChainParameter Of, ulong Value) : StateRow;

    /// <param name="Terms">As published.</param>
    public sealed record Grade(string Name, PublishGrade Terms) : StateRow;

    public sealed record Region(string Name, PublishRegion Terms) : StateRow;

    /// <summary>An open dispute; fields as in <see cref="DisputeRow"/>.</summary>
    public sealed record Dispute(
        Hash32 Id, Hash32 LeaseId, uint Receipt, DisputePhase Phase, byte Round, ulong SinceHeight,
        ulong DeadlineMs, UInt128 Sponsors, UInt128 Panel, ulong Contested, ulong TenantBond,
        ulong ProviderBond, UInt128 Claimed, UInt128 Stated, Hash32 DisclosedKey) : StateRow
    {
        /// <summary>The first block that may draw the panel (M-733).</summary>
        public ulong DrawnAtHeight => SinceHeight + DisputeRow.BlocksToDrawing;
    }

    /// <param name="MemberNumber">Whose vote it is.</param>
    public sealed record Ballot(
        Hash32 DisputeId, byte MemberNumber, Hash32 Commitment, Verdict Verdict) : StateRow;

    public sealed record Reputation(
        string PartyName, ulong SinceMs, PartyRecord AsProvider, PartyRecord AsTenant) : StateRow
    {
        /// <summary>Halved up to a time (M-821).</summary>
        public Reputation At(ulong timeMs, ulong halfLifeMs)
        {
            ReputationRow row = new ReputationRow(SinceMs, AsProvider, AsTenant).At(timeMs, halfLifeMs);
            return new Reputation(PartyName, row.SinceMs, row.AsProvider, row.AsTenant);
        }
    }

    /// <summary>Leases that counted between two parties (M-822).</summary>
    public sealed record Pair(string Low, string High, ulong SinceMs, ulong Leases) : StateRow;

    /// <summary>A transfer of a SPOT lease that waits (M-803).</summary>
    /// <param name="Reserve">Locked by the taker beside the price; 0: it has not accepted.</param>
    public sealed record Transfer(
        Hash32 LeaseId, AccountId Taker, ulong Lots, ulong Price, ulong Reserve, Hash32 DeliveryKey)
        : StateRow
    {
        public bool IsAccepted => Reserve != 0;
    }

    /// <returns>Null when the bytes are no row of this schema.</returns>
    public static StateRow? Decode(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.Length is < 2 or > StateKey.Longest) return null;
        var k = new FixedReader(key[1..]);
        var v = new FixedReader(value);
        StateRow? row = (RowKind)key[0] switch
        {
            RowKind.Party => new Party(Spelled(key[1..]), new AccountId(v.Hash())),
            RowKind.Account => new Account(new AccountId(k.Hash()), Text.Counted(ref v)),
            RowKind.Asset => new Asset(Spelled(key[1..]), v.U8(), new AccountId(v.Hash())),
            RowKind.Totals => new Totals(
                Spelled(key[1..]), v.U128(), v.U128(), v.U64(), v.U64(), v.U64()),
            RowKind.Product => ReadProduct(Spelled(key[1..]), ref v),
            RowKind.Balance => new Balance(new AccountId(k.Hash()), NameAfter(key, 32), v.U64(), v.U64()),
            RowKind.Capacity => new Capacity(new AccountId(k.Hash()), NameAfter(key, 41), (Delivery)k.U8(),
                k.U64(), new AccountId(v.Hash()), v.U64(), v.U64(), v.U64(), v.U64()),
            RowKind.Instrument => ReadInstrument(key, ref v),
            RowKind.Order => ReadOrder(new AccountId(k.Hash()), k.U64(), ref v),
            RowKind.Lease => ReadLease(k.Hash(), ref v),
            RowKind.OrderIds => new OrderIds(new AccountId(k.Hash()), v.U64(), v.U128(), v.U128()),
            RowKind.Member => new Member(
                new AccountId(k.Hash()), v.U8(), v.U64(), new AccountId(v.Hash())),
            RowKind.Role => new Role(
                new AccountId(k.Hash()), (Wire.Role)k.U8(), new AccountId(v.Hash())),
            RowKind.Proposal => ReadProposal(new AccountId(k.Hash()), k.U64(), ref v),
            RowKind.Freeze => new Freeze(new AccountId(k.Hash()), v.U64(), v.U64()),
            RowKind.Key => new Key(new AccountId(k.Hash()), new PublicKey(v.Hash()), v.U64()),
            RowKind.Parameter => new Parameter((ChainParameter)k.U8(), v.U64()),
            RowKind.Grade => ReadGrade(Spelled(key[1..]), ref v),
            RowKind.Region => ReadRegion(Spelled(key[1..]), ref v),
            RowKind.Bundle => Bundle.Read(new AccountId(k.Hash()), k.U64(), ref v),
            RowKind.Stream => new Stream(new AccountId(k.Hash()), NameAfter(key, 32), v.U64(), v.U64(),
                v.U128(), v.U64(), v.U128(), v.U32(), v.U64(), v.U64()),
            RowKind.Clock => k.U8() == 0 ? new Clock(v.U64()) : null,
            RowKind.PendingReceipt => new PendingReceipt(k.Hash(), v.U64(), v.U128(), v.Hash()),
            RowKind.Handover => new Handover(k.Hash(), v.Hash(), v.U64()),
            RowKind.Dispute => new Dispute(k.Hash(), v.Hash(), v.U32(), (DisputePhase)v.U8(), v.U8(), v.U64(),
                v.U64(), v.U128(), v.U128(), v.U64(), v.U64(), v.U64(), v.U128(), v.U128(), v.Hash()),
            RowKind.Ballot => new Ballot(k.Hash(), k.U8(), v.Hash(), (Verdict)v.U8()),
            RowKind.Reputation => new Reputation(
                Spelled(key[1..]), v.U64(), ReadRecord(ref v), ReadRecord(ref v)),
            RowKind.Pair => ReadPair(key, ref v),
            RowKind.Request => Request.Read(new AccountId(k.Hash()), k.U64(), ref v),
            RowKind.Quotation => new Quotation(new AccountId(k.Hash()), k.U64(), new AccountId(k.Hash()),
                Text.Counted(ref v), (Delivery)v.U8(), v.U64(), v.Hash(), v.U64(), v.U64(), v.U8() == 1,
                v.U64(), v.Hash()),
            RowKind.Transfer => new Transfer(k.Hash(), new AccountId(v.Hash()), v.U64(), v.U64(), v.U64(),
                Text.CountedKey(ref v)),
            RowKind.Validator => new Validator(
                k.U16(), new PublicKey(v.Hash()), new AccountId(v.Hash()), Text.Counted(ref v)),
            RowKind.Offence => Offence.Read(k.U16(), ref v),
            _ => null,
        };
        return v.Complete && !k.Failed ? row : null;
    }

    private static string Spelled(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);

    /// <summary>The name that ends a key, after the kind byte and so many bytes.</summary>
    private static string NameAfter(ReadOnlySpan<byte> key, int prefix) =>
        key.Length > 1 + prefix ? Spelled(key[(1 + prefix)..]) : "";

    private static Product ReadProduct(string name, ref FixedReader v) => new(name, new CreateProduct
    {
        Product = name,
        Class = (ProductClass)v.U8(),
        Grade = Text.Counted(ref v),
        Region = Text.Counted(ref v),
        Unit = Text.Counted(ref v),
        Asset = Text.Counted(ref v),
        LotSize = v.U64(),
        MinOrderLots = v.U64(),
        Tick = v.U64(),
        SlotMs = v.U64(),
        LeadMs = v.U64(),
        CollateralPerLot = v.U64(),
        ListingPrice = v.U64(),
        FeeBps = v.U16(),
        SpotListingPrice = v.U64(),
        NoticeMs = v.U64(),
        RekeyFee = v.U64(),
    });

    private static Grade ReadGrade(string name, ref FixedReader v) => new(name, new PublishGrade
    {
        Grade = name,
        Class = (ProductClass)v.U8(),
        Document = ByteString.CopyFrom(v.Bytes(Hash32.Size)),
        Note = Spelled(v.Bytes(v.U16())),
    });

    private static Region ReadRegion(string name, ref FixedReader v) => new(name, new PublishRegion
    {
        Region = name,
        Document = ByteString.CopyFrom(v.Bytes(Hash32.Size)),
        Note = Spelled(v.Bytes(v.U16())),
    });

    private static PartyRecord ReadRecord(ref FixedReader v) => new(v.U64(), v.U64(), v.U64());

    private static Pair ReadPair(ReadOnlySpan<byte> key, ref FixedReader v)
    {
        var k = new FixedReader(key[1..]);
        string low = Text.Counted(ref k);
        return new Pair(low, NameAfter(key, 1 + low.Length), v.U64(), v.U64());
    }

    private static Instrument ReadInstrument(ReadOnlySpan<byte> key, ref FixedReader v)
    {
        var k = new FixedReader(key[1..]);
        return new Instrument(NameAfter(key, 9), (Delivery)k.U8(), k.U64(), v.U64(), v.U64(), v.U64(),
            v.U128(), v.U128(), v.U64(), Text.Counted(ref v), Text.Counted(ref v), Text.Counted(ref v));
    }

    private static Proposal? ReadProposal(AccountId proposer, ulong number, ref FixedReader v)
    {
        var row = new Proposal(proposer, number, (ProposalState)v.U8(), v.U64(), v.U64(), v.U128(), v.U128(),
            (ReceiptStatus)v.U16(), new ProposalAction());
        try
        {
            row.Action.MergeFrom(v.Bytes(v.U16()));
            return row;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static Order ReadOrder(AccountId owner, ulong id, ref FixedReader v) => new(
        owner, id, Text.Counted(ref v), (Delivery)v.U8(), v.U64(), (Side)v.U8(), (TimeInForce)v.U8(),
        v.U64(), v.U64(), v.U64(), v.U64(), v.U64(), OrderConditions.Read(ref v));

    private static Lease ReadLease(Hash32 id, ref FixedReader v) => new(
        id, Text.Counted(ref v), (Delivery)v.U8(), v.U64(), new AccountId(v.Hash()), new AccountId(v.Hash()),
        v.U64(), v.U64(), v.U64(), v.U64(), (LeaseState)v.U8(), v.U64(), Text.CountedKey(ref v),
        LeaseService.Read(ref v), Text.CountedKey(ref v), v.U8());
}
