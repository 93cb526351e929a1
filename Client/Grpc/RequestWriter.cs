using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client;

/// <summary>The messages of a request that is a stream.</summary>
internal sealed class RequestWriter<T> : IClientStreamWriter<T> where T : class
{
    /// <summary>Bytes that buffer hints may hold back.</summary>
    private const int MostUnflushed = 32 << 10;

    private readonly ClientCall call;
    private readonly StreamContent content;
    private readonly Marshaller<T> marshaller;
    private readonly PooledBuffer buffer = new();
    private readonly FrameWriter frames;
    private Task lastWrite = Task.CompletedTask;
    private bool completed;

    public RequestWriter(ClientCall call, StreamContent content, Marshaller<T> marshaller, int maxMessageSize)
    {
        this.call = call;
        this.content = content;
        this.marshaller = marshaller;
        frames = new FrameWriter(buffer, maxMessageSize, maxBlock: int.MaxValue);
    }

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    /// <remarks>
    /// A write that its own token interrupts cancels the call: half a message cannot be taken back.
    /// </remarks>
    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (!lastWrite.IsCompleted)
            throw new InvalidOperationException("the previous write has not completed");
        cancellationToken.ThrowIfCancellationRequested();
        call.ThrowIfEnded();
        if (completed) throw new InvalidOperationException("the stream is complete");
        frames.Write(marshaller, message);
        bool more = WriteOptions is { } options && options.Flags.HasFlag(WriteFlags.BufferHint);
        lastWrite = more && buffer.Written.Length < MostUnflushed
            ? Task.CompletedTask
            : FlushAsync(cancellationToken);
        return lastWrite;
    }

    public async Task CompleteAsync()
    {
        if (!lastWrite.IsCompleted)
            throw new InvalidOperationException("the previous write has not completed");
        if (buffer.Written.Length > 0) await FlushAsync(CancellationToken.None).ConfigureAwait(false);
        completed = true;
        buffer.Return();
        content.Complete();
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration interrupt =
            cancellationToken.UnsafeRegister(static call => ((ClientCall)call!).Cancel(), call);
        try
        {
            Stream stream = await content.Opened.ConfigureAwait(false);
            await stream.WriteAsync(buffer.Written, call.Token).ConfigureAwait(false);
            buffer.Clear();
            await stream.FlushAsync(call.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw await call.WriteFailedAsync(failure).ConfigureAwait(false);
        }
    }
}
