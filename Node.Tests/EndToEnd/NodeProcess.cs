using System.Diagnostics;
using Chain.Client;
using Chain.Node.Cli.Nodes;
using Chain.Node.Cli.Testnet;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Tests.EndToEnd;

/// <summary>One validator: its home, the process it runs as at the moment, and a client of its API.</summary>
internal sealed class NodeProcess : IDisposable
{
    private const int ContinueSignal = 18, StopSignal = 19;

    private Process? process;

    public NodeProcess(TestnetNode node, int number)
    {
        Name = node.Name;
        Number = number;
        Home = node.Home;
        Client = new ChainClient(new Uri(node.Api));
        // Also when the test run itself is interrupted.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public string Name { get; }

    public int Number { get; }

    public string Home { get; }

    public ChainClient Client { get; }

    public string Data => Path.Combine(Home, "data");

    public string Log => Path.Combine(Home, "log");

    /// <summary>Variables that the process gets beside those of the tests.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>A command that runs the program and leaves it the process id; empty for none.</summary>
    public IReadOnlyList<string> Wrapper { get; set; } = [];

    public bool IsRunning => process is { HasExited: false };

    public void Start(params string[] more)
    {
        process?.Dispose();
        process = ChainProgram.Launch(Log, Environment, ["node", "start", "--home", Home, .. more], Wrapper);
    }

    /// <summary><c>kill -9</c>, returning when the process is gone.</summary>
    public void Kill()
    {
        if (!IsRunning) return;
        Posix.Signal(process!.Id, Posix.Kill);
        process.WaitForExit();
    }

    /// <summary>The process stands still, sockets and all, until <see cref="Thaw"/>.</summary>
    public void Freeze() => Posix.Signal(process!.Id, StopSignal);

    public void Thaw() => Posix.Signal(process!.Id, ContinueSignal);

    public void Terminate() => Posix.Signal(process!.Id, Posix.Terminate);

    /// <summary>The exit code, when the process has ended by itself.</summary>
    public async Task<int> ExitAsync()
    {
        await Wait.UntilAsync($"{Name} ends", () => process!.HasExited);
        return process!.ExitCode;
    }

    /// <summary>Null where it does not answer.</summary>
    public async Task<NodeStatus?> TryStatusAsync()
    {
        try
        {
            return await Client.Node.GetStatusAsync(new GetStatusRequest(),
                deadline: DateTime.UtcNow.AddSeconds(5));
        }
        catch (RpcException)
        {
            return null;
        }
    }

    public async Task<NodeStatus> StatusAsync() => await Wait.ForAsync($"{Name} answers", TryStatusAsync);

    /// <summary>Waits until its status is as wanted; a node that ended meanwhile fails at once.</summary>
    public Task<NodeStatus> StatusAsync(string what, Func<NodeStatus, bool> wanted) => Wait.ForAsync(
        $"{Name}: {what}", async () =>
        {
            if (!IsRunning)
                throw new InvalidOperationException($"{Name} has ended: {Said()}");
            return await TryStatusAsync() is { } status && wanted(status) ? status : null;
        });

    public async Task<Block> BlockAsync(ulong height) =>
        await Client.Node.GetBlockAsync(new GetBlockRequest { Height = height });

    /// <summary>The end of all it ever said.</summary>
    public string Said() => File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(20)) : "";

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Kill();
        process?.Dispose();
        Client.Dispose();
    }

    private void OnExit(object? sender, EventArgs arguments) => Kill();
}
