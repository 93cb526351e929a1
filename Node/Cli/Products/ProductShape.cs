using Chain.Wire;

namespace Chain.Node.Cli.Products;

/// <summary>A product as JSON; prices in minor units per lot.</summary>
internal sealed record ProductShape(
    string Product, string Class, string Grade, string Region, string Unit, ulong LotSize, ulong MinOrderLots,
    ulong Tick, string Asset, ulong SlotMs, ulong LeadMs, ulong CollateralPerLot, ulong ListingPrice,
    uint FeeBps, ulong SpotListingPrice, ulong NoticeMs, ulong RekeyFee)
{
    public static ProductShape From(CreateProduct p) => new(
        p.Product, Show.Class(p.Class), p.Grade, p.Region, p.Unit, p.LotSize, p.MinOrderLots, p.Tick, p.Asset,
        p.SlotMs, p.LeadMs, p.CollateralPerLot, p.ListingPrice, p.FeeBps,
        p.SpotListingPrice, p.NoticeMs, p.RekeyFee);
}
