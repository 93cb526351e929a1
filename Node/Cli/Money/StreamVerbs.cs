using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Money;

/// <summary><c>stream show|deposit|withdraw</c>: what pays for SPOT leases as they go.</summary>
internal static class StreamVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("stream", "Money out of which an account's SPOT leases are paid by the millisecond.")
    {
        ShowAll(cli),
        Move(cli, "deposit", "Puts available money into the stream; revives a dry one.",
            "chain stream deposit 50000 EUR --from buyer1", LeaseOperations.Deposit),
        Move(cli, "withdraw", "Takes back what is not spent yet; never from a dry stream.",
            "chain stream withdraw 1000 EUR --from buyer1", LeaseOperations.Withdraw),
    };

    private static Verb ShowAll(ChainCli cli)
    {
        var who = new Argument<string>("ACCOUNT") { Description = "Address, or name of a key." };
        var keys = new KeyFlags(cli.Flags);
        return new Verb("show", "Shows an account's streams: funds, rate, when each runs dry.",
            "chain stream show buyer1", who).With(keys.All).Does(cli, async run =>
        {
            var request = new ListStreamsRequest
            {
                Account = Arguments.Account(run, who, keys).ToByteString(),
            };
            ListStreamsReply reply = await run.Client.History.ListStreamsAsync(request, run.Call);
            run.Print.Many(
                reply.Streams.Select(StreamShape.From).ToList(),
                ["asset", "funds", "rate per hour", "leases", "runs dry at"],
                s => [s.Asset, $"{s.Funds}", s.Rate, $"{s.Leases}", RunsDry(s)]);
            return ExitCode.Ok;
        });
    }

    private static string RunsDry(StreamShape stream) => stream switch
    {
        { DryMs: > 0 } => $"dry since {Show.Time(stream.DryMs)}, its leases end "
            + $"{Show.Time(stream.ClosesMs)}; deposit more than {stream.Owed}",
        { RunsDryMs: > 0 } => Show.Time(stream.RunsDryMs),
        _ => "never",
    };

    private static Verb Move(
        ChainCli cli, string name, string what, string example, Func<string, ulong, Operation> operation)
    {
        var amount = new Argument<ulong>("AMOUNT") { Description = "Minor units." };
        var asset = new Argument<string>("ASSET") { Description = "Name of the asset, such as EUR." };
        var signing = new SigningFlags(cli.Flags);
        return new Verb(name, what, example, amount, asset).With(signing.All).Does(
            cli, run => Submitting.RunAsync(run, signing, operation(run.Get(asset), run.Get(amount))));
    }

    /// <summary>A stream as JSON; money in minor units.</summary>
    private sealed record StreamShape(
        string Asset, ulong Funds, string Rate, uint Leases, ulong RunsDryMs, ulong DryMs, ulong ClosesMs,
        ulong Owed)
    {
        public static StreamShape From(PaymentStream stream) => new(
            stream.Asset, stream.Funds, stream.Rate, stream.Leases, stream.RunsDryMs, stream.DryMs,
            stream.ClosesMs, stream.Owed);
    }
}
