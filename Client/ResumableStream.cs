using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Chain.Client;

/// <summary>
/// A server stream that is opened again where it stopped when the node restarts. The cursor lives in the
/// request, which <paramref name="advance"/> moves past every message before the message is handed out.
/// </summary>
internal sealed class ResumableStream<T>(
    Func<CancellationToken, AsyncServerStreamingCall<T>> open, Action<T> advance, TimeProvider time)
{
    /// <summary>How long a node may stay away before the stream gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private DateTimeOffset? lostAt;
    private int failures;

    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            using AsyncServerStreamingCall<T> call = open(cancel);
            while (await NextAsync(call, cancel).ConfigureAwait(false))
            {
                (lostAt, failures) = (null, 0);
                T message = call.ResponseStream.Current;
                advance(message);
                yield return message;
            }
            await Task.Delay(Backoff.Of(failures++), time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>The height expected at a cursor; 0 takes what comes first.</summary>
    /// <exception cref="RpcException">DATA_LOSS: the node skipped or repeated a block.</exception>
    public static ulong InSequence(ulong expected, ulong got) => expected == 0 || expected == got
        ? got
        : throw new RpcException(
            new Status(StatusCode.DataLoss, $"expected block {expected}, the node sent {got}"));

    /// <returns>False when the stream ended or broke, and another attempt makes sense.</returns>
    private async Task<bool> NextAsync(AsyncServerStreamingCall<T> call, CancellationToken cancel)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancel).ConfigureAwait(false);
        }
        catch (RpcException error) when (
            error.StatusCode == StatusCode.Cancelled && cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
        {
            DateTimeOffset now = time.GetUtcNow();
            lostAt ??= now;
            if (now - lostAt > Patience) throw;
            return false;
        }
    }
}
