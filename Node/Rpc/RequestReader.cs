using Grpc.Core;

namespace Chain.Node.Rpc;

/// <summary>The messages of a caller's stream.</summary>
internal sealed class RequestReader<T>(ServerCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private static readonly Task<bool> True = Task.FromResult(true);

    private T? current;

    public T Current => current ?? throw new InvalidOperationException("no message has been read");

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (!call.Input.TryTake()) return WaitAsync(cancellationToken);
        current = call.Deserialize(marshaller);
        return True;
    }

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource? both = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.ReadToken)
            : null;
        bool taken = await call.Input.TakeAsync(both?.Token ?? call.ReadToken);
        current = taken ? call.Deserialize(marshaller) : null;
        return taken;
    }
}
