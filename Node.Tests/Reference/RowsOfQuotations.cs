using Google.Protobuf;

namespace Chain.Tests.Reference;

internal sealed record RequestRow(
    AccountId Account, ulong ClientId, ulong Lots, ulong Reserve, ulong Locked, ulong OpenedMs,
    bool IsRevealing, ulong Deadline, ByteString DeliveryKey, IReadOnlyList<Book> Books) : Row
{
    public bool IsSpot => Books[0].IsSpot;

    /// <summary>M-542.</summary>
    public Hash32 Request { get; } = Hashes.OfRequest(Account, ClientId);

    public static RowWriter KeyOf(AccountId account, ulong id) =>
        new RowWriter().U8(60).Hash(account).U64(id);

    protected override RowWriter MakeKey() => KeyOf(Account, ClientId);

    public override RowWriter Value()
    {
        RowWriter row = new RowWriter().U8((ulong)Books[0].Delivery).U64(Lots).U64(Reserve).U64(Locked)
            .U64(OpenedMs).U8(IsRevealing ? 2u : 1).U64(Deadline).Name(DeliveryKey).U8((ulong)Books.Count);
        foreach (Book book in Books) row.Name(book.Product).U64(book.Slot);
        return row;
    }
}

internal sealed record QuotationRow(
    AccountId Tenant, ulong ClientId, AccountId Provider, Book Book, Hash32 Commitment,
    ulong CollateralPerLot, ulong Bond, bool IsRevealed, ulong Price, Hash32 Offer) : Row
{
    public static RowWriter KeyOf(AccountId tenant, ulong id, AccountId provider) =>
        new RowWriter().U8(61).Hash(tenant).U64(id).Hash(provider);

    protected override RowWriter MakeKey() => KeyOf(Tenant, ClientId, Provider);

    public override RowWriter Value() => new RowWriter().Name(Book.Product).U8((ulong)Book.Delivery)
        .U64(Book.Slot).Hash(Commitment).U64(CollateralPerLot).U64(Bond).Flag(IsRevealed).U64(Price)
        .Hash(Offer);
}
