using System.CommandLine;
using Chain.Node.Configuration;
using Chain.Node.Hosting;

namespace Chain.Node.Cli.Nodes;

/// <summary><c>data rebuild</c>: derived data of a stopped node.</summary>
internal static class DataVerbs
{
    private const ulong BlocksPerLine = 10_000;

    public static Command Create(ChainCli cli) =>
        new Command("data", "Data that a stopped node derives from its blocks.") { Rebuild(cli) };

    private static Verb Rebuild(ChainCli cli)
    {
        var flags = new NodeFlags(cli.Flags);
        // No variable: it is for one run after one kind of damage.
        var state = new Option<bool>("--state")
        {
            Description = "Make the rows of the state again too, once all blocks have executed.",
        };
        return new Verb("rebuild",
            "Drops trades, candles and all else that follows from the blocks and makes it again; the node "
            + "must be stopped.",
            "chain data rebuild --home ~/.chain/testnet/node1", state).With(flags.All)
            .Does(cli, run =>
            {
                NodeSettings settings = flags.Load(run);
                GenesisSection genesis = ConsortiumFile.Load(settings.Consortium).Genesis;
                DataRebuild.Report report = DataRebuild.Run(
                    GenesisBuilder.State(genesis), settings.Data, run.Get(state), (height, head) =>
                    {
                        run.Cancel.ThrowIfCancellationRequested();
                        if (height.Value % BlocksPerLine == 0) run.Say($"block {height} of {head} ...");
                    });
                run.Print.One(
                    new ReportShape(report.Height, report.Transactions, report.Trades, $"{report.StateRoot}"),
                    ("height", $"{report.Height}"),
                    ("transactions", $"{report.Transactions}"),
                    ("trades", $"{report.Trades}"),
                    ("state root", $"{report.StateRoot} (executed again, as stored)"),
                    ("rows of the state", run.Get(state) ? "made again" : "left as they are (see --state)"));
                return ExitCode.Ok;
            });
    }

    /// <summary>What was rebuilt, as JSON.</summary>
    private sealed record ReportShape(ulong Height, ulong Transactions, ulong Trades, string StateRoot);
}
