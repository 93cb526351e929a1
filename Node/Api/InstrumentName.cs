using System.Text;
using Chain.Ledger;
using Chain.Ledger.Prices;
using Chain.Wire;

namespace Chain.Node.Api;

/// <summary>Which book: what a client names, what a row names, and the keys under which things lie.</summary>
public readonly record struct InstrumentName(string Product, Delivery Delivery, ulong Slot)
{
    public static InstrumentName Of(StateRow.Order row) => new(row.ProductName, row.Delivery, row.Slot);

    public static InstrumentName Of(StateRow.Instrument row) => new(row.ProductName, row.Delivery, row.Slot);

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static InstrumentName Parse(Instrument? instrument)
    {
        if (instrument is null) throw ApiErrors.Invalid("give an instrument");
        ParseProduct(instrument.Product, instrument.Delivery);
        if (instrument is { Delivery: Delivery.Spot, Slot: not 0 })
            throw ApiErrors.Invalid("SPOT has no slot");
        return new InstrumentName(instrument.Product, instrument.Delivery, instrument.Slot);
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static void ParseProduct(string product, Delivery delivery)
    {
        if (delivery is not (Delivery.Slot or Delivery.Spot))
            throw ApiErrors.Invalid("delivery must be SLOT or SPOT");
        if (product.Length is 0 or > Limits.NameLength || !Ascii.IsValid(product))
            throw ApiErrors.Invalid("product is empty, too long or not ASCII");
    }

    /// <summary>Of its state row, and of its trades.</summary>
    public byte[] Key => StateKey.Instrument(Product, Delivery, Slot);

    /// <summary>Of its candles.</summary>
    public byte[] Series => PriceSeries.OfInstrument(Product, Delivery, Slot);

    /// <summary>R before any trade.</summary>
    public ulong ListingPrice(CreateProduct terms) =>
        Delivery == Delivery.Spot ? terms.SpotListingPrice : terms.ListingPrice;

    public Instrument ToMessage() => new() { Product = Product, Delivery = Delivery, Slot = Slot };
}
