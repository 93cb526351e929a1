using Chain.Wire;
using Grpc.Core;

namespace Chain.Tests.Cli;

/// <summary>One waiting bundle of two slots, and one that was bought.</summary>
internal sealed class FakeBundles : BundleService.BundleServiceBase
{
    public override Task<ListBundlesReply> ListBundles(
        ListBundlesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListBundlesReply { Bundles = { Waiting } });

    public override Task<Bundle> GetBundle(GetBundleRequest request, ServerCallContext context) =>
        Task.FromResult(Waiting);

    public override Task<ListBundleOutcomesReply> ListBundleOutcomes(
        ListBundleOutcomesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListBundleOutcomesReply
        {
            Outcomes =
            {
                new BundleOutcome
                {
                    Height = 9,
                    ClientOrderId = 6,
                    Verdict = BundleVerdict.Accepted,
                    Cost = 840,
                },
                new BundleOutcome
                {
                    Height = 8,
                    ClientOrderId = 6,
                    Verdict = BundleVerdict.LegUnfilled,
                    ParadoxicallyRejected = true,
                },
            },
        });

    private static Bundle Waiting => new()
    {
        Account = FakeNode.Bytes(8),
        ClientOrderId = 7,
        Limit = 9_000,
        TimeInForce = TimeInForce.Gtc,
        Legs = { Leg(500), Leg(501) },
    };

    private static BundleLeg Leg(ulong slot) => new()
    {
        Instrument = new Instrument { Product = "compute-eu-1", Delivery = Delivery.Slot, Slot = slot },
        Lots = 4,
    };
}
