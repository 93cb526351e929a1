using System.Globalization;

namespace Grpc.Core.Wire;

/// <summary>The header grpc-timeout: at most eight digits and a unit, H M S m u n.</summary>
public static class GrpcTimeout
{
    private const long MostDigits = 99_999_999;

    /// <summary>Timers do not reach further; a longer timeout means this one.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>
    /// The finest unit that has room for it, rounded up: a deadline is never shortened on its way.
    /// </summary>
    public static string Format(TimeSpan timeout)
    {
        long ticks = Math.Max(1, Math.Min(timeout.Ticks, Longest.Ticks));
        if (ticks <= MostDigits / 100) return Text(ticks * 100, 'n');
        if (ticks <= MostDigits * TimeSpan.TicksPerMicrosecond)
            return Text(Up(ticks, TimeSpan.TicksPerMicrosecond), 'u');
        if (ticks <= MostDigits * TimeSpan.TicksPerMillisecond)
            return Text(Up(ticks, TimeSpan.TicksPerMillisecond), 'm');
        return Text(Up(ticks, TimeSpan.TicksPerSecond), 'S');
    }

    public static bool TryParse(string? text, out TimeSpan timeout)
    {
        timeout = default;
        if (text is null || text.Length is < 2 or > 9) return false;
        ReadOnlySpan<char> digits = text.AsSpan(0, text.Length - 1);
        if (!uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint n)) return false;
        long? ticks = text[^1] switch
        {
            'H' => n * TimeSpan.TicksPerHour,
            'M' => n * TimeSpan.TicksPerMinute,
            'S' => n * TimeSpan.TicksPerSecond,
            'm' => n * TimeSpan.TicksPerMillisecond,
            'u' => n * TimeSpan.TicksPerMicrosecond,
            'n' => Up(n, 100),
            _ => null,
        };
        if (ticks is null) return false;
        timeout = ticks < Longest.Ticks ? new TimeSpan(ticks.Value) : Longest;
        return true;
    }

    private static long Up(long value, long unit) => (value + unit - 1) / unit;

    private static string Text(long n, char unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{n}{unit}");
}
