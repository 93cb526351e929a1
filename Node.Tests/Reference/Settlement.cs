using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Reference;

/// <summary>What a block's auctions leave behind (M-409 to M-413, M-422).</summary>
internal static class Settlement
{
    public static void Run(World world, Work work, BundleRow[] accepted)
    {
        foreach (BundleRow bundle in accepted) Bundles.Remove(world, bundle);
        foreach (Book book in work.Order)
        {
            Clearing clearing = work.Cleared[book];
            Note(world, book, clearing);
            Trade(world, book, clearing);
            Leave(world, book, clearing);
        }
    }

    /// <summary>In the book's row (M-403).</summary>
    private static void Note(World world, Book book, Clearing clearing)
    {
        InstrumentRow row = Books.Find(world, book)! with { TouchedMs = 0 };
        if (clearing.Lots > 0)
        {
            ulong minute = world.NowMs / 60_000;
            if (row.Minute != minute)
                row = row with
                {
                    Reference = Books.Reference(world, book),
                    Minute = minute,
                    MinuteLots = 0,
                    MinuteNotional = 0,
                    PartyA = "",
                    PartyB = "",
                    PartyC = "",
                };
            row = row with
            {
                LastPrice = clearing.Price,
                MinuteLots = row.MinuteLots + clearing.Lots,
                MinuteNotional = row.MinuteNotional + clearing.Lots * clearing.Price,
            };
            foreach (bool isBuy in new[] { true, false })
                foreach (Trader trader in LeaseWalk.Side(world, clearing, isBuy))
                    row = With(row, world.PartyOf(trader.Account));
        }
        world.Instruments.Put(row);
    }

    private static InstrumentRow With(InstrumentRow row, string party) =>
        row.PartyA == party || row.PartyB == party || row.PartyC == party ? row
        : row.PartyA.Length == 0 ? row with { PartyA = party }
        : row.PartyB.Length == 0 ? row with { PartyB = party }
        : row.PartyC.Length == 0 ? row with { PartyC = party } : row;

    private static void Trade(World world, Book book, Clearing clearing)
    {
        CreateProduct terms = world.Terms(book.Product);
        UInt128 price = clearing.Price;
        // Of the orders that traded, what their lots locked is free for a moment.
        foreach ((Entry entry, ulong fill) in clearing.Fills)
            if (entry is { IsBuy: true, Order: { } order })
                Money.Unlock(world, order.Account, terms.Asset, fill * Orders.LockPerLot(world, order));
        foreach (Trader buyer in LeaseWalk.Side(world, clearing, isBuy: true))
        {
            if (book.IsSpot) continue;
            ulong cost = (ulong)(buyer.Lots * price), fee = FeeOf(world, terms, cost);
            Money.Take(world, buyer.Account, terms.Asset, cost + fee);
            Money.AddFees(world, terms.Asset, fee);
        }
        var given = new Dictionary<Hash32, ulong>();
        var sources = new Dictionary<Hash32, LeaseRow>();
        foreach ((Trader buyer, Trader seller, ulong lots) in LeaseWalk.Of(world, clearing))
        {
            ulong before = given.GetValueOrDefault(seller.Name), after = before + lots;
            given[seller.Name] = after;
            ulong fee = book.IsSpot ? 0 : FeeOf(world, terms, (ulong)(after * price))
                - FeeOf(world, terms, (ulong)(before * price));
            LeaseRow lease;
            if (seller.Source is { } source)
            {
                if (before == 0) sources[source] = world.Leases.Find(LeaseRow.KeyOf(source))!;
                lease = Resale.Child(world, sources[source], buyer, before, after);
                Resale.Pay(world, sources[source], (ulong)(lots * price), fee);
            }
            else lease = Sold(world, book, clearing, buyer, seller, before, after) with { Fee = fee };
            world.Leases.Put(lease with
            {
                Group = buyer.Bundle is null ? null : buyer.Name,
                DeliveryKey = DeliveryKeyOf(clearing, buyer),
            });
        }
    }

    /// <summary>Of a provider's capacity.</summary>
    private static LeaseRow Sold(World world, Book book, Clearing clearing, Trader buyer, Trader seller,
        ulong before, ulong after)
    {
        UInt128 collateral = clearing.Fills
            .Where(fill => !fill.Key.IsBuy && LeaseWalk.NameOf(world, fill.Key) == seller.Name)
            .Aggregate(UInt128.Zero, (sum, fill) =>
                sum + (UInt128)fill.Value * fill.Key.Order!.CollateralPerLot);
        LeaseRow lease = Contracts.New(world,
            Hashes.OfLease(world, clearing.Instrument, seller.Name, buyer.Name), book, seller.Account,
            buyer.Account, after - before, clearing.Price,
            (ulong)(collateral * after / seller.Lots - collateral * before / seller.Lots));
        Money.AddEscrow(world, world.Terms(book.Product).Asset, lease.Escrow);
        return lease;
    }

    /// <summary>M-311.</summary>
    private static ByteString DeliveryKeyOf(Clearing clearing, Trader buyer) => buyer.Bundle is { } bundle
        ? bundle.DeliveryKey
        : clearing.Fills.Keys.Where(one => one.Order is { IsBuy: true, DeliveryKey.IsEmpty: false }
                && one.Account == buyer.Account)
            .MinBy(one => one.ClientId)?.Order!.DeliveryKey ?? ByteString.Empty;

    public static ulong FeeOf(World world, CreateProduct terms, ulong amount) =>
        world.Planted == Planted.FeeRoundedDown ? (ulong)((UInt128)amount * terms.FeeBps / 10_000)
        : (ulong)World.CeilingOf((UInt128)amount * terms.FeeBps, 10_000);

    /// <summary>What remains of the orders.</summary>
    private static void Leave(World world, Book book, Clearing clearing)
    {
        CreateProduct terms = world.Terms(book.Product);
        foreach (Entry entry in clearing.Eligible)
        {
            OrderRow order = entry.Order!;
            ulong fill = clearing.Fills.GetValueOrDefault(entry);
            if (fill > 0)
            {
                order = world.Orders.Put(order with { Remaining = order.Remaining - fill });
                if (!order.IsBuy && order.Source is null)
                {
                    CapacityRow row = Capacity.Find(world, order.Account, book)!;
                    Capacity.Put(world, row with { Offered = row.Offered - fill, Sold = row.Sold + fill });
                }
            }
            if (clearing.Excluded.Contains(entry))
                order = world.Orders.Put(order with { Exclusions = order.Exclusions + 1 });
            bool small = fill > 0
                && (order.Remaining < terms.MinOrderLots || order.Remaining < order.MinimumFill);
            if (order.Remaining == 0) world.Orders.Remove(order);
            else if (small || clearing.Cancelled.Contains(entry) || order.Exclusions >= Limits.Exclusions
                || order.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok)
                Orders.Remove(world, order);
        }
    }
}
