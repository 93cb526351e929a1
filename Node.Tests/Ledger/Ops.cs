using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>Operations in one call each.</summary>
internal static class Ops
{
    public static Operation Transfer(AccountId to, ulong amount, string asset = Market.Money) =>
        new() { Transfer = new Transfer { To = Market.Bytes(to), Asset = asset, Amount = amount } };

    public static Operation Mint(AccountId to, ulong amount, string asset = Market.Money) =>
        new() { Mint = new Mint { To = Market.Bytes(to), Asset = asset, Amount = amount } };

    public static Operation Burn(ulong amount, string asset = Market.Money) =>
        new() { Burn = new Burn { Asset = asset, Amount = amount } };

    public static Operation Admit(AccountId account, string party) =>
        new() { AdmitAccount = new AdmitAccount { Account = Market.Bytes(account), Party = party } };

    public static Operation Product(CreateProduct product) => new() { CreateProduct = product };

    public static Operation Attest(
        AccountId provider, ulong lots, ulong slot = Market.Slot, string product = Market.Compute,
        ulong? lastSlot = null) =>
        new()
        {
            AttestCapacity = new AttestCapacity
            {
                Provider = Market.Bytes(provider),
                Product = product,
                Delivery = Delivery.Slot,
                FirstSlot = slot,
                LastSlot = lastSlot ?? slot,
                Lots = lots,
            },
        };

    public static Operation AttestSpot(
        AccountId provider, ulong lots, ulong untilMs, string product = Market.Compute) =>
        new()
        {
            AttestCapacity = new AttestCapacity
            {
                Provider = Market.Bytes(provider),
                Product = product,
                Delivery = Delivery.Spot,
                Lots = lots,
                UntilMs = untilMs,
            },
        };

    public static Operation Move(
        Delivery to, ulong lots, ulong slot = Market.Slot, ulong? lastSlot = null,
        string product = Market.Compute) =>
        new()
        {
            MoveCapacity = new MoveCapacity
            {
                Product = product,
                To = to,
                FirstSlot = slot,
                LastSlot = lastSlot ?? slot,
                Lots = lots,
            },
        };

    /// <param name="slot">Null: SPOT.</param>
    public static Operation Revoke(
        AccountId provider, ulong lots, ulong? slot = null, ulong? lastSlot = null,
        string product = Market.Compute) =>
        new()
        {
            RevokeCapacity = new RevokeCapacity
            {
                Provider = Market.Bytes(provider),
                Product = product,
                Delivery = slot is null ? Delivery.Spot : Delivery.Slot,
                FirstSlot = slot ?? 0,
                LastSlot = lastSlot ?? slot ?? 0,
                Lots = lots,
            },
        };

    public static Operation Grade(PublishGrade grade) => new() { PublishGrade = grade };

    public static Operation Region(PublishRegion region) => new() { PublishRegion = region };

    /// <summary>An order like the given one, in the product's SPOT book.</summary>
    public static Operation Spot(Operation order)
    {
        order.PlaceOrder.Instrument.Delivery = Delivery.Spot;
        order.PlaceOrder.Instrument.Slot = 0;
        return order;
    }

    public static Operation Buy(ulong id, ulong lots, ulong limit, ulong slot = Market.Slot, bool ioc = false) =>
        Place(id, Side.Buy, lots, limit, slot, ioc);

    public static Operation Sell(ulong id, ulong lots, ulong limit, ulong slot = Market.Slot, bool ioc = false) =>
        Place(id, Side.Sell, lots, limit, slot, ioc);

    public static Operation Place(
        ulong id, Side side, ulong lots, ulong limit, ulong slot, bool ioc, string product = Market.Compute) =>
        new()
        {
            PlaceOrder = new PlaceOrder
            {
                ClientOrderId = id,
                Instrument = new Instrument { Product = product, Delivery = Delivery.Slot, Slot = slot },
                Side = side,
                Lots = lots,
                Limit = limit,
                TimeInForce = ioc ? TimeInForce.Ioc : TimeInForce.Gtc,
            },
        };

    /// <summary>An order of the slot with whatever else it says.</summary>
    public static Operation Order(ulong id, Side side, ulong lots, ulong limit, Action<PlaceOrder> more)
    {
        Operation operation = Place(id, side, lots, limit, Market.Slot, ioc: false);
        more(operation.PlaceOrder);
        return operation;
    }

    public static Operation CancelAll(Side side = Side.Unspecified, ulong? slot = null) => new()
    {
        CancelAllOrders = new CancelAllOrders
        {
            Side = side,
            Instrument = slot is null ? null : new Instrument
            {
                Product = Market.Compute,
                Delivery = Delivery.Slot,
                Slot = slot.Value,
            },
        },
    };

    public static Operation Replace(ulong id, ulong lots = 0, ulong limit = 0, ulong expires = 0) => new()
    {
        ReplaceOrder = new ReplaceOrder
        {
            ClientOrderId = id,
            Lots = lots,
            Limit = limit,
            ExpiresMs = expires,
        },
    };

    public static Operation Cancel(ulong id) =>
        new() { CancelOrder = new CancelOrder { ClientOrderId = id } };

    /// <summary>A leg in the product's SPOT book.</summary>
    public static void Spot(PlaceBundle bundle)
    {
        bundle.Legs[0].Instrument.Delivery = Delivery.Spot;
        bundle.Legs[0].Instrument.Slot = 0;
    }

    /// <summary>Of slots of the product, GTC.</summary>
    public static Operation Bundle(ulong id, ulong limit, params (ulong Slot, ulong Lots)[] legs) => new()
    {
        PlaceBundle = new PlaceBundle
        {
            ClientOrderId = id,
            Limit = limit,
            TimeInForce = TimeInForce.Gtc,
            Legs =
            {
                legs.Select(leg => new BundleLeg
                {
                    Instrument = new Instrument
                    {
                        Product = Market.Compute,
                        Delivery = Delivery.Slot,
                        Slot = leg.Slot,
                    },
                    Lots = leg.Lots,
                }),
            },
        },
    };

    /// <param name="limit">Average price per lot and slot.</param>
    public static Operation Block(ulong id, ulong first, ulong count, ulong lots, ulong limit) => new()
    {
        PlaceBlockOrder = new PlaceBlockOrder
        {
            ClientOrderId = id,
            Product = Market.Compute,
            FirstSlot = first,
            Count = count,
            Lots = lots,
            Limit = limit,
            TimeInForce = TimeInForce.Gtc,
        },
    };
}
