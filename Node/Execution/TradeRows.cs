using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Execution;

/// <summary>
/// A block's leases as rows of the trade history: derived data, in the very message that clients get.
/// </summary>
public static class TradeRows
{
    public static IReadOnlyList<TradeRow> Of(BlockOutcome outcome)
    {
        var rows = new List<TradeRow>();
        foreach (AuctionResult auction in outcome.Trades)
        {
            byte[] instrument = StateKey.Instrument(auction.Product, auction.Delivery, auction.Slot);
            foreach (LeaseTrade lease in auction.Leases)
                rows.Add(new TradeRow(instrument, Describe(outcome.Block, auction, lease, rows.Count).ToByteArray()));
        }
        return rows;
    }

    private static Trade Describe(BlockContext block, AuctionResult auction, LeaseTrade lease, int index) => new()
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
        Lots = lease.Lots,
        Provider = Copy(lease.Provider.Bytes),
        Tenant = Copy(lease.Tenant.Bytes),
        Lease = Copy(lease.Lease),
        SourceLease = lease.Source == default ? ByteString.Empty : Copy(lease.Source),
    };

    private static ByteString Copy(Hash32 hash) => ByteString.CopyFrom(hash.Span);
}
