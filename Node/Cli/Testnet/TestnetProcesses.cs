using System.Net;
using System.Net.Sockets;
using Chain.Client;
using Chain.Node.Cli.Nodes;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Cli.Testnet;

/// <summary>Starts and stops the nodes of a testnet.</summary>
internal sealed class TestnetProcesses(TestnetHome home, CliHost host)
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan GraceTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public static bool IsRunning(TestnetNode node) => DaemonProcess.IsAlive(node.Pid, node.Home);

    /// <exception cref="CliError">A port is taken.</exception>
    public static void CheckPorts(int basePort, int validators)
    {
        for (int port = basePort; port < basePort + 2 * validators; port++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
            }
            catch (SocketException error)
            {
                throw new CliError(
                    ExitCode.Configuration, $"port {port} of 127.0.0.1 cannot be used: {error.Message}",
                    $"A testnet of {validators} needs ports {basePort} to {basePort + 2 * validators - 1}; "
                    + "stop what uses them, or reset the testnet and choose another --base-port.");
            }
        }
    }

    /// <summary>A base port whose range is free at this moment.</summary>
    public static int FreePorts(int validators)
    {
        const int First = 20_000, Last = 32_000, Attempts = 20;
        for (int attempt = 1; ; attempt++)
        {
            int basePort = Random.Shared.Next(First, Last);
            try
            {
                CheckPorts(basePort, validators);
                return basePort;
            }
            catch (CliError) when (attempt < Attempts)
            {
                // Somebody listens there: elsewhere, then.
            }
        }
    }

    /// <summary>
    /// Initialises nodes without data, starts all, and waits until every one answers and is ready.
    /// </summary>
    /// <returns>The file with the process ids, saved.</returns>
    public async Task<TestnetFile> StartAsync(TestnetFile file, CancellationToken cancel)
    {
        foreach (TestnetNode node in file.Nodes)
        {
            if (Directory.Exists(Path.Combine(node.Home, "data"))) continue;
            (int code, string talk) = await DaemonProcess.InitAsync(node.Home, cancel);
            if (code != ExitCode.Ok)
                throw new CliError(code, $"`chain node init` of {node.Name} failed: {talk}");
        }
        TestnetFile started = file with
        {
            Nodes = file.Nodes.Select(n => n with { Pid = DaemonProcess.Start(n.Home, home.Log(n.Name)) })
                .ToList(),
        };
        started.Save(home);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(AnswerTime);
            await Task.WhenAll(started.Nodes.Select(node => WaitReadyAsync(node, patience.Token)));
            return started;
        }
        catch (Exception error)
        {
            await StopAsync(started);
            if (error is OperationCanceledException && !cancel.IsCancellationRequested)
                throw new CliError(
                    ExitCode.Unavailable, $"not every node was ready within {AnswerTime.TotalSeconds} s",
                    $"Their logs are {home.Root}/node*/log.");
            throw;
        }
    }

    /// <summary>SIGTERM to all, then SIGKILL to those that stay.</summary>
    /// <returns>The file without process ids, saved.</returns>
    public async Task<TestnetFile> StopAsync(TestnetFile file)
    {
        foreach (TestnetNode node in file.Nodes.Where(IsRunning)) Posix.Signal(node.Pid, Posix.Terminate);
        DateTimeOffset deadline = host.Time.GetUtcNow() + GraceTime;
        while (file.Nodes.Any(IsRunning) && host.Time.GetUtcNow() < deadline)
            await Task.Delay(Poll, host.Time);
        foreach (TestnetNode node in file.Nodes.Where(IsRunning))
        {
            host.Error.WriteLine($"{node.Name} did not stop within {GraceTime.TotalSeconds} s and is killed");
            Posix.Signal(node.Pid, Posix.Kill);
        }
        TestnetFile stopped = file with { Nodes = file.Nodes.Select(node => node with { Pid = 0 }).ToList() };
        stopped.Save(home);
        return stopped;
    }

    private async Task WaitReadyAsync(TestnetNode node, CancellationToken cancel)
    {
        using var client = new ChainClient(new Uri(node.Api), host.Time);
        while (!await IsReadyAsync(client, cancel))
        {
            if (!IsRunning(node))
                throw new CliError(
                    ExitCode.Unavailable, $"{node.Name} ended while starting",
                    $"The end of {home.Log(node.Name)}:{Environment.NewLine}{Tail(home.Log(node.Name))}");
            await Task.Delay(Poll, host.Time, cancel);
        }
    }

    private static async Task<bool> IsReadyAsync(ChainClient client, CancellationToken cancel)
    {
        try
        {
            var call = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(2), cancellationToken: cancel);
            return (await client.Node.GetStatusAsync(new GetStatusRequest(), call)).Ready;
        }
        catch (RpcException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static string Tail(string log) => File.Exists(log)
        ? string.Join(Environment.NewLine, File.ReadLines(log).TakeLast(10)) : "(no log)";
}
