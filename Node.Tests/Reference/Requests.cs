using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Requests for quotation, from their tenant's side (M-541, M-545).</summary>
internal static class Requests
{
    public static void Open(World world, AccountId account, RequestQuotes open)
    {
        Book[] books = Named(world, open);
        CreateProduct[] terms = [.. books.Select(book => world.Terms(book.Product))];
        Demand(terms.All(one => one.Asset == terms[0].Asset), ReceiptStatus.MixedAssets);
        foreach (CreateProduct one in terms) Orders.DemandLots(one, open.Lots);
        foreach (CreateProduct one in terms) Orders.DemandLimit(one, open.Reserve);
        var request = new RequestRow(account, open.ClientOrderId, open.Lots, open.Reserve, 0, world.NowMs,
            false, Windows.Of(world, ChainParameter.CommitMs), Orders.DeliveryKey(open.DeliveryKey), books);
        if (Find(world, account, open.ClientOrderId) is { } same)
        {
            Demand(IsTheSame(same, request), ReceiptStatus.OrderIdTaken);
            return;
        }
        ClientIds.DemandFresh(world, account, open.ClientOrderId);
        foreach (Book book in books) Books.DemandOpen(world, book);
        Demand(world.Requests.All.Count(row => row.Account == account) < Limits.RequestsPerAccount,
            ReceiptStatus.TooManyOrders);
        if (request.IsSpot) Streams.DemandPlaces(world, account, terms[0].Asset, 1);
        ulong locked = books.Max(book => LockOf(world, book, request));
        Money.Lock(world, account, terms[0].Asset, locked);
        world.Requests.Put(request with { Locked = locked });
        ClientIds.Use(world, account, open.ClientOrderId);
    }

    public static RequestRow? Find(World world, AccountId tenant, ulong id) =>
        world.Requests.Find(RequestRow.KeyOf(tenant, id));

    /// <summary>In the order of their providers.</summary>
    public static QuotationRow[] QuotationsOf(World world, RequestRow request) =>
    [.. world.Quotations.All
        .Where(row => row.Tenant == request.Account && row.ClientId == request.ClientId)];

    public static void Cancel(World world, AccountId account, CancelRequest cancel)
    {
        RequestRow? request = Find(world, account, cancel.ClientOrderId);
        Demand(request is not null, ReceiptStatus.UnknownRequest);
        Demand(QuotationsOf(world, request!).Length == 0, ReceiptStatus.HasQuotations);
        Remove(world, request!);
    }

    /// <summary>It is over, and its lock free.</summary>
    public static void Remove(World world, RequestRow request)
    {
        Money.Unlock(world, request.Account, AssetOf(world, request), request.Locked);
        world.Requests.Remove(request);
    }

    public static string AssetOf(World world, RequestRow request) =>
        world.Terms(request.Books[0].Product).Asset;

    private static Book[] Named(World world, RequestQuotes open)
    {
        Demand(open.Instruments.Count is >= 1 and <= Limits.InstrumentsPerRequest,
            ReceiptStatus.InvalidLegs);
        List<Book> books = [];
        foreach (Instrument instrument in open.Instruments)
        {
            Book book = Books.Named(world, instrument);
            books.Add(book);
            Demand(book.Delivery == books[0].Delivery && books.IndexOf(book) == books.Count - 1,
                ReceiptStatus.InvalidLegs);
        }
        return [.. books];
    }

    private static bool IsTheSame(RequestRow one, RequestRow other) => one.Lots == other.Lots
        && one.Reserve == other.Reserve && one.DeliveryKey == other.DeliveryKey
        && one.Books.SequenceEqual(other.Books);

    /// <summary>What a buy order at the reserve locks (M-302, M-603).</summary>
    private static ulong LockOf(World world, Book book, RequestRow request)
    {
        UInt128 locked = request.Lots * Orders.BuyerPerLot(world, book, request.Reserve);
        Demand(locked <= Limits.Notional && (UInt128)request.Lots * request.Reserve <= Limits.Notional,
            ReceiptStatus.Overflow);
        return (ulong)locked;
    }
}
