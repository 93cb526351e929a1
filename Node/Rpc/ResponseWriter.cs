using Grpc.Core;

namespace Chain.Node.Rpc;

/// <summary>The messages of an answer that is a stream.</summary>
internal sealed class ResponseWriter<T>(ServerCall call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    /// <summary>Bytes that buffer hints may hold back.</summary>
    private const int MostUnflushed = 32 << 10;

    private Task lastWrite = Task.CompletedTask;

    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, call.CancellationToken);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (!lastWrite.IsCompleted)
            throw new InvalidOperationException("the previous write has not completed");
        cancellationToken.ThrowIfCancellationRequested();
        call.Write(marshaller, message);
        bool more = WriteOptions is { } options && options.Flags.HasFlag(WriteFlags.BufferHint);
        lastWrite = more && call.Unflushed < MostUnflushed
            ? Task.CompletedTask
            : call.FlushAsync(cancellationToken);
        return lastWrite;
    }
}
