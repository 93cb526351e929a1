using Chain.Wire;
using Google.Protobuf;

namespace Chain.Client;

/// <summary>Every operation of the ledger from value types. Amounts in minor units.</summary>
public static class Operations
{
    public static Operation Transfer(AccountId to, string asset, ulong amount) =>
        new() { Transfer = new Transfer { To = to.ToByteString(), Asset = asset, Amount = amount } };

    public static Operation Mint(AccountId to, string asset, ulong amount) =>
        new() { Mint = new Mint { To = to.ToByteString(), Asset = asset, Amount = amount } };

    public static Operation Burn(string asset, ulong amount) =>
        new() { Burn = new Burn { Asset = asset, Amount = amount } };

    public static Operation AdmitAccount(AccountId account, string party) =>
        new() { AdmitAccount = new AdmitAccount { Account = account.ToByteString(), Party = party } };

    public static Operation CreateProduct(CreateProduct product) => new() { CreateProduct = product };

    /// <summary>Lots a provider may sell in each of the slots first to last.</summary>
    public static Operation AttestCapacity(
        AccountId provider, string product, ulong firstSlot, ulong lastSlot, ulong lots) =>
        new()
        {
            AttestCapacity = new AttestCapacity
            {
                Provider = provider.ToByteString(),
                Product = product,
                Delivery = Delivery.Slot,
                FirstSlot = firstSlot,
                LastSlot = lastSlot,
                Lots = lots,
            },
        };

    /// <summary>Lots a provider may sell as SPOT until a time, Unix milliseconds.</summary>
    public static Operation AttestSpotCapacity(
        AccountId provider, string product, ulong lots, ulong untilMs) =>
        new()
        {
            AttestCapacity = new AttestCapacity
            {
                Provider = provider.ToByteString(),
                Product = product,
                Delivery = Delivery.Spot,
                Lots = lots,
                UntilMs = untilMs,
            },
        };

    /// <summary>The provider's free SPOT lots into each of the slots first to last.</summary>
    public static Operation MoveToSlots(string product, ulong firstSlot, ulong lastSlot, ulong lots) =>
        Move(Delivery.Slot, product, firstSlot, lastSlot, lots);

    /// <summary>Free lots of each of the slots, from the running one to the last, into SPOT.</summary>
    public static Operation MoveToSpot(string product, ulong firstSlot, ulong lastSlot, ulong lots) =>
        Move(Delivery.Spot, product, firstSlot, lastSlot, lots);

    /// <summary>Lowers each of the slots first to last to some lots.</summary>
    public static Operation RevokeCapacity(
        AccountId provider, string product, ulong firstSlot, ulong lastSlot, ulong lots) =>
        new()
        {
            RevokeCapacity = new RevokeCapacity
            {
                Provider = provider.ToByteString(),
                Product = product,
                Delivery = Delivery.Slot,
                FirstSlot = firstSlot,
                LastSlot = lastSlot,
                Lots = lots,
            },
        };

    public static Operation RevokeSpotCapacity(AccountId provider, string product, ulong lots) =>
        new()
        {
            RevokeCapacity = new RevokeCapacity
            {
                Provider = provider.ToByteString(),
                Product = product,
                Delivery = Delivery.Spot,
                Lots = lots,
            },
        };

    /// <param name="document">SHA-256 of the document that defines it.</param>
    public static Operation PublishGrade(string grade, ProductClass kind, Hash32 document, string note) =>
        new()
        {
            PublishGrade = new PublishGrade
            {
                Grade = grade,
                Class = kind,
                Document = ByteString.CopyFrom(document.Span),
                Note = note,
            },
        };

    /// <param name="document">SHA-256 of the document that defines it.</param>
    public static Operation PublishRegion(string region, Hash32 document, string note) =>
        new()
        {
            PublishRegion = new PublishRegion
            {
                Region = region,
                Document = ByteString.CopyFrom(document.Span),
                Note = note,
            },
        };

    public static Operation PlaceOrder(PlaceOrder order) => new() { PlaceOrder = order };

    /// <summary>A market order with a cap: what does not trade at once is cancelled.</summary>
    public static Operation MarketOrder(
        ulong clientOrderId, Instrument instrument, Side side, ulong lots, ulong cap) =>
        PlaceOrder(new PlaceOrder
        {
            ClientOrderId = clientOrderId,
            Instrument = instrument,
            Side = side,
            Lots = lots,
            Limit = cap,
            TimeInForce = TimeInForce.Ioc,
        });

    public static Operation CancelOrder(ulong clientOrderId) =>
        new() { CancelOrder = new CancelOrder { ClientOrderId = clientOrderId } };

    /// <summary>
    /// Up to <see cref="Limits.CancelsPerOperation"/> orders of the account, of one book or side where these
    /// are given; add it as often as there may be so many.
    /// </summary>
    public static Operation CancelAllOrders(Instrument? instrument = null, Side side = Side.Unspecified) =>
        new() { CancelAllOrders = new CancelAllOrders { Instrument = instrument, Side = side } };

    /// <summary>New terms for a resting order; 0 leaves what is.</summary>
    public static Operation ReplaceOrder(
        ulong clientOrderId, ulong lots = 0, ulong limit = 0, ulong expiresMs = 0) =>
        new()
        {
            ReplaceOrder = new ReplaceOrder
            {
                ClientOrderId = clientOrderId,
                Lots = lots,
                Limit = limit,
                ExpiresMs = expiresMs,
            },
        };

    private static Operation Move(
        Delivery to, string product, ulong firstSlot, ulong lastSlot, ulong lots) =>
        new()
        {
            MoveCapacity = new MoveCapacity
            {
                Product = product,
                To = to,
                FirstSlot = firstSlot,
                LastSlot = lastSlot,
                Lots = lots,
            },
        };

    /// <summary>The book of one product's slot.</summary>
    public static Instrument Slot(string product, ulong slot) =>
        new() { Product = product, Delivery = Delivery.Slot, Slot = slot };

    /// <summary>The book of open-ended leases of one product.</summary>
    public static Instrument Spot(string product) => new() { Product = product, Delivery = Delivery.Spot };
}
