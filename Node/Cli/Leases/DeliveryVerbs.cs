using System.CommandLine;
using System.Globalization;
using Chain.Client;
using Chain.Crypto;
using Chain.Node.Cli.Keys;
using Chain.Wire;

namespace Chain.Node.Cli.Leases;

/// <summary><c>delivery post</c>: receipts of what a provider delivered.</summary>
internal static class DeliveryVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("delivery", "Receipts of delivery, for which providers are paid.") { Post(cli) };

    private static Verb Post(ChainCli cli)
    {
        Argument<string> id = LeaseActions.Id();
        var delivered = new Argument<string>("DELIVERED")
        {
            Description = "Lot-milliseconds since service began, or `all` of the time.",
        };
        Option<ulong> through = cli.Flags.Optional(
            "--through-ms", "Time the meter reaches, Unix ms; 0: the newest block, at most the end.", 0ul);
        Option<string> evidence = cli.Flags.Optional(
            "--evidence", "Root of what proves it, 64 hexadecimal digits.", new string('0', 64));
        Option<string> tenant = cli.Flags.Optional(
            "--co-sign", "Name of the tenant's key, where it is here too: final at once.", "");
        var signing = new SigningFlags(cli.Flags);
        return new Verb("post", "Posts a cumulative receipt; by the provider.",
            "chain delivery post 9a01...4c all --from provider1", id, delivered, through, evidence, tenant)
            .With(signing.All).Does(cli, async run =>
            {
                var request = new GetLeaseRequest { Id = Arguments.Hash(run.Get(id), "lease id") };
                Lease lease = await run.Client.Market.GetLeaseAsync(request, run.Call);
                NodeStatus status =
                    await run.Client.Node.GetStatusAsync(new GetStatusRequest(), run.Call);
                ulong to = run.Get(through) > 0 ? run.Get(through) : Latest(lease, status);
                PostDelivery receipt = LeaseOperations.Delivery(
                    LeaseActions.Lease(run, id), lease.Receipts + 1, to,
                    Meter(run.Get(delivered), lease, to),
                    new Hash32(Arguments.Hash(run.Get(evidence), "evidence").Span));
                if (run.Get(tenant).Length > 0)
                {
                    using ECPrivKey key = KeyFolder.Of(run, signing.Key).Open(run.Get(tenant));
                    receipt = LeaseOperations.CoSign(status.ChainId, receipt, key);
                }
                return await Submitting.RunAsync(
                    run, signing, new Operation { PostDelivery = receipt });
            });
    }

    private static ulong Latest(Lease lease, NodeStatus status) =>
        lease.State == LeaseState.Ended || lease.EndMs != 0 && lease.EndMs < status.BlockTimestampMs
            ? lease.EndMs : status.BlockTimestampMs;

    private static UInt128 Meter(string text, Lease lease, ulong throughMs)
    {
        ulong begin = Math.Max(lease.PostedMs, lease.StartMs);
        if (text == "all") return (UInt128)lease.Lots * (throughMs - Math.Min(throughMs, begin));
        return UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 meter)
            ? meter : throw new CliError(ExitCode.Usage, $"'{text}' is neither a number nor `all`");
    }
}
