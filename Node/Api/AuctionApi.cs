using Chain.Ledger.Storage;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>AuctionService: transcripts of auctions (M-431, M-432).</summary>
public sealed class AuctionApi(ChainStore store) : AuctionService.AuctionServiceBase
{
    public override Task<ListAuctionsReply> ListAuctions(
        ListAuctionsRequest request, ServerCallContext context)
    {
        int size = PageToken.Size(request.PageSize);
        var from = new Height(request.Height);
        Height behind = request.Height is 0 or ulong.MaxValue ? new Height(ulong.MaxValue) : from.Next;
        TradePosition end = PageToken.Position(request.PageToken) ?? new TradePosition(behind, 0);
        // A token only ever continues: of a list that is bounded by a height it lies in that block.
        if (end.Height > behind)
            throw ApiErrors.Invalid("page_token belongs to another list");
        IReadOnlyList<StoredAuction> auctions = request.Instrument is null
            ? store.Reads.Auctions(from, end, size)
            : store.Reads.Auctions(InstrumentName.Parse(request.Instrument).Key, from, end.Height, size);
        var reply = new ListAuctionsReply();
        reply.Auctions.Add(auctions.Select(auction =>
            AuctionSummary.Parser.ParseFrom(auction.Summary.Span)));
        if (auctions.Count == size) reply.NextPageToken = PageToken.Of(auctions[^1].Position);
        return Task.FromResult(reply);
    }

    public override Task<Auction> GetAuction(GetAuctionRequest request, ServerCallContext context)
    {
        byte[] instrument = InstrumentName.Parse(request.Instrument).Key;
        using StoreSnapshot now = store.Snapshot();
        return Task.FromResult(
            Transcripts.Of(now.Reads, instrument, new Height(request.Height))
            ?? throw ApiErrors.NotFound("auction of that instrument in that block"));
    }
}
