using System.Globalization;

namespace Chain.Node.Cli.Orders;

/// <summary>When an order shall end, as people say it: a span from now, or a time in UTC.</summary>
internal static class OrderExpiry
{
    public const string Help = "30m, 12h or 7d from now, or a time in UTC as 2026-12-01T18:00";

    /// <returns>Unix milliseconds; 0 for no text.</returns>
    public static ulong Parse(string text, DateTimeOffset now)
    {
        if (text.Length == 0) return 0;
        if (Span(text) is { } span) return (ulong)(now + span).ToUnixTimeMilliseconds();
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        bool isTime = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time);
        return isTime && time > now ? (ulong)time.ToUnixTimeMilliseconds()
            : throw new CliError(ExitCode.Usage, $"'{text}' is no time to come", $"Write {Help}.");
    }

    private static TimeSpan? Span(string text)
    {
        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        bool counts = ushort.TryParse(
            text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort count);
        return counts && count > 0 ? count * unit : null;
    }
}
