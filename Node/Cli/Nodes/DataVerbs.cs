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
        return new Verb("rebuild",
            "Drops trades and candles and makes them again from the stored blocks; the node must be stopped.",
            "chain data rebuild --home ~/.chain/testnet/node1").With(flags.All)
            .Does(cli, run =>
            {
                NodeSettings settings = flags.Load(run);
                GenesisSection genesis = ConsortiumFile.Load(settings.Consortium).Genesis;
                DataRebuild.Report report = DataRebuild.Run(
                    GenesisBuilder.State(genesis), settings.Data, height =>
                    {
                        run.Cancel.ThrowIfCancellationRequested();
                        if (height.Value % BlocksPerLine == 0) run.Say($"block {height} ...");
                    });
                run.Print.One(
                    new ReportShape(report.Height, report.Transactions, report.Trades, $"{report.StateRoot}"),
                    ("height", $"{report.Height}"),
                    ("transactions", $"{report.Transactions}"),
                    ("trades", $"{report.Trades}"),
                    ("state root", $"{report.StateRoot} (executed again, as stored)"));
                return ExitCode.Ok;
            });
    }

    /// <summary>What was rebuilt, as JSON.</summary>
    private sealed record ReportShape(ulong Height, ulong Transactions, ulong Trades, string StateRoot);
}
