using Chain.Tests.Ledger;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Reference;

/// <summary>Money, capacity, orders and bundles of a random history.</summary>
internal sealed class TradeSource(Scene scene, World world, Dice dice)
{
    private readonly Dictionary<AccountId, ulong> lastId = [];

    public (AccountId Who, Operation What) Next(ulong nowMs)
    {
        AccountId who = dice.Pick(scene.Traders);
        CreateProduct product = dice.Pick(scene.Products);
        switch (dice.Below(24))
        {
            case 0:
                return (who, Ops.Transfer(
                dice.Pick(scene.Traders), dice.Between(0, 9_000), product.Asset));
            case 1:
                return (scene.Bank, dice.Pick(
                Ops.Mint(who, dice.Between(1, 5_000)), Ops.Burn(dice.Between(1, 500))));
            case 2: return (who, Ops.Cancel(OldId(who)));
            case 3: return (who, CancelAll(product, nowMs));
            case 4 or 5: return (who, Replace(who, nowMs));
            case 6 or 7 or 8:
                return (AttestorOf(who), Attest(who, product,
                dice.OneIn(3) ? Delivery.Spot : Delivery.Slot));
            case 9: return (who, Move(product, nowMs));
            case 10: return (AttestorOf(who), Revoke(who, product, nowMs));
            case 11 or 12 or 13: return (who, Bundle(who, product, nowMs));
            case 14 or 15: return (who, Order(who, product, Instrument(product, nowMs), nowMs));
            default: return Offered(nowMs) ?? (who, Order(who, product, Instrument(product, nowMs), nowMs));
        }
    }

    /// <summary>Mostly a member that does not sponsor it, or an auditor of such a member.</summary>
    public AccountId AttestorOf(AccountId trader)
    {
        if (dice.OneIn(5) && dice.PickAny(world.Roles.All) is { } role) return role.Account;
        AccountId sponsor = Governance.SponsorOf(world, world.PartyOf(trader));
        AccountId[] others = [.. scene.Members.Where(member => member != sponsor)];
        return dice.OneIn(20) ? sponsor : dice.Pick(others);
    }

    public Operation Attest(AccountId trader, CreateProduct product, Delivery delivery)
    {
        ulong slot = Slot(product, world.NowMs);
        return delivery == Delivery.Slot
            ? Ops.Attest(trader, dice.Between(0, 60), slot, product.Product, slot + dice.Between(0, 4))
            : Ops.AttestSpot(trader, dice.Between(0, 60),
                world.NowMs + dice.Between(1, dice.Number(100_000, 3_000_000)), product.Product);
    }

    private ulong Slot(CreateProduct product, ulong nowMs) =>
        (nowMs + product.LeadMs) / product.SlotMs
            + dice.Between(dice.OneIn(9) ? 0u : 1, dice.OneIn(3) ? 3u : 1);

    private Operation Move(CreateProduct product, ulong nowMs)
    {
        ulong first = dice.OneIn(2) ? nowMs / product.SlotMs : Slot(product, nowMs);
        return Ops.Move(dice.Pick(Delivery.Slot, Delivery.Spot), dice.Between(1, 12), first,
            first + dice.Between(0, 2), product.Product);
    }

    private Operation Revoke(AccountId trader, CreateProduct product, ulong nowMs)
    {
        ulong slot = Slot(product, nowMs), lots = dice.Between(0, 20);
        return dice.OneIn(2) ? Ops.Revoke(trader, lots, product: product.Product)
            : Ops.Revoke(trader, lots, slot, slot + dice.Between(0, 3), product.Product);
    }

    private Operation CancelAll(CreateProduct product, ulong nowMs)
    {
        Operation operation = Ops.CancelAll(dice.Pick(Side.Unspecified, Side.Buy, Side.Sell));
        if (dice.OneIn(3)) operation.CancelAllOrders.Instrument = Instrument(product, nowMs);
        return operation;
    }

    public Instrument Instrument(CreateProduct product, ulong nowMs) => dice.OneIn(3)
        ? new Instrument { Product = product.Product, Delivery = Delivery.Spot }
        : new Instrument
        {
            Product = product.Product,
            Delivery = Delivery.Slot,
            Slot = Slot(product, nowMs),
        };

    /// <summary>Near the book's R.</summary>
    private ulong Limit(CreateProduct product, Instrument instrument)
    {
        ulong listing = instrument.Delivery == Delivery.Spot && product.SpotListingPrice > 0
            ? product.SpotListingPrice : product.ListingPrice;
        ulong steps = listing / product.Tick;
        // Few prices, so that orders meet in cohorts.
        if (!dice.OneIn(3)) return product.Tick * Math.Max(1, steps * dice.Between(8, 12) / 10);
        return product.Tick * dice.Between(Math.Max(1, steps * 7 / 10), Math.Max(1, steps * 13 / 10));
    }

    /// <summary>An order in a book that somebody has something to sell in.</summary>
    private (AccountId Who, Operation What)? Offered(ulong nowMs)
    {
        if (dice.PickAny(world.Capacities.All.Where(row => row.Free > 0 || row.Offered > 0)) is not { } row)
            return null;
        AccountId who = dice.Pick(scene.Traders);
        bool sells = row.Free > 0 && dice.OneIn(2);
        if (sells) who = row.Provider;
        Operation operation = Order(who, world.Terms(row.Book.Product), row.Book.Name, nowMs);
        PlaceOrder order = operation.PlaceOrder;
        order.Side = sells ? Side.Sell : Side.Buy;
        if (sells) order.DeliveryKey = ByteString.Empty;
        return (who, operation);
    }

    public Operation Order(AccountId who, CreateProduct product, Instrument instrument, ulong nowMs)
    {
        var order = new PlaceOrder
        {
            ClientOrderId = dice.OneIn(12) ? OldId(who) : NewId(who),
            Instrument = instrument,
            Side = dice.Pick(Side.Buy, Side.Sell),
            Lots = dice.Between(1, 25),
            Limit = Limit(product, instrument),
            TimeInForce = dice.Pick(TimeInForce.Gtc, TimeInForce.Gtc, TimeInForce.Gtc, TimeInForce.Ioc,
                TimeInForce.Gtt, TimeInForce.Fok),
        };
        if (order.TimeInForce == TimeInForce.Gtt) order.ExpiresMs = nowMs + dice.Between(0, 200_000);
        if (order.TimeInForce != TimeInForce.Fok)
        {
            order.AllOrNone = dice.OneIn(8);
            if (!order.AllOrNone && dice.OneIn(6)) order.MinimumFillLots = dice.Between(1, order.Lots);
        }
        if (order.TimeInForce is TimeInForce.Gtc or TimeInForce.Gtt) order.PostOnly = dice.OneIn(8);
        if (order.Side == Side.Buy && dice.OneIn(4)) order.DeliveryKey = DisputeOps.DeliveryKey;
        return new Operation { PlaceOrder = order };
    }

    private Operation Replace(AccountId who, ulong nowMs)
    {
        if (dice.PickAny(world.Orders.All.Where(row => row.Account == who)) is not { } row)
            return Ops.Replace(OldId(who), dice.Between(0, 30));
        CreateProduct product = world.Terms(row.Book.Product);
        ulong expires = row.TimeInForce == TimeInForce.Gtt && dice.OneIn(3)
            ? nowMs + dice.Between(0, 100_000) : 0;
        return Ops.Replace(row.ClientId, dice.OneIn(3) ? 0 : dice.Between(1, row.Lots + 3),
            dice.OneIn(2) ? 0 : row.Limit + product.Tick * dice.Between(0, 2), expires);
    }

    private Operation Bundle(AccountId who, CreateProduct product, ulong nowMs)
    {
        ulong lots = dice.Between(1, 10), id = dice.OneIn(12) ? OldId(who) : NewId(who);
        ulong slot = Slot(product, nowMs);
        if (dice.OneIn(3))
        {
            ulong average = product.ListingPrice + product.Tick * dice.Between(0, 12);
            Operation block = Ops.Block(id, slot, dice.Between(1, 4), lots, average);
            block.PlaceBlockOrder.Product = product.Product;
            return block;
        }
        var bundle = new PlaceBundle { ClientOrderId = id, TimeInForce = TimeInForce.Gtc };
        bool spot = dice.OneIn(3);
        UInt128 limit = 0;
        for (int i = dice.Below(4); i >= 0; i -= 1)
        {
            CreateProduct some = dice.OneIn(2) ? product : dice.Pick(scene.Products);
            Instrument instrument = spot
                ? new Instrument { Product = some.Product, Delivery = Delivery.Spot }
                : new Instrument
                {
                    Product = some.Product,
                    Delivery = Delivery.Slot,
                    Slot = Slot(some, nowMs),
                };
            bundle.Legs.Add(new BundleLeg { Instrument = instrument, Lots = lots + dice.Between(0, 3) });
            limit += (UInt128)bundle.Legs[^1].Lots * (spot ? some.SpotListingPrice : some.ListingPrice);
        }
        bundle.Limit = (ulong)(limit * dice.Between(80, 140) / 100);
        if (dice.OneIn(5)) bundle.TimeInForce = TimeInForce.Ioc;
        if (dice.OneIn(5))
            (bundle.TimeInForce, bundle.ExpiresMs) = (TimeInForce.Gtt, nowMs + dice.Between(0, 200_000));
        if (dice.OneIn(4)) bundle.DeliveryKey = DisputeOps.DeliveryKey;
        return new Operation { PlaceBundle = bundle };
    }

    public ulong NewId(AccountId account)
    {
        ulong last = lastId.GetValueOrDefault(account);
        return lastId[account] = last + (dice.OneIn(12) ? dice.Between(2, 300) : 1);
    }

    public ulong OldId(AccountId account)
    {
        ulong last = lastId.GetValueOrDefault(account);
        return last - Math.Min(last, dice.Between(0, 8));
    }
}
