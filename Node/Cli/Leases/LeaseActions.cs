using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Leases;

/// <summary><c>lease acknowledge|notice|exit</c></summary>
internal static class LeaseActions
{
    public static Verb Acknowledge(ChainCli cli) => Simple(
        cli, "acknowledge", "Says that the credentials work; by the tenant. Silence says so later.",
        "chain lease acknowledge 9a01...4c --from buyer1", LeaseOperations.Acknowledge);

    public static Verb Notice(ChainCli cli)
    {
        Argument<string> id = Id();
        Option<bool> group = cli.Flags.Optional(
            "--group", "ID is a bundle's group: notice for all of its SPOT leases, by the tenant.", false);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("notice", "Ends a SPOT lease after the product's notice time; by either side.",
            "chain lease notice 9a01...4c --from buyer1", id, group)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing, run.Get(group)
                ? LeaseOperations.GiveNoticeToGroup(Lease(run, id))
                : LeaseOperations.GiveNotice(Lease(run, id))));
    }

    public static Verb Exit(ChainCli cli) => Simple(
        cli, "exit", "Ends a SPOT lease at once; by the provider, whose collateral the tenant gets.",
        "chain lease exit 9a01...4c --from provider1", LeaseOperations.ExitLease);

    public static Argument<string> Id() =>
        new("ID") { Description = "Lease id, 64 hexadecimal digits: `chain lease list` shows it." };

    public static Hash32 Lease(Invocation run, Argument<string> id) =>
        new(Arguments.Hash(run.Get(id), "lease id").Span);

    private static Verb Simple(
        ChainCli cli, string name, string what, string example, Func<Hash32, Operation> operation)
    {
        Argument<string> id = Id();
        var signing = new SigningFlags(cli.Flags);
        return new Verb(name, what, example, id).With(signing.All).Does(
            cli, run => Submitting.RunAsync(run, signing, operation(Lease(run, id))));
    }
}
