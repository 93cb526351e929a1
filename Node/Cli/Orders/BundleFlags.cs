using System.CommandLine;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Orders;

/// <summary>What bundles and block orders have in common.</summary>
internal sealed class BundleFlags
{
    private readonly Option<bool> ioc;
    private readonly Option<string> until, deliveryKey;
    private readonly Option<ulong> id;

    public BundleFlags(Flags flags)
    {
        ioc = flags.Optional("--ioc", "Tried in the next block of its books only.", false);
        until = flags.Optional("--until", $"Good till time: {OrderExpiry.Help}; at most 30 days.", "");
        deliveryKey = flags.Optional("--delivery-key",
            "To which credentials will be sealed: x-only public key, hexadecimal, or name of a key.", "");
        id = OrderVerbs.NewIdFlag(flags);
    }

    public IEnumerable<Option> All => [ioc, until, deliveryKey, id];

    public ulong IdOf(Invocation run) => OrderVerbs.IdOf(run, id);

    public TimeInForce TimeInForceOf(Invocation run) => (run.Get(ioc), run.Get(until).Length > 0) switch
    {
        (false, false) => TimeInForce.Gtc,
        (true, false) => TimeInForce.Ioc,
        (false, true) => TimeInForce.Gtt,
        _ => throw new CliError(ExitCode.Usage, "--ioc and --until exclude each other"),
    };

    public ulong ExpiresMsOf(Invocation run) =>
        OrderExpiry.Parse(run.Get(until), run.Host.Time.GetUtcNow());

    public ByteString DeliveryKeyOf(Invocation run, KeyFlags keys) =>
        Arguments.DeliveryKey(run, deliveryKey, keys);
}
