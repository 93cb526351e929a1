using System.CommandLine;
using System.Security.Cryptography;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli;

/// <summary><c>order place|cancel|list</c></summary>
internal static class OrderVerbs
{
    public static Command Create(ChainCli cli) => new Command("order", "Orders: offers to buy or sell.")
    {
        Place(cli), CancelOne(cli), List(cli),
    };

    private static Verb Place(ChainCli cli)
    {
        var side = new Argument<string>("SIDE") { Description = "buy or sell." }
            .AcceptOnlyFromAmong("buy", "sell");
        var lots = new Argument<ulong>("LOTS") { Description = "Lots wanted or offered." };
        var instrument = new Argument<string>("INSTRUMENT") { Description = InstrumentText.Help };
        Option<ulong> limit = cli.Flags.Required<ulong>(
            "--limit", "Worst price accepted, minor units per lot.");
        Option<ulong> id = cli.Flags.Optional("--id", "Client order id; 0: a new one.", 0ul);
        Option<bool> ioc = cli.Flags.Optional("--ioc", "Lives for the book's next auction only.", false);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("place", "Places an order and waits until it is on the ledger.",
            "chain order place buy 5 compute-eu-1/next --limit 1300 --from buyer1",
            side, lots, instrument, limit, id, ioc)
            .With(signing.All).Does(cli, async run =>
            {
                ulong order = run.Get(id) == 0 ? NewId(run.Host.Time.GetUtcNow()) : run.Get(id);
                return await Submitting.RunAsync(run, signing, Operations.PlaceOrder(new PlaceOrder
                {
                    ClientOrderId = order,
                    Instrument = await InstrumentText.ResolveAsync(run, run.Get(instrument)),
                    Side = run.Get(side) == "buy" ? Side.Buy : Side.Sell,
                    Lots = run.Get(lots),
                    Limit = run.Get(limit),
                    TimeInForce = run.Get(ioc) ? TimeInForce.Ioc : TimeInForce.Gtc,
                }), order);
            });
    }

    private static Verb CancelOne(ChainCli cli)
    {
        var id = new Argument<ulong>("ID") { Description = "Client order id." };
        var signing = new SigningFlags(cli.Flags);
        return new Verb("cancel", "Cancels an order of the signing account.",
            "chain order cancel 1763834400123456 --from buyer1", id)
            .With(signing.All)
            .Does(cli, run => Submitting.RunAsync(
                run, signing, Operations.CancelOrder(run.Get(id)), run.Get(id)));
    }

    private static Verb List(ChainCli cli)
    {
        var who = new Argument<string>("ACCOUNT") { Description = "Address, or name of a key." };
        Option<uint> limit = cli.Flags.Optional("--limit", "Most orders to show; 0: all.", 100u);
        var keys = new KeyFlags(cli.Flags);
        return new Verb("list", "Lists an account's open orders.", "chain order list buyer1", who, limit)
            .With(keys.All).Does(cli, async run =>
            {
                AccountId account = Arguments.Account(run, who, keys);
                List<Order> orders = await Paging.ReadAsync<Order>(run.Get(limit), async (size, token) =>
                {
                    var request = new ListOrdersRequest
                    {
                        Account = account.ToByteString(),
                        PageSize = size,
                        PageToken = token,
                    };
                    ListOrdersReply reply = await run.Client.Market.ListOrdersAsync(request, run.Call);
                    return (reply.Orders, reply.NextPageToken);
                });
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                run.Print.Many(
                    orders.Select(OrderShape.From).ToList(),
                    ["order", "instrument", "side", "left", "of", "limit", "time in force", "entered"],
                    o => [$"{o.ClientOrderId}", InstrumentText.Of(o.Product, o.Delivery, o.Slot), o.Side,
                        $"{o.Remaining}",
                        $"{o.Lots}", catalog.Price(o.Limit, o.Product), o.TimeInForce,
                        Show.Time(o.EnteredMs)]);
                return ExitCode.Ok;
            });
    }

    /// <summary>
    /// Rises with time, unlikely to repeat, and below 2^53 so that every JSON reader keeps it exact.
    /// </summary>
    public static ulong NewId(DateTimeOffset now) =>
        (ulong)now.ToUnixTimeMilliseconds() * 1_000 + (ulong)RandomNumberGenerator.GetInt32(1_000);
}
