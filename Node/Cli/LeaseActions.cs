using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli;

/// <summary><c>lease post-credentials|acknowledge|notice|exit</c></summary>
internal static class LeaseActions
{
    public static Verb PostCredentials(ChainCli cli)
    {
        Argument<string> id = Id();
        var file = new Argument<string>("FILE")
        {
            Description = "Credentials, sealed to the tenant's delivery key, at most 1,024 bytes.",
        };
        var signing = new SigningFlags(cli.Flags);
        return new Verb("post-credentials", "Hands a lease over, or re-keys it; by its provider.",
            "chain lease post-credentials 9a01...4c access.sealed --from provider1", id, file)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(
                run, signing, LeaseOperations.PostCredentials(Lease(run, id), Read(run.Get(file)))));
    }

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

    private static byte[] Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return bytes.Length is > 0 and <= Limits.CredentialsBytes ? bytes
                : throw new CliError(ExitCode.Usage, $"{path} has {bytes.Length} bytes, not 1 to 1,024");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliError(ExitCode.Usage, $"cannot read {path}: {error.Message}");
        }
    }
}
