namespace Chain.Node.Api;

/// <summary>Resting lots at one price.</summary>
public readonly record struct PriceLevel(ulong Price, ulong Lots, uint Orders);

/// <summary>A book as of a block: its best levels, best first, and the sums of all.</summary>
/// <param name="Height">The newest block counted in.</param>
/// <param name="ChangedAt">The block that changed the book last; 0 where no order rests.</param>
public sealed record BookView(
    Height Height, Height ChangedAt, IReadOnlyList<PriceLevel> Bids, IReadOnlyList<PriceLevel> Asks,
    UInt128 BidLots, UInt128 AskLots)
{
    /// <summary>Imbalance of the levels in view, basis points (M-908).</summary>
    public int LevelsImbalance(int depth) => Imbalance(Sum(Bids, depth), Sum(Asks, depth));

    /// <summary>Imbalance of the whole book, basis points (M-908).</summary>
    public int BookImbalance => Imbalance(BidLots, AskLots);

    private static int Imbalance(UInt128 bid, UInt128 ask) =>
        bid + ask == 0 ? 0 : (int)(((Int128)bid - (Int128)ask) * 10_000 / (Int128)(bid + ask));

    private static UInt128 Sum(IReadOnlyList<PriceLevel> levels, int depth)
    {
        UInt128 sum = 0;
        for (int i = 0; i < Math.Min(depth, levels.Count); i++) sum += levels[i].Lots;
        return sum;
    }
}
