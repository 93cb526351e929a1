using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Execution;

/// <summary>
/// A block's transcripts as rows: the summary is the very message that clients get, the orders are packed,
/// because a block may clear thousands. Leases are not among them: the trade history has them.
/// </summary>
internal static class AuctionRows
{
    public static IReadOnlyList<AuctionRow> Of(BlockOutcome outcome) =>
        [.. outcome.Auctions.Select((auction, index) => new AuctionRow(
            auction.InstrumentKey, Summary(outcome.Block, auction, index).ToByteArray(),
            PackedAuction.Pack(auction)))];

    public static AuctionSummary Summary(in BlockContext block, AuctionResult auction, int index) => new()
    {
        Height = block.Height.Value,
        Index = (uint)index,
        TimestampMs = block.TimestampMs,
        Instrument = new Instrument
        {
            Product = auction.Product,
            Delivery = auction.Delivery,
            Slot = auction.Slot,
        },
        Price = auction.Price,
        Lots = auction.Lots,
        Reference = auction.Reference,
        Low = auction.Low,
        High = auction.High,
        Passes = (uint)auction.Passes,
        Fills = (uint)auction.Fills.Count,
        Leases = (uint)auction.Leases.Count,
        Exclusions = (uint)auction.Exclusions.Count,
        Cancellations = (uint)auction.Cancellations.Count,
    };
}
