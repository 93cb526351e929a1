using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Tests.Cli;

/// <summary>One request of a tenant for either of two slots; quoted by whom the test says.</summary>
internal sealed class FakeQuotations : QuotationService.QuotationServiceBase
{
    public List<Quotation> Quoted { get; } = [];

    public override Task<ListRequestsReply> ListRequests(
        ListRequestsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListRequestsReply { Requests = { One(FakeNode.Bytes(2), 7) } });

    public override Task<QuotationRequest> GetRequest(
        GetRequestRequest request, ServerCallContext context) =>
        Task.FromResult(One(request.Account, request.ClientOrderId));

    private QuotationRequest One(ByteString tenant, ulong number) => new()
    {
        Id = FakeNode.Bytes(0x71),
        Account = tenant,
        ClientOrderId = number,
        Instruments = { Slot(500), Slot(501) },
        Lots = 10,
        Reserve = 1_300,
        Locked = 13_040,
        Phase = RequestPhase.Committing,
        LeftMs = 90_000,
        Quotations = { Quoted },
    };

    public static Instrument Slot(ulong slot) =>
        new() { Product = "compute-eu-1", Delivery = Delivery.Slot, Slot = slot };
}
