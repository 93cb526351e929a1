namespace Chain.Node.Cli;

/// <summary>Verbs that follow something until they are stopped.</summary>
internal static class Streams
{
    /// <param name="run">Its cancellation is the normal end of following.</param>
    /// <param name="stream">What to follow.</param>
    /// <param name="count">Stop after so many; 0: never.</param>
    /// <param name="show">Writes one item.</param>
    public static async Task<int> FollowAsync<T>(
        Invocation run, IAsyncEnumerable<T> stream, uint count, Action<T> show)
    {
        uint shown = 0;
        try
        {
            await foreach (T item in stream.WithCancellation(run.Cancel))
            {
                show(item);
                await run.Host.Out.FlushAsync(run.Cancel);
                if (++shown == count) break;
            }
        }
        catch (OperationCanceledException) when (run.Cancel.IsCancellationRequested)
        {
            // Ctrl-C is how one stops following.
        }
        return ExitCode.Ok;
    }
}
