using Chain.Client.Replay;
using Chain.Ledger;
using Chain.Node.Execution;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// Every auction of every block that a test executes is run again from its transcript, as clients do it.
/// </summary>
internal static class Replays
{
    // The second implementation is plain: floods are replayed by tests of their own.
    private const int LargestBook = 300;

    public static void Check(LedgerState state, BlockOutcome outcome)
    {
        foreach (AuctionResult auction in outcome.Auctions)
        {
            if (auction.Entrants.Count > LargestBook) continue;
            var product = state.Tables.Products[state.Tables.Products.Find(auction.Product)];
            Assert.That(
                TranscriptCheck.FirstFault(Message(state, outcome, auction), product.Tick,
                    product.MinOrderLots),
                Is.Null);
        }
    }

    /// <summary>As a node publishes it.</summary>
    private static Auction Message(LedgerState state, BlockOutcome outcome, AuctionResult auction)
    {
        Auction message = PackedAuction.Unpack(PackedAuction.Pack(auction));
        message.Summary = AuctionRows.Summary(outcome.Block, auction, index: 0);
        message.Parent = ByteString.CopyFrom(outcome.Block.ParentDigest.Span);
        var places = new Dictionary<ByteString, uint>();
        foreach (AuctionAccount account in message.Accounts)
        {
            int slot = state.Tables.Accounts.Find(new AccountId(new Hash32(account.Account.Span)));
            account.Party = state.Tables.Parties.KeyOf(state.Tables.Accounts[slot].Party);
            places.Add(account.Account, (uint)places.Count);
        }
        message.Leases.Add(auction.Leases.Select(lease => new AuctionLease
        {
            Lease = ByteString.CopyFrom(lease.Lease.Span),
            Source = lease.Source == default ? ByteString.Empty : ByteString.CopyFrom(lease.Source.Span),
            Seller = lease.Source == default ? places[Market.Bytes(lease.Provider)]
                : message.Orders.First(order => order.Source == ByteString.CopyFrom(lease.Source.Span))
                    .Account,
            Tenant = places[Market.Bytes(lease.Tenant)],
            Lots = lease.Lots,
        }));
        return message;
    }
}
