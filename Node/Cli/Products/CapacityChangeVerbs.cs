using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Products;

/// <summary><c>capacity move|revoke</c></summary>
internal static class CapacityChangeVerbs
{
    public static Verb Move(ChainCli cli)
    {
        var instrument = new Argument<string>("TO")
        {
            Description = "PRODUCT/SLOT: from SPOT to this slot; PRODUCT/spot: from the running slot.",
        };
        var lots = new Argument<ulong>("LOTS") { Description = "Neither offered nor sold." };
        Option<ulong> slots = cli.Flags.Optional("--slots", "The same of so many consecutive slots.", 1ul);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("move", "Moves own free lots between SPOT and slots; by the provider.",
            "chain capacity move compute-eu-1/next 10 --slots 24 --from provider1", instrument, lots, slots)
            .With(signing.All).Does(cli, async run =>
            {
                Instrument to = await InstrumentText.ResolveAsync(run, run.Get(instrument));
                if (to.Delivery == Delivery.Slot)
                    return await Submitting.RunAsync(run, signing, Operations.MoveToSlots(
                        to.Product, to.Slot, CapacityVerbs.Last(run, to.Slot, slots), run.Get(lots)));
                CreateProduct product = (await Catalog.LoadAsync(run.Client, run.Call)).Product(to.Product);
                ulong running = (ulong)run.Host.Time.GetUtcNow().ToUnixTimeMilliseconds() / product.SlotMs;
                return await Submitting.RunAsync(run, signing, Operations.MoveToSpot(
                    to.Product, running, CapacityVerbs.Last(run, running, slots), run.Get(lots)));
            });
    }

    public static Verb Revoke(ChainCli cli)
    {
        var provider = new Argument<string>("PROVIDER") { Description = "Address, or name of a key." };
        var instrument = new Argument<string>("INSTRUMENT") { Description = InstrumentText.Help };
        var lots = new Argument<ulong>("LOTS") { Description = "No more than these stay attested." };
        Option<ulong> slots = cli.Flags.Optional("--slots", "So many consecutive slots, at most 32.", 1ul);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("revoke",
            "Lowers capacity and cancels the newest asks above it; by the member that attested it.",
            "chain capacity revoke provider1 compute-eu-1/spot 0 --from eastgrid",
            provider, instrument, lots, slots)
            .With(signing.All).Does(cli, async run =>
            {
                Instrument first = await InstrumentText.ResolveAsync(run, run.Get(instrument));
                AccountId account = Arguments.Account(run, provider, signing.Key);
                return await Submitting.RunAsync(run, signing, first.Delivery == Delivery.Spot
                    ? Operations.RevokeSpotCapacity(account, first.Product, run.Get(lots))
                    : Operations.RevokeCapacity(account, first.Product, first.Slot,
                        CapacityVerbs.Last(run, first.Slot, slots), run.Get(lots)));
            });
    }
}
