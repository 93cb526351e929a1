using System.CommandLine;
using System.Reflection;
using Chain.Wire;

namespace Chain.Node.Cli.Nodes;

/// <summary><c>status</c>, <c>validators</c>, <c>version</c>: who a node is and how it is doing.</summary>
internal static class StatusVerbs
{
    public static Command Status(ChainCli cli) => new Verb(
        "status", "Shows a node's chain, height, state root and health.",
        "chain status --node http://127.0.0.1:7002 -o json").Does(cli, async run =>
    {
        StatusShape status = StatusShape.From(
            await run.Client.Node.GetStatusAsync(new GetStatusRequest(), run.Call));
        run.Print.One(status,
            ("node", $"{status.Name} (version {status.Version})"),
            ("chain", $"{status.ChainId} {status.ChainHash}"),
            ("height", $"{status.Height} at {Show.Time(status.BlockTimestampMs)}"),
            ("block", status.BlockHash),
            ("state root", status.StateRoot ?? $"{status.LastStateRoot} (after {status.LastStateHeight})"),
            ("view, epoch", $"{status.View}, {status.Epoch}"),
            ("peers", $"{status.PeersConnected} connected"),
            ("state",
                $"{(status.Ready ? "ready" : "not ready")}, {(status.Voting ? "voting" : "following")}"),
            ("transactions",
                $"{status.Transactions} committed since its start, {status.MempoolTransactions} waiting"));
        return ExitCode.Ok;
    });

    public static Command Validators(ChainCli cli) => new Verb(
        "validators", "Lists the validators as a node sees them.", "chain validators").Does(cli, async run =>
    {
        ListValidatorsReply reply = await run.Client.Node.ListValidatorsAsync(
            new ListValidatorsRequest(), run.Call);
        run.Print.Many(
            reply.Validators.Select(ValidatorShape.From).ToList(),
            ["#", "name", "address", "connected", "public key"],
            v => [$"{v.Number}", v.Name, v.Address, v.Connected ? "yes" : "no", v.PublicKey]);
        return ExitCode.Ok;
    });

    public static Command Version(ChainCli cli) =>
        new Verb("version", "Shows the version of this program.", "chain version")
        .Does(cli, run =>
        {
            run.Print.Next(new { Version = ProgramVersion }, ProgramVersion);
            return ExitCode.Ok;
        });

    private static string ProgramVersion => typeof(StatusVerbs).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
