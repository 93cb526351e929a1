using Chain.Wire;

namespace Chain.Ledger.Prices;

/// <summary>What one series traded in one block (M-903).</summary>
/// <param name="Series">Its name: <see cref="PriceSeries"/>.</param>
/// <param name="Lots">At least 1.</param>
/// <param name="Notional">Σ price · lots.</param>
/// <param name="Trades">Leases made.</param>
public sealed record SeriesPrint(
    ReadOnlyMemory<byte> Series, UInt128 Lots, UInt128 Notional, ulong Trades)
{
    /// <summary>Minor units per lot, rounded down.</summary>
    public ulong Price => (ulong)(Notional / Lots);

    /// <summary>The prints of a block: of each book that traded, then of each product.</summary>
    public static IReadOnlyList<SeriesPrint> Of(IReadOnlyList<AuctionResult> auctions)
    {
        var books = new Sums<(string, Delivery, ulong)>();
        var products = new Sums<(string, Delivery)>();
        foreach (AuctionResult auction in auctions)
        {
            if (auction.Lots == 0) continue;
            books.Add((auction.Product, auction.Delivery, auction.Slot), auction);
            products.Add((auction.Product, auction.Delivery), auction);
        }
        return
        [
            .. books.Prints(book => PriceSeries.OfInstrument(book.Item1, book.Item2, book.Item3)),
            .. products.Prints(product => PriceSeries.OfProduct(product.Item1, product.Item2)),
        ];
    }

    /// <summary>Sums by key, in the order in which the keys came.</summary>
    private sealed class Sums<TKey> where TKey : notnull
    {
        private readonly Dictionary<TKey, int> places = [];
        private readonly List<(TKey Key, UInt128 Lots, UInt128 Notional, ulong Trades)> sums = [];

        public void Add(TKey key, AuctionResult auction)
        {
            if (!places.TryGetValue(key, out int place))
            {
                places.Add(key, place = sums.Count);
                sums.Add((key, 0, 0, 0));
            }
            (_, UInt128 lots, UInt128 notional, ulong trades) = sums[place];
            sums[place] = (key, lots + auction.Lots, notional + (UInt128)auction.Price * auction.Lots,
                trades + (ulong)auction.Leases.Count);
        }

        public IEnumerable<SeriesPrint> Prints(Func<TKey, byte[]> name) =>
            sums.Select(sum => new SeriesPrint(name(sum.Key), sum.Lots, sum.Notional, sum.Trades));
    }
}
