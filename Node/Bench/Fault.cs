using Chain.Node.Cli;
using Chain.Node.Cli.Nodes;
using Chain.Node.Cli.Testnet;

namespace Chain.Node.Bench;

/// <summary>What a benchmark does to the last of its validators.</summary>
internal enum FaultKind
{
    None,

    /// <summary>Its process is killed.</summary>
    Dead,

    /// <summary>Its process is stopped for one second of every three.</summary>
    Slow,

    /// <summary>Its process is killed, and who has its certificate floods the others.</summary>
    Flood,
}

/// <summary>A fault from its beginning to its disposal, which leaves no process stopped.</summary>
/// <param name="victim">A validator that runs.</param>
/// <param name="flooder">In the place of the victim; null without a flood.</param>
internal sealed class Fault(FaultKind kind, TestnetNode victim, Flooder? flooder) : IAsyncDisposable
{
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Running = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource end = new();
    private Task playing = Task.CompletedTask;

    public FaultKind Kind => kind;

    public Flooder? Flooder => flooder;

    /// <summary>What is the matter, in words.</summary>
    public string Name => kind switch
    {
        FaultKind.Dead => "one validator dead",
        FaultKind.Slow => "one validator slow",
        FaultKind.Flood => "one validator flooding",
        _ => throw new BrokenInvariantException("unknown fault"),
    };

    public void Begin()
    {
        if (kind == FaultKind.Slow)
        {
            playing = StopAndContinueAsync(end.Token);
            return;
        }
        Signal(Posix.Kill);
        if (flooder is not null) playing = flooder.RunAsync(end.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        try
        {
            await playing;
        }
        catch (OperationCanceledException)
        {
            // The fault ends by cancellation.
        }
        end.Dispose();
    }

    private async Task StopAndContinueAsync(CancellationToken until)
    {
        while (true)
        {
            Signal(Posix.Stop);
            try
            {
                await Task.Delay(Stopped, until);
            }
            finally
            {
                Posix.Signal(victim.Pid, Posix.Continue);
            }
            await Task.Delay(Running, until);
        }
    }

    private void Signal(int signal)
    {
        if (!TestnetProcesses.IsRunning(victim) || !Posix.Signal(victim.Pid, signal))
            throw new CliError(
                ExitCode.Unavailable, $"{victim.Name} has ended by itself, so that no fault can be played");
    }
}
