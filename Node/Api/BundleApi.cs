using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>BundleService: resting bundles and block orders, from committed state.</summary>
public sealed class BundleApi(ChainStore store) : BundleService.BundleServiceBase
{
    public override Task<ListBundlesReply> ListBundles(ListBundlesRequest request, ServerCallContext context)
    {
        byte[] prefix = request.Account.IsEmpty
            ? [(byte)RowKind.Bundle]
            : [(byte)RowKind.Bundle, .. AccountName.Parse(request.Account).Bytes.ToArray()];
        var reply = new ListBundlesReply();
        reply.NextPageToken = StateRows.Page<StateRow.Bundle>(
            store, prefix, request.PageToken, request.PageSize, _ => true,
            row => reply.Bundles.Add(Of(store.Reads, row)));
        return Task.FromResult(reply);
    }

    public override Task<Bundle> GetBundle(GetBundleRequest request, ServerCallContext context)
    {
        byte[] key = StateKey.Bundle(AccountName.Parse(request.Account), request.ClientOrderId);
        return Task.FromResult(Of(store.Reads,
            StateRows.Row<StateRow.Bundle>(store.Reads, key) ?? throw ApiErrors.NotFound("bundle")));
    }

    public override Task<ListBundleOutcomesReply> ListBundleOutcomes(
        ListBundleOutcomesRequest request, ServerCallContext context)
    {
        int size = PageToken.Size(request.PageSize);
        IReadOnlyList<StoredBundleResult> results = store.Reads.BundleResultsBefore(
            AccountName.Parse(request.Account), PageToken.Position(request.PageToken), size);
        var reply = new ListBundleOutcomesReply();
        reply.Outcomes.Add(results.Select(result => BundleOutcome.Parser.ParseFrom(result.Result.Span)));
        if (results.Count == size) reply.NextPageToken = PageToken.Of(results[^1].Position);
        return Task.FromResult(reply);
    }

    private static Bundle Of(StoreReads reads, StateRow.Bundle row)
    {
        var bundle = new Bundle
        {
            Account = Describe.Bytes(row.Owner),
            ClientOrderId = row.ClientOrderId,
            Limit = row.Limit,
            TimeInForce = row.TimeInForce,
            Locked = row.Locked,
            EnteredMs = row.EnteredMs,
            ExpiresMs = row.EndsMs(name =>
                StateRows.Row<StateRow.Product>(reads, StateKey.Product(name))!.Terms),
            Failures = row.Failures,
        };
        if (row.DeliveryKey != default) bundle.DeliveryKey = Describe.Bytes(row.DeliveryKey);
        foreach (StateRow.Leg leg in row.Legs)
            bundle.Legs.Add(new BundleLeg
            {
                Instrument = new Instrument
                {
                    Product = leg.ProductName,
                    Delivery = row.Delivery,
                    Slot = leg.Slot,
                },
                Lots = leg.Lots,
            });
        return bundle;
    }
}
