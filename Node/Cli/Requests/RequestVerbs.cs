using System.CommandLine;
using Chain.Client;
using Chain.Node.Cli.Keys;
using Chain.Node.Cli.Orders;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Requests;

/// <summary><c>rfq open|cancel|list|show|quote|reveal</c></summary>
internal static class RequestVerbs
{
    public static Command Create(ChainCli cli) => new Command(
        "rfq", "Requests for quotation: a tenant asks, providers answer with sealed prices.")
    {
        Open(cli), CancelOne(cli), List(cli), ShowOne(cli), QuoteVerbs.Quote(cli), QuoteVerbs.Reveal(cli),
    };

    public static Argument<string> Tenant() =>
        new("TENANT") { Description = "Who asked: address, or name of a key." };

    public static Argument<ulong> Number() => new("ID") { Description = "Client order id of the request." };

    public static async Task<QuotationRequest> FindAsync(Invocation run, AccountId tenant, ulong number) =>
        await run.Client.Quotations.GetRequestAsync(new GetRequestRequest
        {
            Account = tenant.ToByteString(),
            ClientOrderId = number,
        }, run.Call);

    private static Verb Open(ChainCli cli)
    {
        var lots = new Argument<ulong>("LOTS") { Description = "Lots wanted, from one provider." };
        var instruments = new Argument<string[]>("INSTRUMENTS")
        {
            Description = "1 to 8 of which one will do, all slots or all SPOT. " + InstrumentText.Help,
            Arity = ArgumentArity.OneOrMore,
        };
        Option<ulong> reserve = cli.Flags.Required<ulong>(
            "--reserve", "The most per lot, minor units; of SPOT per hour. Everybody sees it.");
        Option<string> deliveryKey = cli.Flags.Optional("--delivery-key",
            "To which credentials will be sealed: x-only public key, hexadecimal, or name of a key.", "");
        Option<ulong> id = OrderVerbs.NewIdFlag(cli.Flags);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("open",
            "Asks providers for sealed prices. The lowest one wins and is what the tenant pays.",
            "chain rfq open 10 compute-eu-1/next+24 compute-us-1/next+24 --reserve 1300 --from buyer1",
            lots, instruments, reserve, deliveryKey, id)
            .With(signing.All).Does(cli, async run =>
            {
                ulong number = OrderVerbs.IdOf(run, id);
                RequestQuotes request = Quotations.Request(number, run.Get(lots), run.Get(reserve));
                foreach (string one in run.Get(instruments)!)
                    request.Instruments.Add(await InstrumentText.ResolveAsync(run, one));
                request.DeliveryKey = Arguments.DeliveryKey(run, deliveryKey, signing.Key);
                return await Submitting.RunAsync(run, signing, Quotations.Open(request), number);
            });
    }

    private static Verb CancelOne(ChainCli cli)
    {
        Argument<ulong> id = Number();
        var signing = new SigningFlags(cli.Flags);
        return new Verb("cancel", "Takes a request back; only while no provider has quoted.",
            "chain rfq cancel 1763834400123 --from buyer1", id)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(
                run, signing, Quotations.Cancel(run.Get(id)), run.Get(id)));
    }

    private static Verb List(ChainCli cli)
    {
        var who = new Argument<string?>("TENANT")
        {
            Description = "Address, or name of a key; none: of all.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<uint> limit = cli.Flags.Optional("--limit", "Most requests to show; 0: all.", 100u);
        var keys = new KeyFlags(cli.Flags);
        return new Verb("list", "Lists open requests for quotation.", "chain rfq list buyer1", who, limit)
            .With(keys.All).Does(cli, async run =>
            {
                ByteString account = run.Get(who) is { } name
                    ? Arguments.Account(name, KeyFolder.Of(run, keys)).ToByteString() : ByteString.Empty;
                List<QuotationRequest> found = await Paging.ReadAsync<QuotationRequest>(
                    run.Get(limit), async (size, token) =>
                    {
                        var request = new ListRequestsRequest
                        {
                            Account = account,
                            PageSize = size,
                            PageToken = token,
                        };
                        ListRequestsReply reply =
                            await run.Client.Quotations.ListRequestsAsync(request, run.Call);
                        return (reply.Requests, reply.NextPageToken);
                    });
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                run.Print.Many(
                    found.Select(RequestShape.From).ToList(),
                    ["tenant", "id", "lots", "of", "reserve", "phase", "left", "quotations"],
                    r => [r.Account, $"{r.ClientOrderId}", $"{r.Lots}", string.Join(' ', r.Instruments),
                        catalog.Price(r.Reserve, r.Product), r.Phase, Left(r), $"{r.Quotations.Count}"]);
                return ExitCode.Ok;
            });
    }

    private static Verb ShowOne(ChainCli cli)
    {
        Argument<string> tenant = Tenant();
        Argument<ulong> id = Number();
        var keys = new KeyFlags(cli.Flags);
        return new Verb("show", "Shows an open request: what is asked for, and who has quoted.",
            "chain rfq show buyer1 1763834400123", tenant, id)
            .With(keys.All).Does(cli, async run =>
            {
                RequestShape r = RequestShape.From(
                    await FindAsync(run, Arguments.Account(run, tenant, keys), run.Get(id)));
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                run.Print.One(r,
                [
                    ("request", r.Request), ("tenant", r.Account), ("id", $"{r.ClientOrderId}"),
                    ("wanted", $"{r.Lots} lots of {string.Join(" or ", r.Instruments)}"),
                    ("reserve", catalog.Price(r.Reserve, r.Product)),
                    ("locked", catalog.Price(r.Locked, r.Product)), ("opened", Show.Time(r.OpenedMs)),
                    ("phase", $"{r.Phase}, {Left(r)} left"), ("delivery key", r.DeliveryKey ?? "-"),
                    .. r.Quotations.Select(one => (Show.Short(one.Provider), one.Said(catalog, r.Product))),
                ]);
                return ExitCode.Ok;
            });
    }

    private static string Left(RequestShape request) => $"{TimeSpan.FromMilliseconds(request.LeftMs):c}";
}
