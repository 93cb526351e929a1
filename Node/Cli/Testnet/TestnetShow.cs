using System.Collections.Concurrent;
using System.Globalization;
using Spectre.Console;

namespace Chain.Node.Cli.Testnet;

/// <summary>
/// Shows a running testnet until it is cancelled: a live screen on a terminal, plain lines elsewhere.
/// </summary>
internal sealed class TestnetShow(TestnetMonitor monitor, Invocation run)
{
    private const int LinesOnScreen = 6;
    private static readonly TimeSpan ScreenPace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LinePace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<string> narration = new();

    /// <summary>Takes one line of the demonstration's narration; from any thread.</summary>
    public void Tell(string line)
    {
        string stamped =
            $"{run.Host.Time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {line}";
        if (!run.Host.IsTerminal)
        {
            lock (narration) run.Host.Out.WriteLine(stamped);
            return;
        }
        narration.Enqueue(stamped);
        while (narration.Count > LinesOnScreen) narration.TryDequeue(out _);
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            if (run.Host.IsTerminal) await DrawAsync(cancel);
            else await WriteLinesAsync(cancel);
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // Whatever the last question came to: showing ends by cancellation.
        }
    }

    private async Task DrawAsync(CancellationToken cancel)
    {
        LiveDisplay live = run.Print.Terminal().Live(new Text("")).Overflow(VerticalOverflow.Crop);
        await live.StartAsync(async context =>
        {
            while (true)
            {
                context.UpdateTarget(TestnetScreen.Draw(await monitor.LookAsync(cancel), narration));
                await Task.Delay(ScreenPace, run.Host.Time, cancel);
            }
        });
    }

    private async Task WriteLinesAsync(CancellationToken cancel)
    {
        while (true)
        {
            TestnetSnapshot snapshot = await monitor.LookAsync(cancel);
            string nodes = string.Join("  ", snapshot.Nodes.Select(node => node.Status is { } status
                ? $"{node.Node.Name} {status.Height} {Show.Short(status.LastStateRoot)}"
                : $"{node.Node.Name} down"));
            lock (narration) run.Host.Out.WriteLine(nodes);
            await run.Host.Out.FlushAsync(cancel);
            await Task.Delay(LinePace, run.Host.Time, cancel);
        }
    }
}
