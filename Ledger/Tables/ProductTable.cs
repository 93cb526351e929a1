using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>An immutable product; fields as in <see cref="CreateProduct"/>.</summary>
internal readonly record struct ProductRow(
    ProductClass Class, string Grade, string Region, string Unit, ulong LotSize, ulong MinOrderLots,
    ulong Tick, int Asset, ulong SlotMs, ulong LeadMs, ulong CollateralPerLot, ulong ListingPrice,
    uint FeeBps, ulong SpotListingPrice, ulong NoticeMs, ulong RekeyFee)
{
    public bool HasSpot => SpotListingPrice != 0;

    /// <summary>Start of a slot, Unix ms. Only for slots within the horizon.</summary>
    public ulong StartOf(ulong slot) => slot * SlotMs;

    public ulong EndOf(ulong slot) => (slot + 1) * SlotMs;

    /// <summary>When the slot's book closes.</summary>
    public ulong CloseOf(ulong slot) => StartOf(slot) - Math.Min(StartOf(slot), LeadMs);

    /// <summary>R before the first trade (M-403).</summary>
    public ulong ListingPriceOf(Delivery delivery) =>
        delivery == Delivery.Spot ? SpotListingPrice : ListingPrice;

    /// <summary>
    /// What a buyer locks for each lot at this limit. SLOT: the price, and its fee rounded up (M-302). SPOT:
    /// what notice and grace cost, rounded up; a lease goes on holding it at its own price (M-603).
    /// </summary>
    /// <param name="graceMs">Of the chain, for ever (M-140).</param>
    public ulong BuyerLockPerLot(Delivery delivery, ulong limit, ulong graceMs) =>
        delivery == Delivery.Spot ? ForHours(limit, NoticeMs + graceMs) : limit + Fee(limit);

    /// <summary>What a buyer locks for so many lots (M-302, M-603).</summary>
    /// <returns>Null where it, or lots · limit, is more than may be: OVERFLOW.</returns>
    public ulong? BuyerLock(Delivery delivery, ulong lots, ulong limit, ulong graceMs)
    {
        ulong perLot = BuyerLockPerLot(delivery, limit, graceMs);
        return (UInt128)lots * Math.Max(perLot, limit) <= Limits.Notional ? lots * perLot : null;
    }

    /// <summary>
    /// What a purchase takes from a buyer's lock: SLOT the price and one fee (M-409), SPOT the reserve that
    /// its leases go on holding (M-603).
    /// </summary>
    public ulong BuyerCost(Delivery delivery, ulong lots, ulong price, ulong graceMs) =>
        delivery == Delivery.Spot
            ? lots * BuyerLockPerLot(delivery, price, graceMs) : lots * price + Fee((UInt128)lots * price);

    /// <summary>
    /// A provider's for each lot: the product's, and at least a fifth of R, for SPOT of what R comes to over
    /// the notice; rounded up (M-701).
    /// </summary>
    public ulong CollateralAt(Delivery delivery, ulong reference)
    {
        UInt128 fifth = delivery == Delivery.Spot
            ? ((UInt128)reference * NoticeMs + 5 * Limits.MsPerHour - 1) / (5 * Limits.MsPerHour)
            : (reference + 4) / 5;
        return Math.Max(CollateralPerLot, (ulong)fifth);
    }

    /// <summary>Fee on a notional, rounded up.</summary>
    public ulong Fee(UInt128 notional) => (ulong)((notional * FeeBps + 9_999) / 10_000);

    /// <summary>Of the fee on so many lots at a price, what falls on those after the first ones.</summary>
    public ulong FeeOfPart(ulong price, ulong before, ulong through) =>
        Fee((UInt128)through * price) - Fee((UInt128)before * price);

    /// <summary>
    /// The most a price may move at once at this reference: δ of the price rule, and R's step.
    /// </summary>
    public ulong StepAt(ulong reference) => Math.Max(Tick, reference / 16 / Tick * Tick);

    /// <summary>A price per hour over so many ms, rounded up.</summary>
    public static ulong ForHours(ulong price, ulong ms) =>
        (ulong)(((UInt128)price * ms + Limits.MsPerHour - 1) / Limits.MsPerHour);
}

internal sealed class ProductTable(ChangeLog log, AssetTable assets) : Table<string, ProductRow>(log)
{
    protected override void WriteKey(string key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Product);
        Text.Raw(ref writer, key);
    }

    protected override void WriteRow(in ProductRow row, ref FixedWriter writer)
    {
        writer.U8((byte)row.Class);
        Text.Counted(ref writer, row.Grade);
        Text.Counted(ref writer, row.Region);
        Text.Counted(ref writer, row.Unit);
        Text.Counted(ref writer, assets.KeyOf(row.Asset));
        writer.U64(row.LotSize);
        writer.U64(row.MinOrderLots);
        writer.U64(row.Tick);
        writer.U64(row.SlotMs);
        writer.U64(row.LeadMs);
        writer.U64(row.CollateralPerLot);
        writer.U64(row.ListingPrice);
        writer.U16((ushort)row.FeeBps);
        writer.U64(row.SpotListingPrice);
        writer.U64(row.NoticeMs);
        writer.U64(row.RekeyFee);
    }
}
