using System.CommandLine;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Leases;

/// <summary><c>lease list|show|events</c>, and what its sides do with it.</summary>
internal static class LeaseVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("lease", "What was bought: who serves whom, when, for how much.")
    {
        List(cli), ShowOne(cli), Events(cli), CredentialVerbs.Post(cli),
        CredentialVerbs.Open(cli), LeaseActions.Acknowledge(cli), LeaseRefusal.Verb(cli),
        LeaseActions.Notice(cli),
        LeaseActions.Exit(cli), ResaleVerbs.Resell(cli), ResaleVerbs.Transfer(cli),
    };

    private static Verb List(ChainCli cli)
    {
        Option<string> who = cli.Flags.Optional(
            "--account", "Only of this account: address, or name of a key.", "");
        Option<uint> limit = cli.Flags.Optional("--limit", "Most leases to show; 0: all.", 100u);
        Option<bool> closed = cli.Flags.Optional(
            "--closed", "Those that are over, instead of the open ones; with --account.", false);
        var keys = new KeyFlags(cli.Flags);
        return new Verb("list", "Lists leases.", "chain lease list --account buyer1", who, limit, closed)
            .With(keys.All).Does(cli, async run =>
            {
                ByteString account = Arguments.Filter(run, who, keys);
                List<Lease> leases = await Paging.ReadAsync<Lease>(run.Get(limit), async (size, token) =>
                {
                    var request = new ListLeasesRequest
                    {
                        Account = account,
                        Closed = run.Get(closed),
                        PageSize = size,
                        PageToken = token,
                    };
                    ListLeasesReply reply = await run.Client.Market.ListLeasesAsync(request, run.Call);
                    return (reply.Leases, reply.NextPageToken);
                });
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                run.Print.Many(
                    leases.Select(LeaseShape.From).ToList(),
                    ["lease", "instrument", "lots", "price", "state", "start", "provider", "tenant"],
                    l => [l.Id, InstrumentText.Of(l.Product, l.Delivery, l.Slot), $"{l.Lots}",
                        catalog.Price(l.Price, l.Product), l.State,
                        l.StartMs == 0 ? "-" : Show.Time(l.StartMs),
                        Show.Short(l.Provider), Show.Short(l.Tenant)]);
                return ExitCode.Ok;
            });
    }

    private static Verb ShowOne(ChainCli cli)
    {
        var id = new Argument<string>("ID") { Description = "Lease id, 64 hexadecimal digits." };
        return new Verb("show", "Shows one lease.", "chain lease show 9a01...4c", id).Does(cli, async run =>
        {
            var request = new GetLeaseRequest { Id = Arguments.Hash(run.Get(id), "lease id") };
            LeaseShape lease = LeaseShape.From(await run.Client.Market.GetLeaseAsync(request, run.Call));
            Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
            string asset = catalog.Product(lease.Product).Asset;
            run.Print.One(lease,
                ("lease", lease.Id),
                ("instrument", InstrumentText.Of(lease.Product, lease.Delivery, lease.Slot)),
                ("lots", $"{lease.Lots} at {catalog.Price(lease.Price, lease.Product)}"),
                ("time", Times(lease)),
                ("state", lease.State),
                ("escrow", catalog.Money(lease.Escrow, asset)),
                ("collateral", catalog.Money(lease.Collateral, asset)),
                ("provider", lease.Provider),
                ("tenant", lease.Tenant),
                ("handed over", lease.PostedMs == 0 ? "no" : Show.Time(lease.PostedMs)
                    + (lease.Acknowledged ? ", acknowledged" : "")),
                ("delivered", lease.Receipts == 0 ? "no receipt yet" : $"{lease.Delivered} lot-ms up to "
                    + $"{Show.Time(lease.ThroughMs)}, receipt {lease.Receipts}"),
                ("traded in block", $"{lease.TradedHeight}"),
                ("delivery key", lease.DeliveryKey ?? "none"),
                ("sold on", lease.Splits == 0 ? "never" : $"{lease.Splits} times before"),
                ("transfer", lease.Transfer is not { } transfer ? "none" : $"{transfer.Lots} lots to "
                    + $"{transfer.Taker} for {catalog.Money(transfer.Price, asset)}, "
                    + (transfer.Accepted ? $"accepted, at {Show.Time(transfer.AtMs)}" : "not accepted yet")));
            return ExitCode.Ok;
        });
    }

    /// <summary>SPOT has no start before its hand-over, and no end before notice is given.</summary>
    private static string Times(LeaseShape lease) => lease.StartMs == 0 ? "not handed over"
        : $"{Show.Time(lease.StartMs)} to {(lease.EndMs == 0 ? "its notice" : Show.Time(lease.EndMs))}";

    private static Verb Events(ChainCli cli)
    {
        Option<string> who = cli.Flags.Optional(
            "--account", "Only of this account: address, or name of a key.", "");
        Option<ulong> from = cli.Flags.Optional("--from-height", "First block; 0: only new events.", 0ul);
        Option<uint> count = cli.Flags.Optional("--count", "Stop after so many; 0: never.", 0u);
        var keys = new KeyFlags(cli.Flags);
        return new Verb(
            "events", "Follows what happens to leases and streams: hand-over, receipts, payment, end.",
            "chain lease events --account buyer1 --from-height 1", who, from, count)
            .With(keys.All).Does(cli, run =>
            {
                ByteString account = Arguments.Filter(run, who, keys);
                AccountId? of = Hash32.TryRead(account.Span, out Hash32 id) ? new AccountId(id) : null;
                return Streams.FollowAsync(
                    run, run.Client.WatchEventsAsync(of, run.Get(from), 0, run.Cancel), run.Get(count),
                    happened => run.Print.Next(
                        LeaseEventShape.From(happened), LeaseEventShape.Line(happened)));
            });
    }
}
