namespace Chain.Client;

/// <summary>Waits between attempts: 100 ms doubling up to 2 s.</summary>
internal static class Backoff
{
    public static TimeSpan Of(int failures) =>
        TimeSpan.FromMilliseconds(Math.Min(2_000, 100 << Math.Min(failures, 5)));
}
