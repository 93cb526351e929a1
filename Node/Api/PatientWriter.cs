using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>Writes to a stream whose reader may be slow, but not for ever.</summary>
internal sealed class PatientWriter<T>(IServerStreamWriter<T> stream, TimeProvider time)
{
    /// <summary>How long one message may wait for its reader.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="RpcException">ABORTED, SLOW_READER: the reader does not read.</exception>
    public async Task WriteAsync(T message, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            await stream.WriteAsync(message, either.Token);
        }
        catch (OperationCanceledException) when (
            patience.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw ApiErrors.SlowReader();
        }
    }
}
