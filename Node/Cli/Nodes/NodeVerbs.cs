using System.CommandLine;
using Chain.Node.Hosting;

namespace Chain.Node.Cli.Nodes;

/// <summary><c>node init|start</c></summary>
internal static class NodeVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("node", "The daemon of one validator or follower.")
    {
        Init(cli), Start(cli),
    };

    private static Verb Init(ChainCli cli)
    {
        var flags = new NodeFlags(cli.Flags);
        return new Verb("init", "Makes a new node's database and journal from its configuration; once.",
            "chain node init --home ~/.chain/testnet/node1").With(flags.All)
            .Does(cli, run =>
            {
                NodeInit.Run(flags.Load(run));
                return ExitCode.Ok;
            });
    }

    private static Verb Start(ChainCli cli)
    {
        var flags = new NodeFlags(cli.Flags);
        var ownSession = new Option<bool>("--own-session")
        {
            Description = "Leave the terminal's process group.",
            Hidden = true,
        };
        return new Verb("start", "Runs the node until SIGTERM or Ctrl-C.",
            "chain node start --home ~/.chain/testnet/node1", ownSession).With(flags.All)
            .Does(cli, run =>
            {
                if (run.Get(ownSession)) Posix.OwnSession();
                return NodeHost.RunAsync(flags.Load(run), run.Cancel);
            });
    }
}
