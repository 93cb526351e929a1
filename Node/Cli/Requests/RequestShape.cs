using System.Text.Json.Serialization;
using Chain.Wire;

namespace Chain.Node.Cli.Requests;

/// <summary>An open request for quotations as JSON; money in minor units.</summary>
internal sealed record RequestShape(
    string Request, string Account, ulong ClientOrderId, IReadOnlyList<string> Instruments, ulong Lots,
    ulong Reserve, ulong Locked, ulong OpenedMs, string Phase, ulong LeftMs, string? DeliveryKey,
    IReadOnlyList<QuotationShape> Quotations)
{
    /// <summary>Product of the first: all have its asset.</summary>
    [JsonIgnore]
    public string Product => Instruments[0][..Instruments[0].LastIndexOf('/')];

    public static RequestShape From(QuotationRequest row) => new(
        Show.Hex(row.Id), Show.Account(row.Account), row.ClientOrderId,
        [.. row.Instruments.Select(Show.Instrument)], row.Lots, row.Reserve, row.Locked, row.OpenedMs,
        Show.Request(row.Phase), row.LeftMs, row.DeliveryKey.IsEmpty ? null : Show.Hex(row.DeliveryKey),
        [.. row.Quotations.Select(one => new QuotationShape(
            Show.Account(one.Provider), Show.Instrument(one.Instrument), one.Bond, one.Revealed, one.Price,
            Show.Hex(one.OfferHash)))]);
}

/// <summary>One quotation; price and offer say something once it is revealed.</summary>
internal sealed record QuotationShape(
    string Provider, string Instrument, ulong Bond, bool Revealed, ulong Price, string OfferHash)
{
    public string Said(Catalog catalog, string product) => Revealed
        ? $"{catalog.Price(Price, product)} for {Instrument}, offer {Show.Short(OfferHash)}"
        : $"sealed, for {Instrument}";
}
