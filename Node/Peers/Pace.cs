namespace Chain.Node.Peers;

/// <summary>
/// A rate that something may have for long, and how much of it at once (generic cell rate algorithm). Who is
/// beyond it waits until it is within it again, so a burst of an honest one is only slowed. Thread-safe.
/// </summary>
/// <param name="perSecond">At least 1.</param>
/// <param name="atOnce">After a pause, without waiting.</param>
public sealed class Pace(int perSecond, int atOnce, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly long began = clock.GetTimestamp();
    private TimeSpan paidTo;

    /// <summary>Counts as so many.</summary>
    /// <returns>How long to wait before one goes on; zero within the rate.</returns>
    public TimeSpan Take(int count = 1)
    {
        lock (gate)
        {
            TimeSpan now = clock.GetElapsedTime(began);
            paidTo = (paidTo > now ? paidTo : now) + TimeOf(count);
            TimeSpan wait = paidTo - now - TimeOf(atOnce);
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    /// <summary>Counts as so many and waits.</summary>
    public ValueTask TakeAsync(int count, CancellationToken cancel) =>
        Take(count) is var wait && wait > TimeSpan.Zero
            ? new ValueTask(Task.Delay(wait, clock, cancel)) : ValueTask.CompletedTask;

    /// <summary>Counts as one, unless it would have to wait longer.</summary>
    /// <returns>How long to wait; null when that is too long, and then it does not count.</returns>
    public TimeSpan? TryTake(TimeSpan longest)
    {
        lock (gate)
        {
            TimeSpan behind = paidTo - clock.GetElapsedTime(began);
            return behind + TimeOf(1) - TimeOf(atOnce) > longest ? null : Take();
        }
    }

    private TimeSpan TimeOf(int count) => TimeSpan.FromSeconds((double)count / perSecond);
}
