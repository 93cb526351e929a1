using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>Long-lived calls end with the caller, with their deadline, or with the node.</summary>
internal static class StreamLife
{
    /// <exception cref="RpcException">
    /// UNAVAILABLE: the node is stopping; the caller resumes elsewhere.
    /// </exception>
    public static async Task RunAsync(
        ServerCallContext context, Func<CancellationToken, Task> stream, CancellationToken stopping)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        try
        {
            await stream(life.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw ApiErrors.Stopping();
        }
    }
}
