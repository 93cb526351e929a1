using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>
/// Waiting for what processes do: asked again and again until it holds, or a generous deadline is over.
/// </summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static Task UntilAsync(string what, Func<bool> holds) =>
        UntilAsync(what, () => Task.FromResult(holds()));

    public static Task UntilAsync(string what, Func<Task<bool>> holds) =>
        ForAsync(what, async () => await holds() ? new object() : null);

    /// <summary>The first answer that is not null.</summary>
    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> ask) where T : class
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await ask() is { } answer) return answer;
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new AssertionException($"in {Patience.TotalSeconds} s it did not happen: {what}");
            await Task.Delay(Pause);
        }
    }
}
