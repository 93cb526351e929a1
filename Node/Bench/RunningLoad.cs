using System.Diagnostics;
using Chain.Client;

namespace Chain.Node.Bench;

/// <summary>A load that goes on, by one stream to each of some validators, until it is stopped.</summary>
internal sealed class RunningLoad : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource stop;
    private readonly CancellationToken cancel;
    private readonly LoadStream[] streams;
    private readonly LoadMeter meter = new();
    private readonly Task finished;

    /// <param name="inFlight">Over all of these validators.</param>
    public RunningLoad(
        SignedLoad load, IReadOnlyList<ChainClient> clients, int inFlight, CancellationToken cancel)
    {
        this.cancel = cancel;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        CancellationToken until = stop.Token;
        int window = Math.Max(1, inFlight / clients.Count);
        streams = [.. clients.Select(client => new LoadStream(client, load, window, meter))];
        finished = Task.WhenAll(
            streams.Select(stream => Task.Run(() => stream.RunAsync(until, cancel), cancel)));
    }

    /// <summary>True when every signed transaction is sent and answered.</summary>
    public bool IsUsedUp => finished.IsCompleted;

    /// <summary>All answers since the start that were not OK, by reason.</summary>
    public IReadOnlyDictionary<string, int> Refusals => meter.Result().Refusals;

    /// <summary>Returns when this time is over, or sooner when the load is used up.</summary>
    public Task GoOnAsync(TimeSpan time) => Task.WhenAny(finished, Task.Delay(time, cancel));

    /// <summary>Measures until this time is over, or the load is used up.</summary>
    /// <param name="validators">Whom to ask for readings.</param>
    public async Task<Stretch> MeasureAsync(IReadOnlyList<ChainClient> validators, double seconds)
    {
        Readings before = await Readings.TakeAsync(validators, cancel);
        meter.Start();
        uint most = before.LargestPool;
        Readings now = before;
        while (!finished.IsCompleted && Stopwatch.GetElapsedTime(before.At).TotalSeconds < seconds)
        {
            double left = seconds - Stopwatch.GetElapsedTime(before.At).TotalSeconds;
            await GoOnAsync(TimeSpan.FromSeconds(Math.Clamp(left, 0, 1)));
            now = await Readings.TakeAsync(validators, cancel);
            most = Math.Max(most, now.LargestPool);
        }
        meter.Stop();
        return new Stretch(before, now, most, meter.Result());
    }

    /// <summary>Sends no more and waits for the receipts of what was sent.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await finished.WaitAsync(Patience, cancel);
        foreach (LoadStream stream in streams) stream.Dispose();
    }

    public void Dispose() => stop.Dispose();
}
