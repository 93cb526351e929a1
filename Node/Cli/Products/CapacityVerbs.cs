using System.CommandLine;
using Chain.Client;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Products;

/// <summary><c>capacity list|attest</c>; the rest is in <see cref="CapacityChangeVerbs"/>.</summary>
internal static class CapacityVerbs
{
    private const ulong MsPerDay = 24 * Limits.MsPerHour;

    public static Command Create(ChainCli cli) => new Command("capacity", "Lots that providers may sell.")
    {
        List(cli), Attest(cli), CapacityChangeVerbs.Move(cli), CapacityChangeVerbs.Revoke(cli),
    };

    /// <summary>The last of so many slots.</summary>
    public static ulong Last(Invocation run, ulong first, Option<ulong> slots)
    {
        ulong count = run.Get(slots);
        return count > 0 && count - 1 <= ulong.MaxValue - first
            ? first + (count - 1) : throw new CliError(ExitCode.Usage, "--slots must be at least 1");
    }

    private static Verb List(ChainCli cli)
    {
        Option<string> product = cli.Flags.Optional("--product", "Only of this product.", "");
        Option<string> provider = cli.Flags.Optional(
            "--provider", "Only of this account: address, or name of a key.", "");
        Option<uint> limit = cli.Flags.Optional("--limit", "Most rows to show; 0: all.", 100u);
        var keys = new KeyFlags(cli.Flags);
        return new Verb("list", "Lists attested, offered and sold lots by slot.",
            "chain capacity list --product compute-eu-1", product, provider, limit)
            .With(keys.All).Does(cli, async run =>
            {
                ByteString who = Arguments.Filter(run, provider, keys);
                List<Capacity> rows = await Paging.ReadAsync<Capacity>(run.Get(limit), async (size, token) =>
                {
                    var request = new ListCapacityRequest
                    {
                        Product = run.Get(product),
                        Provider = who,
                        PageSize = size,
                        PageToken = token,
                    };
                    ListCapacityReply reply = await run.Client.Market.ListCapacityAsync(request, run.Call);
                    return (reply.Capacity, reply.NextPageToken);
                });
                run.Print.Many(
                    rows.Select(c => new CapacityShape(
                        Show.Account(c.Provider), c.Product, Show.Delivery(c.Delivery), c.Slot, c.Attested,
                        c.Offered, c.Sold, c.UntilMs, Show.Account(c.Attestor))).ToList(),
                    ["instrument", "attested", "offered", "sold", "free", "until", "provider"],
                    c => [InstrumentText.Of(c.Product, c.Delivery, c.Slot), $"{c.Attested}", $"{c.Offered}",
                        $"{c.Sold}", $"{c.Free}", c.UntilMs == 0 ? "-" : Show.Time(c.UntilMs), c.Provider]);
                return ExitCode.Ok;
            });
    }

    private static Verb Attest(ChainCli cli)
    {
        var provider = new Argument<string>("PROVIDER") { Description = "Address, or name of a key." };
        var instrument = new Argument<string>("INSTRUMENT")
        {
            Description = "SPOT, or the first slot: " + InstrumentText.Help,
        };
        var lots =
            new Argument<ulong>("LOTS") { Description = "In each slot; replaces an earlier attestation." };
        Option<ulong> slots = cli.Flags.Optional("--slots", "Number of consecutive slots.", 1ul);
        Option<uint> days = cli.Flags.Optional("--days", "Of SPOT: how long it holds, at most 366.", 30u);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("attest", "Attests capacity of a provider; by a member that does not sponsor it.",
            "chain capacity attest provider1 compute-eu-1/next 50 --slots 10 --from eastgrid",
            provider, instrument, lots, slots, days)
            .With(signing.All).Does(cli, async run =>
            {
                Instrument first = await InstrumentText.ResolveAsync(run, run.Get(instrument));
                AccountId account = Arguments.Account(run, provider, signing.Key);
                DateTimeOffset now = run.Host.Time.GetUtcNow();
                return await Submitting.RunAsync(run, signing, first.Delivery == Delivery.Spot
                    ? Operations.AttestSpotCapacity(account, first.Product, run.Get(lots),
                        (ulong)now.ToUnixTimeMilliseconds() + run.Get(days) * MsPerDay)
                    : Operations.AttestCapacity(
                        account, first.Product, first.Slot, Last(run, first.Slot, slots), run.Get(lots)));
            });
    }

    /// <summary>A provider's lots of one product and slot, as JSON.</summary>
    private sealed record CapacityShape(
        string Provider, string Product, string Delivery, ulong Slot, ulong Attested, ulong Offered,
        ulong Sold, ulong UntilMs, string Attestor)
    {
        public ulong Free => Attested - Math.Min(Attested, Offered + Sold);
    }
}
