using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>New terms of a resting order (M-313).</summary>
internal static class Replacing
{
    public static void Replace(World world, AccountId account, ReplaceOrder replace)
    {
        OrderRow? found = Orders.Find(world, account, replace.ClientOrderId);
        Demand(found is not null && found.EndMs > world.NowMs, ReceiptStatus.UnknownOrder);
        OrderRow old = found!;
        Demand(replace.Lots != 0 || replace.Limit != 0 || replace.ExpiresMs != 0,
            ReceiptStatus.InvalidParameter);
        CreateProduct terms = world.Terms(old.Book.Product);
        ulong lots = replace.Lots == 0 ? old.Lots : replace.Lots;
        ulong limit = replace.Limit == 0 ? old.Limit : replace.Limit;
        ulong expires = replace.ExpiresMs == 0 ? old.ExpiresMs : replace.ExpiresMs;
        ulong traded = old.Lots - old.Remaining;
        Orders.DemandLots(terms, lots);
        Orders.DemandLimit(terms, limit);
        Demand(lots > traded && lots - traded >= Math.Max(terms.MinOrderLots, old.MinimumFill),
            ReceiptStatus.InvalidLots);
        Demand(replace.ExpiresMs == 0 || old.TimeInForce == TimeInForce.Gtt, ReceiptStatus.InvalidExpiry);
        Orders.DemandExpiry(world, old.TimeInForce, expires);
        Books.DemandOpen(world, old.Book);
        OrderRow order = old with
        {
            Lots = lots,
            Remaining = lots - traded,
            Limit = limit,
            ExpiresMs = expires,
        };
        if (limit != old.Limit || expires != old.ExpiresMs || lots > old.Lots)
            order = order with
            {
                EnteredMs = world.NowMs,
                Exclusions = 0,
                CollateralPerLot = Orders.CollateralOf(world, order),
            };
        Orders.Remove(world, old);
        Orders.LockNew(world, order);
        world.Orders.Put(order);
        Books.Touch(world, order.Book);
    }
}
