namespace Chain.Tests.Simulation;

/// <summary>One machine's two clocks, both wrong in their own way.</summary>
public sealed class MachineClock(VirtualTime time, long baseMs, int driftPpm, long skewMs)
{
    // Some time after the genesis.
    private const ulong StartMs = SimConsortium.StartMs + 1_000_000;

    private long skewMs = skewMs;

    public long MonotonicUs => baseMs * 1_000 + time.NowUs + time.NowUs / 1_000 * driftPpm / 1_000;

    public long UnixMs => (long)StartMs + MonotonicUs / 1_000 - baseMs + skewMs;

    /// <summary>What a right clock would show.</summary>
    public static ulong TrueMs(VirtualTime time) => StartMs + (ulong)time.NowUs / 1_000;

    public void Jump(long byMs) => skewMs += byMs;

    public void SetRight() => skewMs = 0;

    /// <summary>Virtual microseconds until so many have gone by on this clock.</summary>
    public long VirtualUs(long ownUs) => Math.Max(0, ownUs * 1_000_000 / (1_000_000 + driftPpm) + 1);
}

/// <summary>A machine's clocks for the code of one process: its timers end with it.</summary>
internal sealed class SimClock(MachineClock machine, SimProcess process) : TimeProvider
{
    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => machine.MonotonicUs;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(machine.UnixMs);

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(machine, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(
        MachineClock machine, SimProcess process, TimerCallback callback, object? state) : ITimer
    {
        private int setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Require.That(period <= TimeSpan.Zero || period == Timeout.InfiniteTimeSpan);
            int mine = ++setting;
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            process.After(machine.VirtualUs((long)dueTime.TotalMicroseconds), () =>
            {
                if (mine == setting) callback(state);
            });
            return true;
        }

        public void Dispose() => setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>Where continuations of one process wait: nothing of it runs on the thread pool.</summary>
internal sealed class SimContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> waiting = new();

    public override void Post(SendOrPostCallback d, object? state) => waiting.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Runs the oldest that waits.</summary>
    public bool RunNext()
    {
        if (!waiting.TryDequeue(out (SendOrPostCallback Callback, object? State) next)) return false;
        next.Callback(next.State);
        return true;
    }
}
