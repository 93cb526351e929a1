using System.CommandLine;
using Chain.Client;
using Chain.Node.Cli.Keys;
using Chain.Wire;

namespace Chain.Node.Cli.Orders;

/// <summary><c>order place|replace|cancel|cancel-all|list</c></summary>
internal static class OrderVerbs
{
    public static Command Create(ChainCli cli) => new Command("order", "Orders: offers to buy or sell.")
    {
        PlaceVerb.Create(cli), Replace(cli),
        Cancel(cli, "Cancels an order of the signing account.",
            "chain order cancel 1763834400123 --from buyer1"),
        CancelAll(cli), List(cli),
    };

    private static Verb Replace(ChainCli cli)
    {
        var id = new Argument<ulong>("ID") { Description = "Client order id." };
        Option<ulong> lots = cli.Flags.Optional(
            "--lots", "New lots, of which what has traded is a part; 0: as they are.", 0ul);
        Option<ulong> limit = cli.Flags.Optional(
            "--limit", "New worst price, minor units per lot; 0: as it is.", 0ul);
        Option<string> until = cli.Flags.Optional(
            "--until", $"New end of an order that has one: {OrderExpiry.Help}.", "");
        var signing = new SigningFlags(cli.Flags);
        return new Verb("replace",
            "Changes a resting order at once, or not at all. It keeps its place if it only gets smaller.",
            "chain order replace 1763834400123 --limit 1310 --from buyer1", id, lots, limit, until)
            .With(signing.All)
            .Does(cli, run => Submitting.RunAsync(run, signing, Operations.ReplaceOrder(
                run.Get(id), run.Get(lots), run.Get(limit),
                OrderExpiry.Parse(run.Get(until), run.Host.Time.GetUtcNow())), run.Get(id)));
    }

    /// <summary>Cancels what rests under a client order id: orders and bundles share them (M-301).</summary>
    public static Verb Cancel(ChainCli cli, string description, string example)
    {
        var id = new Argument<ulong>("ID") { Description = "Client order id." };
        var signing = new SigningFlags(cli.Flags);
        return new Verb("cancel", description, example, id)
            .With(signing.All)
            .Does(cli, run => Submitting.RunAsync(
                run, signing, Operations.CancelOrder(run.Get(id)), run.Get(id)));
    }

    private static Verb CancelAll(ChainCli cli)
    {
        Option<string> instrument = cli.Flags.Optional(
            "--instrument", "Only of this book. " + InstrumentText.Help, "");
        Option<string> side = cli.Flags.OneOf("--side", "Which orders.", "both", "buy", "sell", "both");
        var signing = new SigningFlags(cli.Flags);
        return new Verb("cancel-all",
            "Cancels all orders of the signing account, or those of a book or side.",
            "chain order cancel-all --instrument compute-eu-1/next --from buyer1", instrument, side)
            .With(signing.All).Does(cli, async run =>
            {
                Instrument? book = run.Get(instrument).Length == 0
                    ? null : await InstrumentText.ResolveAsync(run, run.Get(instrument));
                Side of = run.Get(side) switch
                {
                    "buy" => Side.Buy,
                    "sell" => Side.Sell,
                    _ => Side.Unspecified,
                };
                AccountId account = Arguments.Account(run.Get(signing.From), KeyFolder.Of(run, signing.Key));
                Account known = await run.Client.Market.GetAccountAsync(
                    new GetAccountRequest { Account = account.ToByteString() }, run.Call);
                // One operation cancels so many; one more for what is placed meanwhile.
                int needed = (int)known.OpenOrders / Limits.CancelsPerOperation + 1;
                int most = Limits.OrdersPerAccount / Limits.CancelsPerOperation;
                return await Submitting.RunAsync(run, signing, [.. Enumerable.Repeat(
                    Operations.CancelAllOrders(book, of), Math.Min(needed, most))]);
            });
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
                    ["order", "instrument", "side", "left", "of", "limit", "kind", "entered", "until"],
                    o => [$"{o.ClientOrderId}", InstrumentText.Of(o.Product, o.Delivery, o.Slot), o.Side,
                        $"{o.Remaining}", $"{o.Lots}", catalog.Price(o.Limit, o.Product), o.Kind,
                        Show.Time(o.EnteredMs), Show.Time(o.ExpiresMs)]);
                return ExitCode.Ok;
            });
    }

    /// <summary>The flag of every verb that takes a number of its account's.</summary>
    public static Option<ulong> NewIdFlag(Flags flags) =>
        flags.Optional("--id", "Client order id, above those used; 0: a new one.", 0ul);

    /// <summary>What <see cref="NewIdFlag"/> says, or a new one.</summary>
    public static ulong IdOf(Invocation run, Option<ulong> flag) =>
        run.Get(flag) == 0 ? NewId(run.Host.Time.GetUtcNow()) : run.Get(flag);

    /// <summary>
    /// Unix milliseconds: rises with time, so that orders of the last quarter of a second may reach the
    /// ledger in any order (M-301), and stays below 2^53, so that every JSON reader keeps it exact.
    /// </summary>
    public static ulong NewId(DateTimeOffset now) => (ulong)now.ToUnixTimeMilliseconds();
}
