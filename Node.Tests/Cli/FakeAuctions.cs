using Chain.Client.Replay;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Tests.Cli;

/// <summary>One auction: five lots change hands, an IOC order that met nobody is over.</summary>
internal sealed class FakeAuctions : AuctionService.AuctionServiceBase
{
    public FakeAuctions()
    {
        Auction = new Auction
        {
            Summary = Summary,
            Parent = FakeNode.Bytes(4),
            Accounts =
            {
                new AuctionAccount { Account = FakeNode.Bytes(7), Party = "animation-works" },
                new AuctionAccount { Account = FakeNode.Bytes(8), Party = "arctic-compute" },
            },
            Orders =
            {
                new AuctionOrder
                {
                    ClientOrderId = 3,
                    Side = Side.Buy,
                    Limit = 1_260,
                    Age = 9,
                    Lots = 8,
                    Minimum = 2,
                    Fill = 5,
                },
                new AuctionOrder
                {
                    Account = 1,
                    ClientOrderId = 4,
                    Side = Side.Sell,
                    Limit = 1_240,
                    Age = 9,
                    Lots = 5,
                    Fill = 5,
                },
            },
            Cancellations =
            {
                new AuctionCancellation
                {
                    ClientOrderId = 6,
                    Side = Side.Buy,
                    Lots = 1,
                    Reason = AuctionReasonKind.ImmediateOver,
                },
            },
        };
        ReplayBook book = TranscriptCheck.BookOf(Auction, new Hash32(FakeNode.Bytes(4).Span), 1, 1);
        Auction.Leases.Add(new AuctionLease
        {
            Lease = ByteString.CopyFrom(book.LeaseOf(
                new Hash32(FakeNode.Bytes(8).Span), new Hash32(FakeNode.Bytes(7).Span)).Span),
            Seller = 1,
            Tenant = 0,
            Lots = 5,
        });
    }

    /// <summary>Buyers are in surplus: the highest price with all the volume, within R + δ.</summary>
    public static AuctionSummary Summary => new()
    {
        Height = 12,
        TimestampMs = 600_000,
        Instrument = new Instrument { Product = "compute-eu-1", Delivery = Delivery.Slot, Slot = 77 },
        Price = 1_260,
        Lots = 5,
        Reference = 1_250,
        Low = 1_240,
        High = 1_260,
        Passes = 1,
        Fills = 2,
        Leases = 1,
        Cancellations = 1,
    };

    public Auction Auction { get; }

    public List<ListAuctionsRequest> Lists { get; } = [];

    public override Task<ListAuctionsReply> ListAuctions(
        ListAuctionsRequest request, ServerCallContext context)
    {
        Lists.Add(request);
        return Task.FromResult(new ListAuctionsReply { Auctions = { Summary } });
    }

    public override Task<Auction> GetAuction(GetAuctionRequest request, ServerCallContext context) =>
        request.Height == Summary.Height ? Task.FromResult(Auction)
            : throw new RpcException(new Status(StatusCode.NotFound, "no such auction"));
}
