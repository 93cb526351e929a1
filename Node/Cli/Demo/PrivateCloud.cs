using Chain.Client;
using Chain.Crypto;
using Chain.Node.Cli.Testnet;
using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>Act: a bundle over two regions.</summary>
internal static class PrivateCloud
{
    private const ulong Deposit = 30_00;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static readonly (string Product, ulong Lots)[] Legs =
        [(Plot.ComputeEu, 8), (Plot.ComputeUs, 4), (Plot.StorageEu, 6)];

    public static async Task PlayAsync(Plot plot)
    {
        Stage stage = plot.Stage;
        ulong listed = Legs.Aggregate(0UL, (sum, leg) => sum + leg.Lots * plot.Listed(leg.Product));
        ulong limit = listed * 108 / 100;
        plot.Tell.Act("A hospital buys a private cloud in two regions, all or nothing");
        plot.Tell.Say($"city-hospital needs servers in Europe and in the US, and storage beside them. A part "
            + $"of that is of no use to it. So it bids once, for the whole: at most {stage.Money(limit)} "
            + "an hour.",
            new { Buyer = plot.Hospital.Party, Limit = limit });
        ECPrivKey access = plot.Dealing.OneTimeKey();
        PlaceBundle bundle = Bundles.Bundle(stage.NewOrderId(), limit,
            Legs.Select(leg => Bundles.Leg(Operations.Spot(leg.Product), leg.Lots)));
        bundle.DeliveryKey = access.Account.ToByteString();
        Receipt receipt = await stage.DoAsync(
            plot.Hospital, LeaseOperations.Deposit(TestnetCast.Asset, Deposit), Bundles.Place(bundle));
        BundleOutcome outcome = await OutcomeAsync(plot, bundle.ClientOrderId, receipt.Height);
        plot.Group = new Hash32(outcome.Group.Span);

        var bought = new List<Service>();
        foreach ((string product, ulong _) in Legs)
            bought.AddRange(await plot.Dealing.BoughtAsync(
                plot.Hospital, product, access, outcome.Height));
        plot.Cloud = bought;
        plot.Tell.Rows([.. bought.Select(service => Leg(plot, service)), new Row(
            new { outcome.Cost, outcome.Height }, "together", "", "", "", "", stage.Money(outcome.Cost))]);
        plot.Tell.Say($"Block {outcome.Height} filled all three at once. Had one been missing, or the sum "
            + "too high, the hospital would have bought nothing, paid nothing, and bid again in "
            + "the next block.");
    }

    private static Row Leg(Plot plot, Service service) => new(
        new
        {
            Lease = service.Lease.ToString(),
            Seller = service.Provider.Party,
            service.Product,
            service.Lots,
            service.Price,
        },
        plot.InUnits(service.Product, service.Lots), plot.Terms(service.Product).Region,
        $"from {service.Provider.Party}", $"{service.Lots} lots at", plot.Stage.Money(service.Price),
        plot.Stage.Money(service.Lots * service.Price));

    private static async Task<BundleOutcome> OutcomeAsync(Plot plot, ulong order, ulong fromHeight)
    {
        var request = new ListBundleOutcomesRequest { Account = plot.Hospital.Account.ToByteString() };
        BundleOutcome outcome = await plot.Stage.WaitAsync("the hospital's bundle is tried", Soon,
            async Task<BundleOutcome?> (client, call) =>
                (await client.Bundles.ListBundleOutcomesAsync(request, call)).Outcomes.FirstOrDefault(
                    one => one.ClientOrderId == order && one.Height >= fromHeight));
        return outcome.Verdict == BundleVerdict.Accepted ? outcome : throw new CliError(ExitCode.Refused,
            $"the story cannot go on: the hospital's bundle was not filled, {outcome.Verdict}",
            "Other orders on this testnet are in the way: `chain testnet reset` begins anew.");
    }
}
