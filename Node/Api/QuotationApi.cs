using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>QuotationService: open requests and their quotations, from committed state.</summary>
public sealed class QuotationApi(ChainStore store) : QuotationService.QuotationServiceBase
{
    public override Task<ListRequestsReply> ListRequests(
        ListRequestsRequest request, ServerCallContext context)
    {
        byte[] prefix = request.Account.IsEmpty
            ? [(byte)RowKind.Request]
            : [(byte)RowKind.Request, .. AccountName.Parse(request.Account).Bytes.ToArray()];
        using StoreSnapshot now = store.Snapshot();
        var reply = new ListRequestsReply();
        reply.NextPageToken = StateRows.Page<StateRow.Request>(
            now.Reads, prefix, request.PageToken, PageToken.Size(request.PageSize), _ => true,
            row => reply.Requests.Add(Of(now.Reads, row)));
        return Task.FromResult(reply);
    }

    public override Task<QuotationRequest> GetRequest(GetRequestRequest request, ServerCallContext context)
    {
        byte[] key = StateKey.Request(AccountName.Parse(request.Account), request.ClientOrderId);
        using StoreSnapshot now = store.Snapshot();
        return Task.FromResult(Of(now.Reads,
            StateRows.Row<StateRow.Request>(now.Reads, key) ?? throw ApiErrors.NotFound("request")));
    }

    private static QuotationRequest Of(StoreReads reads, StateRow.Request row)
    {
        ulong liveMs = StateRows.Row<StateRow.Clock>(reads, StateKey.Clock())?.LiveMs ?? 0;
        var request = new QuotationRequest
        {
            Id = ByteString.CopyFrom(row.Id.Span),
            Account = Describe.Bytes(row.Tenant),
            ClientOrderId = row.ClientOrderId,
            Lots = row.Lots,
            Reserve = row.Reserve,
            Locked = row.Locked,
            OpenedMs = row.OpenedMs,
            Phase = row.Phase,
            LeftMs = row.DeadlineMs - Math.Min(row.DeadlineMs, liveMs),
            DeliveryKey = Describe.BytesOrNone(row.DeliveryKey),
        };
        foreach (StateRow.Acceptable one in row.Instruments)
            request.Instruments.Add(new Instrument
            {
                Product = one.ProductName,
                Delivery = row.Delivery,
                Slot = one.Slot,
            });
        // The key of a quotation is that of its request, but for the kind, and its provider.
        byte[] prefix = StateKey.Request(row.Tenant, row.ClientOrderId);
        prefix[0] = (byte)RowKind.Quotation;
        foreach (StateRow.Quotation quotation in StateRows.Rows<StateRow.Quotation>(reads, prefix))
            request.Quotations.Add(Of(quotation));
        return request;
    }

    private static Quotation Of(StateRow.Quotation row) => new()
    {
        Provider = Describe.Bytes(row.Provider),
        Instrument = new Instrument { Product = row.ProductName, Delivery = row.Delivery, Slot = row.Slot },
        Commitment = ByteString.CopyFrom(row.Commitment.Span),
        CollateralPerLot = row.CollateralPerLot,
        Bond = row.Bond,
        Revealed = row.Revealed,
        Price = row.Price,
        OfferHash = row.Revealed ? ByteString.CopyFrom(row.Offer.Span) : ByteString.Empty,
    };
}
