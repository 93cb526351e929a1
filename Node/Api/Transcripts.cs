using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Execution;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Api;

/// <summary>Puts a stored transcript together: its orders, its leases, the parties of its accounts.</summary>
internal static class Transcripts
{
    /// <param name="instrument">Key of its row.</param>
    /// <returns>Null where nothing happened in that book in that block.</returns>
    public static Auction? Of(StoreReads reads, byte[] instrument, Height height)
    {
        if (height.Value is 0 or ulong.MaxValue) return null;
        IReadOnlyList<StoredAuction> found = reads.Auctions(instrument, height, height.Next, 1);
        if (found.Count == 0) return null;
        Auction auction = PackedAuction.Unpack(reads.AuctionOrders(found[0].Position));
        auction.Summary = AuctionSummary.Parser.ParseFrom(found[0].Summary.Span);
        auction.Parent = Describe.Bytes(reads.Header(height)!.Header.Parent);
        var places = new Dictionary<ByteString, uint>();
        foreach (AuctionAccount account in auction.Accounts)
        {
            places.Add(account.Account, (uint)places.Count);
            account.Party = StateRows.Row<StateRow.Account>(
                reads, StateKey.Account(new AccountId(new Hash32(account.Account.Span))))!.PartyName;
        }
        if (auction.Summary.Leases == 0) return auction;
        // Newest first: those of this block stand together.
        foreach (StoredTrade stored in reads.TradesBefore(
            instrument, new TradePosition(height.Next, 0), (int)auction.Summary.Leases).Reverse())
        {
            Trade trade = Trade.Parser.ParseFrom(stored.Trade.Span);
            auction.Leases.Add(new AuctionLease
            {
                Lease = trade.Lease,
                Source = trade.SourceLease,
                Seller = trade.SourceLease.IsEmpty ? places[trade.Provider]
                    : auction.Orders.First(order => order.Source == trade.SourceLease).Account,
                Tenant = places[trade.Tenant],
                Lots = trade.Lots,
            });
        }
        return auction;
    }
}
