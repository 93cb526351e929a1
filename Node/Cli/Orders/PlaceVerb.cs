using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Orders;

/// <summary><c>order place</c>: every kind of order, in the words of the trade.</summary>
internal sealed class PlaceVerb
{
    private readonly SigningFlags signing;
    private readonly Argument<string> side = new Argument<string>("SIDE") { Description = "buy or sell." }
        .AcceptOnlyFromAmong("buy", "sell");
    private readonly Argument<ulong> lots = new("LOTS") { Description = "Lots wanted or offered." };
    private readonly Argument<string> instrument = new("INSTRUMENT") { Description = InstrumentText.Help };
    private readonly Option<ulong> limit, id, minimum;
    private readonly Option<bool> ioc, fok, whole, postOnly;
    private readonly Option<string> until, deliveryKey;

    private PlaceVerb(ChainCli cli)
    {
        Flags flags = cli.Flags;
        signing = new SigningFlags(flags);
        limit = flags.Required<ulong>("--limit", "Worst price accepted, minor units per lot.");
        ioc = flags.Optional("--ioc",
            "Immediate or cancel: lives for one auction only. A market order with the limit as its cap.",
            false);
        fok = flags.Optional(
            "--fok", "Fill or kill: the whole of it in the next auction, or nothing.", false);
        until = flags.Optional("--until", $"Good till time: {OrderExpiry.Help}; at most 30 days.", "");
        whole = flags.Optional("--all-or-none", "Trades whole or not at all.", false);
        minimum = flags.Optional("--minimum-fill", "Fewest lots that an auction may fill; 0: any.", 0ul);
        postOnly = flags.Optional(
            "--post-only", "Only waits for others: cancelled where it would trade at once.", false);
        deliveryKey = flags.Optional("--delivery-key",
            "Of a buyer, to which credentials will be sealed: x-only public key or a key's name.", "");
        id = OrderVerbs.NewIdFlag(flags);
    }

    public static Verb Create(ChainCli cli)
    {
        var verb = new PlaceVerb(cli);
        return new Verb("place", "Places an order and waits until it is on the ledger. It rests until it is "
            + "filled, cancelled or 30 days old, unless a flag says otherwise.",
            "chain order place buy 5 compute-eu-1/next --limit 1300 --from buyer1",
            verb.side, verb.lots, verb.instrument, verb.limit, verb.ioc, verb.fok, verb.until, verb.whole,
            verb.minimum, verb.postOnly, verb.deliveryKey, verb.id)
            .With(verb.signing.All).Does(cli, verb.RunAsync);
    }

    private async Task<int> RunAsync(Invocation run)
    {
        DateTimeOffset now = run.Host.Time.GetUtcNow();
        var order = new PlaceOrder
        {
            ClientOrderId = OrderVerbs.IdOf(run, id),
            Instrument = await InstrumentText.ResolveAsync(run, run.Get(instrument)),
            Side = run.Get(side) == "buy" ? Side.Buy : Side.Sell,
            Lots = run.Get(lots),
            Limit = run.Get(limit),
            TimeInForce = TimeInForceOf(run),
            ExpiresMs = OrderExpiry.Parse(run.Get(until), now),
            AllOrNone = run.Get(whole),
            MinimumFillLots = run.Get(minimum),
            PostOnly = run.Get(postOnly),
            DeliveryKey = Arguments.DeliveryKey(run, deliveryKey, signing.Key),
        };
        return await Submitting.RunAsync(run, signing, Operations.PlaceOrder(order), order.ClientOrderId);
    }

    private TimeInForce TimeInForceOf(Invocation run)
    {
        bool timed = run.Get(until).Length > 0;
        return (run.Get(ioc), run.Get(fok), timed) switch
        {
            (false, false, false) => TimeInForce.Gtc,
            (true, false, false) => TimeInForce.Ioc,
            (false, true, false) => TimeInForce.Fok,
            (false, false, true) => TimeInForce.Gtt,
            _ => throw new CliError(ExitCode.Usage, "--ioc, --fok and --until exclude each other"),
        };
    }
}
