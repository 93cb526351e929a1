using System.CommandLine;
using System.Globalization;
using Chain.Client;
using Chain.Node.Cli.Orders;
using Chain.Wire;

namespace Chain.Node.Cli.Leases;

/// <summary>
/// <c>lease resell</c> and <c>lease transfer</c>: what tenants do with leases they need no more.
/// </summary>
internal static class ResaleVerbs
{
    public static Verb Resell(ChainCli cli)
    {
        Argument<string> id = LeaseActions.Id(), lots = Lots();
        Option<ulong> limit = cli.Flags.Required<ulong>(
            "--limit", "Worst price accepted, minor units per lot.");
        Option<bool> ioc = cli.Flags.Optional(
            "--ioc", "Immediate or cancel: lives for one auction only.", false);
        Option<string> until = cli.Flags.Optional(
            "--until", $"Good till time: {OrderExpiry.Help}; at most 30 days.", "");
        Option<ulong> order = OrderVerbs.NewIdFlag(cli.Flags);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("resell", "Offers lots of a lease of slots in the slot's book, before it closes. "
            + "Buyers get leases of the same provider; the price is the seller's at once.",
            "chain lease resell 9a01...4c all --limit 1300 --from buyer1", id, lots, limit, ioc, until, order)
            .With(signing.All).Does(cli, async run =>
            {
                DateTimeOffset now = run.Host.Time.GetUtcNow();
                Lease lease = await LeaseAsync(run, id);
                bool timed = run.Get(until).Length > 0;
                if (timed && run.Get(ioc))
                    throw new CliError(ExitCode.Usage, "--ioc and --until exclude each other");
                var ask = new PlaceOrder
                {
                    ClientOrderId = OrderVerbs.IdOf(run, order),
                    Instrument = lease.Instrument,
                    Lots = LotsOf(run.Get(lots), lease),
                    Limit = run.Get(limit),
                    TimeInForce = timed ? TimeInForce.Gtt : run.Get(ioc) ? TimeInForce.Ioc : TimeInForce.Gtc,
                    ExpiresMs = OrderExpiry.Parse(run.Get(until), now),
                };
                return await Submitting.RunAsync(run, signing,
                    LeaseOperations.Resell(ask, LeaseActions.Lease(run, id)), ask.ClientOrderId);
            });
    }

    public static Command Transfer(ChainCli cli) => new Command(
        "transfer", "SPOT leases, whole or in part, to another account at the end of a period.")
    {
        Offer(cli), Accept(cli), Withdraw(cli),
    };

    private static Verb Offer(ChainCli cli)
    {
        Argument<string> id = LeaseActions.Id(), lots = Lots();
        var to = new Argument<string>("TO") { Description = "Who may take it: address, or name of a key." };
        Option<ulong> price = cli.Flags.Required<ulong>("--price", "For the whole, minor units; may be 0.");
        var signing = new SigningFlags(cli.Flags);
        return new Verb("offer", "Offers a SPOT lease to an account; by its tenant, who pays the re-keying.",
            "chain lease transfer offer 9a01...4c buyer2 all --price 5000 --from buyer1", id, to, lots, price)
            .With(signing.All).Does(cli, async run =>
            {
                Lease lease = await LeaseAsync(run, id);
                return await Submitting.RunAsync(run, signing, LeaseOperations.OfferTransfer(
                    LeaseActions.Lease(run, id), Arguments.Account(run, to, signing.Key),
                    LotsOf(run.Get(lots), lease), run.Get(price)));
            });
    }

    private static Verb Accept(ChainCli cli)
    {
        Argument<string> id = LeaseActions.Id();
        Option<ulong> lots = cli.Flags.Required<ulong>("--lots", "As offered: `chain lease show` tells.");
        Option<ulong> price = cli.Flags.Required<ulong>("--price", "As offered, minor units for the whole.");
        Option<string> deliveryKey = cli.Flags.Optional("--delivery-key",
            "To which new credentials will be sealed: x-only public key, hexadecimal, or a key's name.", "");
        var signing = new SigningFlags(cli.Flags);
        return new Verb("accept",
            "Takes what is offered to one; price and reserve are locked until the period ends.",
            "chain lease transfer accept 9a01...4c --lots 4 --price 5000 --delivery-key delivery2 "
            + "--from buyer2",
            id, lots, price, deliveryKey)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing,
                LeaseOperations.AcceptTransfer(LeaseActions.Lease(run, id), run.Get(lots), run.Get(price),
                    Arguments.DeliveryKey(run, deliveryKey, signing.Key))));
    }

    private static Verb Withdraw(ChainCli cli)
    {
        Argument<string> id = LeaseActions.Id();
        var signing = new SigningFlags(cli.Flags);
        return new Verb("withdraw", "Takes an offer back that nobody has accepted yet.",
            "chain lease transfer withdraw 9a01...4c --from buyer1", id)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(
                run, signing, LeaseOperations.WithdrawTransfer(LeaseActions.Lease(run, id))));
    }

    private static Argument<string> Lots() => new("LOTS") { Description = "How many of its lots, or `all`." };

    private static ulong LotsOf(string text, Lease lease)
    {
        if (text == "all") return lease.Lots;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong lots)
            ? lots : throw new CliError(ExitCode.Usage, $"'{text}' is neither a number nor `all`");
    }

    private static async Task<Lease> LeaseAsync(Invocation run, Argument<string> id) =>
        await run.Client.Market.GetLeaseAsync(
            new GetLeaseRequest { Id = Arguments.Hash(run.Get(id), "lease id") }, run.Call);
}
