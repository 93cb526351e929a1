using Microsoft.Extensions.Logging;

namespace Chain.Node.Ordering;

/// <summary>
/// Tells the operator when this machine's clock is not that of the others: blocks carry the time of those who
/// lead, one after the other. One block may be late; several leaders in a row are not wrong in the same way.
/// Of one thread.
/// </summary>
public sealed partial class ClockWatch(TimeProvider clock, ILogger<ClockWatch> log)
{
    /// <summary>Blocks in a row that must say so.</summary>
    public const int Needed = 8;

    /// <summary>More than a view may take; clients' transactions are refused from about a minute on.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private int ahead;
    private int behind;
    private long toldAt;
    private bool told;

    /// <summary>A block was committed that the others committed just now.</summary>
    public void Committed(ulong timestampMs)
    {
        long byMs = clock.GetUtcNow().ToUnixTimeMilliseconds() - (long)timestampMs;
        ahead = byMs > Tolerance.TotalMilliseconds ? ahead + 1 : 0;
        behind = byMs < -Tolerance.TotalMilliseconds ? behind + 1 : 0;
        if (ahead < Needed && behind < Needed) return;
        if (told && clock.GetElapsedTime(toldAt) < Silence) return;
        (told, toldAt) = (true, clock.GetTimestamp());
        LogWrong(Math.Abs(byMs) / 1_000, byMs > 0 ? "ahead of" : "behind");
    }

    /// <summary>A block was committed that is of long ago: this node catches up.</summary>
    public void Old() => (ahead, behind) = (0, 0);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "this machine's clock is {Seconds} s {Where} that of the other validators")]
    private partial void LogWrong(long seconds, string where);
}
