using System.CommandLine;
using System.Globalization;
using Chain.Client;
using Chain.Node.Cli.Auctions;
using Chain.Node.Cli.Keys;
using Chain.Wire;

namespace Chain.Node.Cli.Orders;

/// <summary><c>bundle place|cancel|list|show|results</c></summary>
internal static class BundleVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("bundle", "Bundles: several lots of capacity bought together, all or nothing.")
    {
        Place(cli),
        OrderVerbs.Cancel(cli, "Cancels a bundle or block order of the signing account.",
            "chain bundle cancel 1763834400123456 --from buyer1"),
        List(cli), ShowOne(cli), BundleResultsVerb.Create(cli),
    };

    private static Verb Place(ChainCli cli)
    {
        var legs = new Argument<string[]>("LEGS")
        {
            Description = "LOTS@INSTRUMENT, 1 to 24 of them, all slots or all SPOT. " + InstrumentText.Help,
            Arity = ArgumentArity.OneOrMore,
        };
        Option<ulong> limit = cli.Flags.Required<ulong>(
            "--limit", "The most for the whole, minor units; of SPOT per hour.");
        var terms = new BundleFlags(cli.Flags);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("place", "Places a bundle and waits until it is on the ledger.",
            "chain bundle place 4@compute-eu-1/next 20@storage-eu-1/next --limit 9000 --from buyer1",
            legs, limit)
            .With(terms.All).With(signing.All).Does(cli, async run =>
            {
                ulong id = terms.IdOf(run);
                var bundle = new PlaceBundle
                {
                    ClientOrderId = id,
                    Limit = run.Get(limit),
                    TimeInForce = terms.TimeInForceOf(run),
                    ExpiresMs = terms.ExpiresMsOf(run),
                    DeliveryKey = terms.DeliveryKeyOf(run, signing.Key),
                };
                foreach (string leg in run.Get(legs)!) bundle.Legs.Add(await LegAsync(run, leg));
                return await Submitting.RunAsync(run, signing, Bundles.Place(bundle), id);
            });
    }

    private static Verb List(ChainCli cli)
    {
        var who = new Argument<string?>("ACCOUNT")
        {
            Description = "Address, or name of a key; none: of all.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<uint> limit = cli.Flags.Optional("--limit", "Most bundles to show; 0: all.", 100u);
        var keys = new KeyFlags(cli.Flags);
        return new Verb("list", "Lists the bundles and block orders that wait.", "chain bundle list buyer1",
            who, limit)
            .With(keys.All).Does(cli, async run =>
            {
                AccountId? account = run.Get(who) is { } name
                    ? Arguments.Account(name, KeyFolder.Of(run, keys)) : null;
                List<Bundle> bundles = await Paging.ReadAsync<Bundle>(run.Get(limit), async (size, token) =>
                {
                    var request = new ListBundlesRequest { PageSize = size, PageToken = token };
                    if (account is { } of) request.Account = of.ToByteString();
                    ListBundlesReply reply = await run.Client.Bundles.ListBundlesAsync(request, run.Call);
                    return (reply.Bundles, reply.NextPageToken);
                });
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                run.Print.Many(
                    bundles.Select(BundleShape.From).ToList(),
                    ["account", "order", "legs", "limit", "failures", "until"],
                    b => [b.Account, $"{b.ClientOrderId}", b.InWords,
                        catalog.Price(b.Limit, b.Legs[0].Product), $"{b.Failures}", Show.Time(b.ExpiresMs)]);
                return ExitCode.Ok;
            });
    }

    private static Verb ShowOne(ChainCli cli)
    {
        var who = new Argument<string>("ACCOUNT") { Description = "Address, or name of a key." };
        var id = new Argument<ulong>("ID") { Description = "Client order id." };
        var keys = new KeyFlags(cli.Flags);
        return new Verb("show", "Shows a bundle that waits: its legs, limit and what it locks.",
            "chain bundle show buyer1 1763834400123456", who, id)
            .With(keys.All).Does(cli, async run =>
            {
                Bundle bundle = await run.Client.Bundles.GetBundleAsync(new GetBundleRequest
                {
                    Account = Arguments.Account(run, who, keys).ToByteString(),
                    ClientOrderId = run.Get(id),
                }, run.Call);
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                BundleShape shape = BundleShape.From(bundle);
                string product = shape.Legs[0].Product;
                run.Print.One(shape,
                    ("account", shape.Account), ("order", $"{shape.ClientOrderId}"), ("legs", shape.InWords),
                    ("limit", catalog.Price(shape.Limit, product)),
                    ("locked", catalog.Price(shape.Locked, product)), ("time in force", shape.TimeInForce),
                    ("failures", $"{shape.Failures}"), ("entered", Show.Time(shape.EnteredMs)),
                    ("until", Show.Time(shape.ExpiresMs)));
                return ExitCode.Ok;
            });
    }

    private static async Task<BundleLeg> LegAsync(Invocation run, string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        bool reads = ulong.TryParse(at < 0 ? "" : text[..at], NumberStyles.None, CultureInfo.InvariantCulture,
            out ulong lots);
        if (!reads)
            throw new CliError(ExitCode.Usage, $"'{text}' is no leg",
                "Write LOTS@INSTRUMENT. For example: 4@compute-eu-1/next");
        return Bundles.Leg(await InstrumentText.ResolveAsync(run, text[(at + 1)..]), lots);
    }
}
