using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Placing and cancelling (M-301 to M-312).</summary>
internal static class Orders
{
    public static OrderRow? Find(World world, AccountId account, ulong id) =>
        world.Orders.Find(OrderRow.KeyOf(account, id));

    /// <summary>It and its locks are gone (M-304).</summary>
    public static void Remove(World world, OrderRow order)
    {
        Free(world, order, order.Remaining);
        world.Orders.Remove(order);
    }

    /// <summary>What so many lots of an order lock is free again.</summary>
    public static void Free(World world, OrderRow order, ulong lots)
    {
        string asset = world.Terms(order.Book.Product).Asset;
        Money.Unlock(world, order.Account, asset, lots * LockPerLot(world, order));
        if (order.IsBuy || order.Source is not null) return;
        CapacityRow row = Capacity.Find(world, order.Account, order.Book)!;
        Capacity.Put(world, row with { Offered = row.Offered - lots });
    }

    public static ulong LockPerLot(World world, OrderRow order) => order.IsBuy
        ? (ulong)BuyerPerLot(world, order.Book, order.Limit) : order.CollateralPerLot;

    /// <summary>M-302, M-603: so much for each lot.</summary>
    public static UInt128 BuyerPerLot(World world, Book book, ulong limit)
    {
        CreateProduct terms = world.Terms(book.Product);
        return book.IsSpot
            ? World.CeilingOf((UInt128)limit * (terms.NoticeMs + world.GraceMs),
                Limits.MsPerHour)
            : limit + World.CeilingOf((UInt128)limit * terms.FeeBps, 10_000);
    }

    /// <summary>M-303, M-701.</summary>
    public static ulong CollateralPerLot(World world, Book book)
    {
        CreateProduct terms = world.Terms(book.Product);
        ulong reference = Books.Reference(world, book);
        UInt128 least = book.IsSpot
            ? World.CeilingOf((UInt128)reference * terms.NoticeMs, 5 * (UInt128)Limits.MsPerHour)
            : World.CeilingOf(reference, 5);
        return (ulong)UInt128.Max(terms.CollateralPerLot, least);
    }

    /// <summary>Per lot, as newly entered; an ask of a lease has none (M-801).</summary>
    public static ulong CollateralOf(World world, OrderRow order) =>
        order.IsBuy || order.Source is not null ? 0 : CollateralPerLot(world, order.Book);

    public static void Place(World world, AccountId account, PlaceOrder place)
    {
        Book book = Books.Named(world, place.Instrument);
        CreateProduct terms = world.Terms(book.Product);
        OrderRow order = Checked(world, account, place, book, terms);
        if (Find(world, account, place.ClientOrderId) is { } same && same.EndMs > world.NowMs)
        {
            Demand(IsTheSame(same, order), ReceiptStatus.OrderIdTaken);
            return;
        }
        ClientIds.DemandFresh(world, account, place.ClientOrderId);
        DemandExpiry(world, order.TimeInForce, order.ExpiresMs);
        Books.DemandOpen(world, book);
        DemandRoom(world, order);
        Admit(world, order with { CollateralPerLot = CollateralOf(world, order) });
        ClientIds.Use(world, account, place.ClientOrderId);
        Books.Touch(world, book);
    }

    private static OrderRow Checked(
        World world, AccountId account, PlaceOrder place, Book book, CreateProduct terms)
    {
        Demand(place.Side is Side.Buy or Side.Sell && place.TimeInForce
            is TimeInForce.Gtc or TimeInForce.Ioc or TimeInForce.Gtt or TimeInForce.Fok,
            ReceiptStatus.InvalidParameter);
        DemandLots(terms, place.Lots);
        DemandLimit(terms, place.Limit);
        bool fok = place.TimeInForce == TimeInForce.Fok;
        bool conflict = (place.PostOnly && (fok || place.TimeInForce == TimeInForce.Ioc))
            || (place.AllOrNone && place.MinimumFillLots > 0)
            || (fok && (place.AllOrNone || place.MinimumFillLots > 0))
            || (place.Side == Side.Sell && !place.DeliveryKey.IsEmpty)
            || (!place.SourceLease.IsEmpty && (place.Side == Side.Buy || book.IsSpot));
        Demand(!conflict, ReceiptStatus.ConflictingConditions);
        Demand(place.ExpiresMs != 0 == (place.TimeInForce == TimeInForce.Gtt), ReceiptStatus.InvalidExpiry);
        Demand(place.MinimumFillLots <= place.Lots, ReceiptStatus.InvalidMinimum);
        ByteString deliveryKey = DeliveryKey(place.DeliveryKey);
        Hash32? source = place.SourceLease.IsEmpty ? null : World.ToAccount(place.SourceLease).Bytes;
        Demand(source != Hash32.Zero, ReceiptStatus.InvalidKey);
        return new OrderRow(account, place.ClientOrderId, book, place.Side, place.TimeInForce, place.Lots,
            place.Lots, place.Limit, 0, world.NowMs, place.ExpiresMs, place.MinimumFillLots,
            place.AllOrNone, place.PostOnly, 0, deliveryKey, source);
    }

    public static void DemandLots(CreateProduct terms, ulong lots) =>
        Demand(lots >= terms.MinOrderLots && lots <= Limits.Lots, ReceiptStatus.InvalidLots);

    public static void DemandLimit(CreateProduct terms, ulong limit) =>
        Demand(limit is >= 1 and <= Limits.Price && limit % terms.Tick == 0, ReceiptStatus.InvalidPrice);

    /// <summary>32 bytes or absent; 32 zero bytes are as absent (M-311).</summary>
    public static ByteString DeliveryKey(ByteString key)
    {
        Demand(key.Length is 0 or Hash32.Size, ReceiptStatus.InvalidKey);
        return key.All(some => some == 0) ? ByteString.Empty : key;
    }

    /// <summary>M-308: of GTT, by the block's time.</summary>
    public static void DemandExpiry(World world, TimeInForce force, ulong expiresMs) =>
        Demand(force != TimeInForce.Gtt || (expiresMs > world.NowMs
            && expiresMs - world.NowMs <= Limits.OrderLifetimeMs), ReceiptStatus.InvalidExpiry);

    private static bool IsTheSame(OrderRow one, OrderRow other) => one.Book == other.Book
        && one.Side == other.Side && one.TimeInForce == other.TimeInForce && one.Lots == other.Lots
        && one.Limit == other.Limit && one.ExpiresMs == other.ExpiresMs
        && one.MinimumFill == other.MinimumFill && one.AllOrNone == other.AllOrNone
        && one.PostOnly == other.PostOnly && one.DeliveryKey == other.DeliveryKey
        && one.Source == other.Source;

    /// <summary>M-305.</summary>
    private static void DemandRoom(World world, OrderRow order)
    {
        OrderRow[] own = [.. world.Orders.All.Where(row => row.Account == order.Account)];
        Demand(own.Length < Limits.OrdersPerAccount, ReceiptStatus.TooManyOrders);
        string party = world.PartyOf(order.Account);
        OrderRow[] there =
            [.. world.Orders.All.Where(row => row.Book == order.Book && world.PartyOf(row.Account) == party)];
        Demand(there.Length < Limits.OrdersPerPartyInBook, ReceiptStatus.TooManyOrders);
        Demand(order.Minimum == 0
            || there.Count(row => row.Minimum > 0) < Limits.MinimumsPerPartyInBook,
            ReceiptStatus.TooManyMinimums);
    }

    /// <summary>Its locks, and its place in a side that may be full (M-302, M-303, M-307, M-604).</summary>
    private static void Admit(World world, OrderRow order)
    {
        LockNew(world, order);
        OrderRow[] side =
            [.. world.Orders.All.Where(row => row.Book == order.Book && row.Side == order.Side)];
        world.Orders.Put(order);
        if (side.Length < Limits.OrdersPerBookSide) return;
        ulong reference = Books.Reference(world, order.Book);
        OrderRow last = side.Append(order)
            .OrderBy(row => row.Limit > reference ? row.Limit - reference : reference - row.Limit)
            .ThenBy(row => row.EnteredMs).ThenBy(row => row.Account).ThenBy(row => row.ClientId).Last();
        Demand(!ReferenceEquals(last, order), ReceiptStatus.BookFull);
        Remove(world, last);
    }

    /// <summary>Of an order that is not there yet: all its remaining lots.</summary>
    public static void LockNew(World world, OrderRow order)
    {
        CreateProduct terms = world.Terms(order.Book.Product);
        if (order.IsBuy)
        {
            UInt128 locked = order.Remaining * BuyerPerLot(world, order.Book, order.Limit);
            Demand(locked <= Limits.Notional && (UInt128)order.Remaining * order.Limit <= Limits.Notional,
                ReceiptStatus.Overflow);
            if (order.Book.IsSpot)
                Streams.DemandPlaces(world, order.Account, terms.Asset, order.Remaining);
            Money.Lock(world, order.Account, terms.Asset, (ulong)locked);
            return;
        }
        if (order.Source is { } source)
        {
            Resale.DemandLots(world, order, source);
            return;
        }
        Capacity.Offer(world, order.Account, order.Book, order.Remaining);
        UInt128 collateral = (UInt128)order.Remaining * order.CollateralPerLot;
        Demand(collateral <= Limits.Notional, ReceiptStatus.Overflow);
        Money.Lock(world, order.Account, terms.Asset, (ulong)collateral);
    }

    public static void Cancel(World world, AccountId account, CancelOrder cancel)
    {
        if (Find(world, account, cancel.ClientOrderId) is { } order && order.EndMs > world.NowMs)
        {
            Remove(world, order);
            return;
        }
        BundleRow? bundle = world.Bundles.Find(BundleRow.KeyOf(account, cancel.ClientOrderId));
        Demand(bundle is not null && Bundles.EndMs(world, bundle) > world.NowMs,
            ReceiptStatus.UnknownOrder);
        Bundles.Remove(world, bundle!);
    }

    public static void CancelAll(World world, AccountId account, CancelAllOrders cancel)
    {
        Demand(cancel.Side is Side.Unspecified or Side.Buy or Side.Sell, ReceiptStatus.InvalidParameter);
        Book? book = cancel.Instrument is { } named ? Books.Named(world, named) : null;
        IEnumerable<(ulong Id, OrderRow? Order, BundleRow? Bundle)> orders = world.Orders.All
            .Where(o => o.Account == account && o.EndMs > world.NowMs && (book is null || o.Book == book)
                && (cancel.Side == Side.Unspecified || o.Side == cancel.Side))
            .Select(o => (o.ClientId, (OrderRow?)o, (BundleRow?)null));
        IEnumerable<(ulong Id, OrderRow? Order, BundleRow? Bundle)> bundles = world.Bundles.All
            .Where(b => b.Account == account && Bundles.EndMs(world, b) > world.NowMs
                && cancel.Side != Side.Sell && (book is null || b.Legs.Any(leg => b.BookOf(leg) == book)))
            .Select(b => (b.ClientId, (OrderRow?)null, (BundleRow?)b));
        foreach (var one in orders.Concat(bundles).OrderBy(one => one.Id)
            .Take(Limits.CancelsPerOperation).ToArray())
        {
            if (one.Order is { } order) Remove(world, order);
            if (one.Bundle is { } bundle) Bundles.Remove(world, bundle);
        }
    }
}
