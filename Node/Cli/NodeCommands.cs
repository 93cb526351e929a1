using Chain.Node.Configuration;
using Chain.Node.Hosting;

namespace Chain.Node.Cli;

/// <summary>Where the command line hands over to the daemon.</summary>
internal static class NodeCommands
{
    public static int Init(NodeSettings settings)
    {
        NodeInit.Run(settings);
        return ExitCode.Ok;
    }

    public static Task<int> StartAsync(NodeSettings settings, CancellationToken stop) =>
        NodeHost.RunAsync(settings, stop);
}
