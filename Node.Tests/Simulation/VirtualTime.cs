namespace Chain.Tests.Simulation;

/// <summary>
/// The run's only clock, in microseconds, and what is due when; equal times run in the order they were set.
/// </summary>
public sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (long Time, long Number)> queue = new();
    private long number;

    public long NowUs { get; private set; }

    public long Events { get; private set; }

    public void After(long delayUs, Action action) =>
        queue.Enqueue(action, (NowUs + Math.Max(0, delayUs), number++));

    /// <returns>False when nothing is due before <paramref name="untilUs"/>; the clock
    /// then stands there.</returns>
    public bool RunNext(long untilUs)
    {
        if (!queue.TryPeek(out _, out (long Time, long Number) due) || due.Time > untilUs)
        {
            NowUs = untilUs;
            return false;
        }
        Action action = queue.Dequeue();
        NowUs = due.Time;
        Events++;
        action();
        return true;
    }
}
