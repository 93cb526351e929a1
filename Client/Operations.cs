using Chain.Wire;

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

    public static Operation PlaceOrder(PlaceOrder order) => new() { PlaceOrder = order };

    public static Operation CancelOrder(ulong clientOrderId) =>
        new() { CancelOrder = new CancelOrder { ClientOrderId = clientOrderId } };

    /// <summary>The book of one product's slot.</summary>
    public static Instrument Slot(string product, ulong slot) =>
        new() { Product = product, Delivery = Delivery.Slot, Slot = slot };

    /// <summary>The book of open-ended leases of one product.</summary>
    public static Instrument Spot(string product) => new() { Product = product, Delivery = Delivery.Spot };
}
