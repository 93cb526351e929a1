using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Sealed prices, and their reveals (M-542, M-543, M-546).</summary>
internal static class Quotations
{
    public static void Commit(World world, AccountId provider, CommitQuote commit)
    {
        RequestRow request = Known(world, commit.Tenant, commit.ClientOrderId);
        Demand(commit.Commitment.Length == Hash32.Size, ReceiptStatus.InvalidParameter);
        var commitment = new Hash32(commit.Commitment.Span);
        Book book = Books.Named(world, commit.Instrument);
        Demand(request.Books.Contains(book), ReceiptStatus.NotAcceptable);
        QuotationRow[] there = Requests.QuotationsOf(world, request);
        if (there.SingleOrDefault(row => row.Provider == provider) is { } own)
        {
            Demand(own.Book == book && own.Commitment == commitment, ReceiptStatus.AlreadyQuoted);
            return;
        }
        Demand(!request.IsRevealing, ReceiptStatus.WrongPhase);
        string party = world.PartyOf(provider);
        Demand(party != world.PartyOf(request.Account), ReceiptStatus.SameParty);
        Demand(!Freezing.IsFrozen(world, request.Account), ReceiptStatus.AccountFrozen);
        Demand(there.All(row => world.PartyOf(row.Provider) != party), ReceiptStatus.AlreadyQuoted);
        Demand(there.Length < Limits.QuotationsPerRequest, ReceiptStatus.TooManyQuotations);
        Demand(!Books.IsClosed(world, book), ReceiptStatus.BookClosed);
        Capacity.Offer(world, provider, book, request.Lots);
        ulong perLot = Orders.CollateralPerLot(world, book), bond = BondOf(world, book, request);
        UInt128 locked = (UInt128)request.Lots * perLot + bond;
        Demand(locked <= Limits.Notional, ReceiptStatus.Overflow);
        Money.Lock(world, provider, Requests.AssetOf(world, request), (ulong)locked);
        world.Quotations.Put(new QuotationRow(request.Account, request.ClientId, provider, book, commitment,
            perLot, bond, false, 0, Hash32.Zero));
    }

    /// <summary>A tenth of the price at the reserve, of SPOT of the minimum charge.</summary>
    private static ulong BondOf(World world, Book book, RequestRow request)
    {
        UInt128 perLot = book.IsSpot
            ? World.CeilingOf((UInt128)request.Reserve * world.Terms(book.Product).NoticeMs, Limits.MsPerHour)
            : request.Reserve;
        return (ulong)World.CeilingOf(request.Lots * perLot, 10);
    }

    public static void Reveal(World world, AccountId provider, RevealQuote reveal)
    {
        RequestRow request = Known(world, reveal.Tenant, reveal.ClientOrderId);
        Demand(reveal.Salt.Length == Hash32.Size && reveal.OfferHash.Length == Hash32.Size,
            ReceiptStatus.InvalidParameter);
        Demand(request.IsRevealing, ReceiptStatus.WrongPhase);
        Hash32 salt = new(reveal.Salt.Span), offer = new(reveal.OfferHash.Span);
        QuotationRow? quotation = world.Quotations
            .Find(QuotationRow.KeyOf(request.Account, request.ClientId, provider));
        Demand(quotation is not null && quotation.Commitment
            == Hashes.OfQuote(
                world, request.Account, request.ClientId, provider, reveal.Price, salt, offer),
            ReceiptStatus.WrongReveal);
        world.Quotations.Put(
            quotation! with { IsRevealed = true, Price = reveal.Price, Offer = offer });
    }

    private static RequestRow Known(World world, ByteString tenant, ulong id)
    {
        RequestRow? request = Requests.Find(world, World.ToAccount(tenant), id);
        Demand(request is not null, ReceiptStatus.UnknownRequest);
        return request!;
    }

    /// <summary>Its lots, collateral and bond are free.</summary>
    public static void End(World world, QuotationRow quotation)
    {
        RequestRow request = Requests.Find(world, quotation.Tenant, quotation.ClientId)!;
        CapacityRow row = Capacity.Find(world, quotation.Provider, quotation.Book)!;
        Capacity.Put(world, row with { Offered = row.Offered - request.Lots });
        Money.Unlock(world, quotation.Provider, Requests.AssetOf(world, request),
            request.Lots * quotation.CollateralPerLot + quotation.Bond);
        world.Quotations.Remove(quotation);
    }

    /// <summary>That hold lots of this capacity, the lowest id first (M-546).</summary>
    public static QuotationRow[] Of(World world, CapacityRow row) =>
    [.. world.Quotations.All.Where(one => one.Provider == row.Provider && one.Book == row.Book)
        .OrderBy(one => one.Id())];
}
