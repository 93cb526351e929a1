using System.CommandLine;
using System.Globalization;
using Chain.Client;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Leases;

/// <summary><c>dispute open|commit|reveal|list|show</c></summary>
internal static class DisputeVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("dispute", "Contested receipts and hand-overs, and the panels that judge them.")
    {
        Open(cli), DisputeVoteVerbs.Commit(cli), DisputeVoteVerbs.Reveal(cli), List(cli), ShowOne(cli),
    };

    private static Verb Open(ChainCli cli)
    {
        var id = new Argument<string>("LEASE") { Description = "Lease id, 64 hexadecimal digits." };
        Option<uint> number = cli.Flags.Required<uint>("--receipt", "Number of the pending receipt.");
        Option<string> delivered = cli.Flags.Required<string>(
            "--delivered", "Lot-milliseconds that were delivered, as you measured; less than the receipt's.");
        var signing = new SigningFlags(cli.Flags);
        return new Verb("open", "Disputes a receipt of delivery before it is final; by the tenant.",
            "chain dispute open 9a01...4c --receipt 3 --delivered 36000000 --from buyer1",
            id, number, delivered)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing, Disputes.Open(
                new Hash32(Arguments.Hash(run.Get(id), "lease id").Span), run.Get(number),
                LotMs(run.Get(delivered)))));
    }

    private static Verb List(ChainCli cli)
    {
        Option<string> who = cli.Flags.Optional(
            "--account", "Only of this provider or tenant: address, or name of a key.", "");
        Option<uint> limit = cli.Flags.Optional("--limit", "Most disputes to show; 0: all.", 100u);
        var keys = new KeyFlags(cli.Flags);
        return new Verb("list", "Lists open disputes.", "chain dispute list --account buyer1", who, limit)
            .With(keys.All).Does(cli, async run =>
            {
                ByteString account = Arguments.Filter(run, who, keys);
                List<Dispute> found = await Paging.ReadAsync<Dispute>(run.Get(limit), async (size, token) =>
                {
                    var request = new ListDisputesRequest
                    {
                        Account = account,
                        PageSize = size,
                        PageToken = token,
                    };
                    ListDisputesReply reply = await run.Client.Disputes.ListDisputesAsync(request, run.Call);
                    return (reply.Disputes, reply.NextPageToken);
                });
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                run.Print.Many(found.Select(DisputeShape.From).ToList(),
                    ["dispute", "about", "phase", "contested", "panel", "provider", "tenant"],
                    d => [d.Dispute, d.About, d.Phase, catalog.Money(d.Contested, d.Asset),
                        string.Join(' ', d.Panel.Select(seat => seat.Name)), Show.Short(d.Provider),
                        Show.Short(d.Tenant)]);
                return ExitCode.Ok;
            });
    }

    private static Verb ShowOne(ChainCli cli)
    {
        Argument<string> id = DisputeVoteVerbs.Id();
        return new Verb("show", "Shows an open dispute: what is contested, and who has voted.",
            "chain dispute show 5be2...90", id).Does(cli, async run =>
            {
                DisputeShape d = DisputeShape.From(await DisputeVoteVerbs.FindAsync(run, run.Get(id)));
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                List<(string, string)> fields =
                [
                    ("dispute", d.Dispute), ("lease", d.Lease), ("about", d.About),
                    ("provider", d.Provider), ("tenant", d.Tenant),
                    ("contested", catalog.Money(d.Contested, d.Asset)),
                    ("bonds", $"tenant {catalog.Money(d.TenantBond, d.Asset)}, "
                        + $"provider {catalog.Money(d.ProviderBond, d.Asset)}"),
                    ("phase", d.DrawnAtHeight > 0 ? $"{d.Phase}, in block {d.DrawnAtHeight}"
                        : $"{d.Phase}, {TimeSpan.FromMilliseconds(d.LeftMs):c} left, round {d.Round}"),
                    .. d.Panel.Select(seat => (seat.Name, seat.Said())),
                ];
                if (d.Receipt > 0) fields.Add(("lot-ms", $"{d.Claimed} claimed, {d.Stated} admitted"));
                else fields.Add(("disclosed key", $"{d.DisclosedKey}, for the credentials in block "
                    + $"{d.CredentialsHeight}, SHA-256 {d.CredentialsHash}"));
                run.Print.One(d, [.. fields]);
                return ExitCode.Ok;
            });
    }

    private static UInt128 LotMs(string text) =>
        UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 number)
            ? number : throw new CliError(ExitCode.Usage, $"'{text}' is no number of lot-milliseconds");
}
