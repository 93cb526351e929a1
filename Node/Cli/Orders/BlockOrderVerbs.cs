using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Orders;

/// <summary><c>block-order place</c>; listed and cancelled as a bundle.</summary>
internal static class BlockOrderVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("block-order", "Block orders: the same lots in consecutive slots, all or nothing.")
    {
        Place(cli),
    };

    private static Verb Place(ChainCli cli)
    {
        var lots = new Argument<ulong>("LOTS") { Description = "Lots wanted in each slot." };
        var first = new Argument<string>("INSTRUMENT")
        {
            Description = "The first slot. " + InstrumentText.Help,
        };
        Option<ulong> slots = cli.Flags.Required<ulong>("--slots", "How many consecutive slots, 1 to 24.");
        Option<ulong> limit = cli.Flags.Required<ulong>(
            "--limit", "Worst average price accepted, minor units per lot and slot.");
        var terms = new BundleFlags(cli.Flags);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("place", "Places a block order and waits until it is on the ledger; "
            + "then it is a bundle: see `chain bundle`.",
            "chain block-order place 4 compute-eu-1/next --slots 6 --limit 1300 --from buyer1",
            lots, first, slots, limit)
            .With(terms.All).With(signing.All).Does(cli, async run =>
            {
                Instrument instrument = await InstrumentText.ResolveAsync(run, run.Get(first)!);
                if (instrument.Delivery != Delivery.Slot)
                    throw new CliError(ExitCode.Usage, "a block order is of slots, not of SPOT");
                ulong id = terms.IdOf(run);
                PlaceBlockOrder order = Bundles.Block(
                    id, instrument, run.Get(slots), run.Get(lots), run.Get(limit));
                order.TimeInForce = terms.TimeInForceOf(run);
                order.ExpiresMs = terms.ExpiresMsOf(run);
                order.DeliveryKey = terms.DeliveryKeyOf(run, signing.Key);
                return await Submitting.RunAsync(run, signing, Bundles.Place(order), id);
            });
    }
}
