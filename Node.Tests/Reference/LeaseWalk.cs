namespace Chain.Tests.Reference;

/// <summary>
/// One side's account, or a bundle's legs, or a lease of which lots are sold, with what it traded in an
/// auction.
/// </summary>
internal sealed record Trader(
    Hash32 Name, AccountId Account, BundleRow? Bundle, Hash32? Source, ulong Lots);

/// <summary>Who gets a lease from whom (M-410).</summary>
internal static class LeaseWalk
{
    public static List<(Trader Buyer, Trader Seller, ulong Lots)> Of(World world, Clearing clearing)
    {
        List<(Trader, Trader, ulong)> pairs = [];
        List<Trader> buyers = Side(world, clearing, isBuy: true);
        List<Trader> sellers = Side(world, clearing, isBuy: false);
        int i = 0, j = 0;
        ulong bought = 0, sold = 0;
        while (i < buyers.Count && j < sellers.Count)
        {
            ulong lots = Math.Min(buyers[i].Lots - bought, sellers[j].Lots - sold);
            pairs.Add((buyers[i], sellers[j], lots));
            (bought, sold) = (bought + lots, sold + lots);
            if (bought == buyers[i].Lots) (i, bought) = (i + 1, 0);
            if (sold == sellers[j].Lots) (j, sold) = (j + 1, 0);
        }
        return pairs;
    }

    public static List<Trader> Side(World world, Clearing clearing, bool isBuy) =>
    [.. clearing.Fills.Where(fill => fill.Key.IsBuy == isBuy)
        .GroupBy(fill => NameOf(world, fill.Key))
        .Select(group => new Trader(group.Key, group.First().Key.Account, group.First().Key.Bundle,
            group.First().Key.Order?.Source,
            (ulong)group.Aggregate(UInt128.Zero, (sum, fill) => sum + fill.Value)))
        .OrderByDescending(trader => trader.Lots)
        .ThenBy(trader => Hashes.OfWalk(world, clearing.Instrument, trader.Name))];

    /// <summary>Who it is in the walk (M-410, M-508, M-802).</summary>
    public static Hash32 NameOf(World world, Entry entry) =>
        entry.Bundle is { } bundle ? Hashes.OfGroup(world, bundle)
        : entry.Order?.Source ?? entry.Account.Bytes;
}
