using System.Text.Json.Serialization;
using Chain.Wire;

namespace Chain.Node.Cli.Auctions;

/// <summary>An auction as JSON, without its orders; prices in minor units per lot.</summary>
internal sealed record AuctionSummaryShape(
    ulong Height, uint Index, ulong TimestampMs, string Product, string Delivery, ulong Slot, ulong Price,
    ulong Lots, ulong Reference, ulong Low, ulong High, uint Passes, uint Fills, uint Leases, uint Exclusions,
    uint Cancellations)
{
    public static AuctionSummaryShape From(AuctionSummary a) => new(
        a.Height, a.Index, a.TimestampMs, a.Instrument.Product, Show.Delivery(a.Instrument.Delivery),
        a.Instrument.Slot, a.Price, a.Lots, a.Reference, a.Low, a.High, a.Passes, a.Fills, a.Leases,
        a.Exclusions, a.Cancellations);
}

/// <summary>A transcript as JSON.</summary>
internal sealed record AuctionShape(
    AuctionSummaryShape Summary, string Parent, IReadOnlyList<AuctionOrderShape> Orders,
    IReadOnlyList<AuctionLeftShape> Left, IReadOnlyList<AuctionLeaseShape> Leases)
{
    public static AuctionShape From(Auction auction)
    {
        string Account(uint place) => Show.Account(auction.Accounts[(int)place].Account);
        return new AuctionShape(
            AuctionSummaryShape.From(auction.Summary), Show.Hex(auction.Parent),
            [.. auction.Orders.Select(o => new AuctionOrderShape(
                Show.Side(o.Side), Account(o.Account), auction.Accounts[(int)o.Account].Party,
                o.ClientOrderId, o.Limit, o.Age, o.Lots, o.Minimum, o.PostOnly, o.Immediate, o.Leg,
                o.Exclusions, o.Fill))],
            [.. auction.Exclusions.Select(e => new AuctionLeftShape(
                Show.Side(e.Side), Account(e.Account), e.ClientOrderId, "sat out", Show.Reason(e.Reason),
                null, e.Pass)),
                .. auction.Cancellations.Select(c => new AuctionLeftShape(
                    Show.Side(c.Side), Account(c.Account), c.ClientOrderId, "cancelled",
                    Show.Reason(c.Reason), c.Lots, null))],
            [.. auction.Leases.Select(l => new AuctionLeaseShape(
                Show.Hex(l.Lease), Account(l.Seller), Account(l.Tenant), l.Lots))]);
    }
}

/// <param name="Age">Unix minute of its entry.</param>
/// <param name="Fill">Lots that it traded.</param>
internal sealed record AuctionOrderShape(
    string Side, string Account, string Party, ulong ClientOrderId, ulong Limit, ulong Age, ulong Lots,
    ulong Minimum, bool PostOnly, bool Immediate, bool Leg, uint Exclusions, ulong Fill)
{
    [JsonIgnore]
    public string InWords => string.Join(", ", new[]
    {
        Leg ? "bundle" : "", Immediate ? "immediate" : "", PostOnly ? "post-only" : "",
        Minimum > 0 && !Leg ? $"at least {Minimum}" : "",
        Exclusions > 0 ? $"sat out {Exclusions} before" : "",
    }.Where(word => word.Length > 0));
}

/// <summary>Who sat out or was cancelled, and why.</summary>
internal sealed record AuctionLeftShape(
    string Side, string Account, ulong ClientOrderId, string What, string Reason, ulong? Lots, uint? Pass);

internal sealed record AuctionLeaseShape(string Id, string Seller, string Tenant, ulong Lots);
