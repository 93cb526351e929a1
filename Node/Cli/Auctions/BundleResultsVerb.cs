using System.CommandLine;
using Chain.Wire;

namespace Chain.Node.Cli.Auctions;

/// <summary><c>bundle results</c>: what blocks made of an account's bundles.</summary>
internal static class BundleResultsVerb
{
    private sealed record Shape(
        ulong Height, ulong TimestampMs, ulong ClientOrderId, string Verdict, ulong Limit, ulong Cost,
        string? Group, bool ParadoxicallyRejected);

    public static Verb Create(ChainCli cli)
    {
        var who = new Argument<string>("ACCOUNT") { Description = "Address, or name of a key." };
        Option<uint> limit = cli.Flags.Optional("--limit", "Most results to show; 0: all.", 100u);
        var keys = new KeyFlags(cli.Flags);
        return new Verb("results", "What became of an account's bundles: bought, or why not; newest first.",
            "chain bundle results buyer1", who, limit)
            .With(keys.All).Does(cli, async run =>
            {
                AccountId account = Arguments.Account(run, who, keys);
                List<BundleOutcome> outcomes = await Paging.ReadAsync<BundleOutcome>(
                    run.Get(limit), async (size, token) =>
                {
                    ListBundleOutcomesReply reply = await run.Client.Bundles.ListBundleOutcomesAsync(
                        new ListBundleOutcomesRequest
                        {
                            Account = account.ToByteString(),
                            PageSize = size,
                            PageToken = token,
                        }, run.Call);
                    return (reply.Outcomes, reply.NextPageToken);
                });
                run.Print.Many(
                    outcomes.Select(Of).ToList(),
                    ["height", "order", "verdict", "limit", "cost", "time"],
                    r => [$"{r.Height}", $"{r.ClientOrderId}", Words(r), $"{r.Limit}", $"{r.Cost}",
                        Show.Time(r.TimestampMs)]);
                return ExitCode.Ok;
            });
    }

    private static string Words(Shape result) =>
        result.ParadoxicallyRejected ? $"{result.Verdict}, paradoxically" : result.Verdict;

    private static Shape Of(BundleOutcome outcome) => new(
        outcome.Height, outcome.TimestampMs, outcome.ClientOrderId, Name(outcome.Verdict), outcome.Limit,
        outcome.Cost, outcome.Group.IsEmpty ? null : Show.Hex(outcome.Group), outcome.ParadoxicallyRejected);

    private static string Name(BundleVerdict verdict) => verdict switch
    {
        BundleVerdict.Accepted => "bought",
        BundleVerdict.OwnAsk => "crosses an ask of its own party",
        BundleVerdict.LegUnfilled => "a leg is not to be had whole",
        BundleVerdict.Displaces => "would displace a better bundle",
        BundleVerdict.AboveLimit => "costs more than its limit",
        BundleVerdict.AboveAnothersLimit => "would raise a better bundle above its limit",
        BundleVerdict.Passes => "orders with minimums stand in the way",
        BundleVerdict.NotTried => "not tried: the block was full",
        _ => "unknown",
    };
}
