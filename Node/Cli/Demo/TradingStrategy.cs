using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>
/// How the demonstration's players quote: around the reference price, a little apart, so that books have
/// depth and most auctions trade. Buyers want compute most; now and then a hurried one takes what is there.
/// </summary>
internal sealed class TradingStrategy(Random random)
{
    private const int SlotsAhead = 3;

    /// <summary>Quotes stray this many percent from the reference.</summary>
    private const int Spread = 6;

    private const int HurryPercent = 15;

    /// <summary>The book an actor looks at next.</summary>
    public Instrument Choose(IReadOnlyList<CreateProduct> products, DateTimeOffset now)
    {
        CreateProduct product = random.Next(2) == 0
            ? products[0] : products[random.Next(products.Count)];
        ulong slot = InstrumentText.NextOpen(product, now) + (ulong)random.Next(SlotsAhead);
        return Operations.Slot(product.Product, slot);
    }

    /// <param name="side">Buyers bid a little below or above the reference, sellers too.</param>
    /// <param name="product">Its tick and listing price.</param>
    /// <param name="book">Its reference price; 0 where it never traded.</param>
    /// <param name="orderId">Fresh.</param>
    public PlaceOrder Quote(Side side, CreateProduct product, Book book, ulong orderId)
    {
        bool hurried = side == Side.Buy && random.Next(100) < HurryPercent;
        int percent = 100 + (hurried ? Spread : random.Next(-Spread, Spread + 1));
        ulong reference = book.ReferencePrice == 0 ? product.ListingPrice : book.ReferencePrice;
        ulong limit = reference * (ulong)percent / 100 / product.Tick * product.Tick;
        return new PlaceOrder
        {
            ClientOrderId = orderId,
            Instrument = book.Instrument,
            Side = side,
            Lots = product.MinOrderLots * (ulong)random.Next(1, 6),
            Limit = Math.Max(product.Tick, limit),
            TimeInForce = hurried ? TimeInForce.Ioc : TimeInForce.Gtc,
        };
    }
}
