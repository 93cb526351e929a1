using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Bundles and block orders as they rest (M-501 to M-504).</summary>
internal static class Bundles
{
    /// <summary>M-504.</summary>
    public static ulong EndMs(World world, BundleRow bundle)
    {
        UInt128 end = bundle.TimeInForce == TimeInForce.Gtt ? bundle.ExpiresMs
            : UInt128.Min((UInt128)bundle.EnteredMs + Limits.OrderLifetimeMs, ulong.MaxValue);
        if (bundle.Delivery == Delivery.Slot)
            foreach (Leg leg in bundle.Legs)
            {
                CreateProduct terms = world.Terms(leg.Product);
                end = UInt128.Min(end, Books.StartMs(terms, leg.Slot) - terms.LeadMs);
            }
        return (ulong)end;
    }

    public static void Remove(World world, BundleRow bundle)
    {
        Money.Unlock(world, bundle.Account, world.Terms(bundle.Legs[0].Product).Asset, bundle.Locked);
        world.Bundles.Remove(bundle);
    }

    /// <summary>M-502.</summary>
    public static void Place(World world, AccountId account, PlaceBlockOrder block)
    {
        Demand(block.Count is >= 1 and <= Limits.LegsPerBundle
            && block.FirstSlot <= ulong.MaxValue - (block.Count - 1), ReceiptStatus.InvalidLegs);
        // Too much for 64 bits is too much for a limit, whatever it is.
        UInt128 perLot = (UInt128)block.Limit * block.Count;
        bool fits = block.Lots == 0 || perLot <= ulong.MaxValue / block.Lots;
        var bundle = new PlaceBundle
        {
            ClientOrderId = block.ClientOrderId,
            Limit = fits ? (ulong)(perLot * block.Lots) : ulong.MaxValue,
            TimeInForce = block.TimeInForce,
            ExpiresMs = block.ExpiresMs,
            DeliveryKey = block.DeliveryKey,
        };
        for (ulong i = 0; i < block.Count; i += 1)
            bundle.Legs.Add(new BundleLeg
            {
                Instrument = new Instrument
                {
                    Product = block.Product,
                    Delivery = Delivery.Slot,
                    Slot = block.FirstSlot + i,
                },
                Lots = block.Lots,
            });
        Place(world, account, bundle);
    }

    public static void Place(World world, AccountId account, PlaceBundle place)
    {
        CheckLegs(world, place);
        CreateProduct[] terms = [.. place.Legs.Select(leg => world.Terms(leg.Instrument.Product))];
        CheckTerms(place, terms);
        Delivery delivery = place.Legs[0].Instrument.Delivery;
        var bundle = new BundleRow(account, place.ClientOrderId, delivery, place.TimeInForce, place.Limit, 0,
            world.NowMs, place.ExpiresMs, world.NowMs, 0, Orders.DeliveryKey(place.DeliveryKey),
            [.. place.Legs.Select(leg => new Leg(leg.Instrument.Product, leg.Instrument.Slot, leg.Lots))]);
        if (world.Bundles.Find(BundleRow.KeyOf(account, place.ClientOrderId)) is { } same
            && EndMs(world, same) > world.NowMs)
        {
            Demand(IsTheSame(same, bundle), ReceiptStatus.OrderIdTaken);
            return;
        }
        ClientIds.DemandFresh(world, account, place.ClientOrderId);
        Orders.DemandExpiry(world, place.TimeInForce, place.ExpiresMs);
        foreach (Leg leg in bundle.Legs) Books.DemandOpen(world, bundle.BookOf(leg));
        BundleRow? evicted = MakeRoom(world, bundle);
        UInt128 locked = LockOf(world, bundle, terms);
        if (delivery == Delivery.Spot)
            Streams.DemandPlaces(world, account, terms[0].Asset,
                bundle.Legs.Aggregate(UInt128.Zero, (sum, leg) => sum + leg.Lots));
        Demand(locked <= Limits.Notional, ReceiptStatus.Overflow);
        Money.Lock(world, account, terms[0].Asset, (ulong)locked);
        if (evicted is not null) Remove(world, evicted);
        world.Bundles.Put(bundle with { Locked = (ulong)locked });
        ClientIds.Use(world, account, place.ClientOrderId);
        foreach (Leg leg in bundle.Legs) Books.Touch(world, bundle.BookOf(leg));
    }

    private static void CheckLegs(World world, PlaceBundle place)
    {
        Demand(place.TimeInForce is TimeInForce.Gtc or TimeInForce.Gtt or TimeInForce.Ioc,
            ReceiptStatus.InvalidParameter);
        Demand(place.Legs.Count is >= 1 and <= Limits.LegsPerBundle, ReceiptStatus.InvalidLegs);
        var seen = new HashSet<Book>();
        foreach (BundleLeg leg in place.Legs)
        {
            Book book = Books.Named(world, leg.Instrument);
            Demand(book.Delivery == place.Legs[0].Instrument.Delivery && seen.Add(book),
                ReceiptStatus.InvalidLegs);
        }
    }

    private static void CheckTerms(PlaceBundle place, CreateProduct[] terms)
    {
        Demand(terms.All(one => one.Asset == terms[0].Asset), ReceiptStatus.MixedAssets);
        for (int i = 0; i < terms.Length; i += 1) Orders.DemandLots(terms[i], place.Legs[i].Lots);
        UInt128 least = 0;
        for (int i = 0; i < terms.Length; i += 1) least += (UInt128)place.Legs[i].Lots * terms[i].Tick;
        Demand(place.Limit >= 1 && place.Limit <= Limits.Notional && place.Limit >= least,
            ReceiptStatus.InvalidPrice);
        Demand(place.ExpiresMs != 0 == (place.TimeInForce == TimeInForce.Gtt), ReceiptStatus.InvalidExpiry);
        Orders.DeliveryKey(place.DeliveryKey);
    }

    private static bool IsTheSame(BundleRow one, BundleRow other) => one.Delivery == other.Delivery
        && one.TimeInForce == other.TimeInForce && one.Limit == other.Limit
        && one.ExpiresMs == other.ExpiresMs && one.DeliveryKey == other.DeliveryKey
        && one.Legs.SequenceEqual(other.Legs);

    /// <summary>M-504; what must go, if anything.</summary>
    private static BundleRow? MakeRoom(World world, BundleRow bundle)
    {
        string party = world.PartyOf(bundle.Account);
        var parties = world.Bundles.All.GroupBy(row => world.PartyOf(row.Account)).ToList();
        int own = parties.SingleOrDefault(group => group.Key == party)?.Count() ?? 0;
        Demand(own < Limits.BundlesPerParty, ReceiptStatus.TooManyOrders);
        if (world.Bundles.Count < Limits.Bundles) return null;
        Demand(parties.Max(group => group.Count()) > own, ReceiptStatus.BookFull);
        var most = parties.OrderByDescending(group => group.Count())
            .ThenBy(group => Hashes.OfBundleParty(world, group.Key)).First();
        return most.OrderBy(row => row.EnteredMs).ThenBy(row => row.Account).ThenBy(row => row.ClientId)
            .Last();
    }

    /// <summary>M-503.</summary>
    private static UInt128 LockOf(World world, BundleRow bundle, CreateProduct[] terms)
    {
        UInt128 limit = bundle.Limit;
        if (bundle.Delivery == Delivery.Slot)
            return limit + World.CeilingOf(limit * terms.Max(one => one.FeeBps), 10_000)
                + (ulong)terms.Length - 1;
        UInt128 lots = bundle.Legs.Aggregate(UInt128.Zero, (sum, leg) => sum + leg.Lots);
        ulong longest = terms.Max(one => one.NoticeMs) + world.GraceMs;
        return limit * longest / Limits.MsPerHour + lots;
    }
}
