using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client;

/// <summary>The messages of a request that is a stream.</summary>
internal sealed class RequestWriter<T> : IClientStreamWriter<T> where T : class
{
    /// <summary>Bytes that buffer hints may hold back.</summary>
    private const int MostUnflushed = 32 << 10;

    private readonly ClientCall _call;
    private readonly StreamContent _content;
    private readonly Marshaller<T> _marshaller;
    private readonly PooledBuffer _buffer = new();
    private readonly FrameWriter _frames;
    private Task _lastWrite = Task.CompletedTask;
    private bool _completed;

    public RequestWriter(ClientCall call, StreamContent content, Marshaller<T> marshaller, int maxMessageSize)
    {
        _call = call;
        _content = content;
        _marshaller = marshaller;
        _frames = new FrameWriter(_buffer, maxMessageSize, maxBlock: int.MaxValue);
    }

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    /// <remarks>
    /// A write that its own token interrupts cancels the call: half a message cannot be taken back.
    /// </remarks>
    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (!_lastWrite.IsCompleted)
            throw new InvalidOperationException("the previous write has not completed");
        cancellationToken.ThrowIfCancellationRequested();
        _call.ThrowIfEnded();
        if (_completed) throw new InvalidOperationException("the stream is complete");
        _frames.Write(_marshaller, message);
        bool more = WriteOptions is { } options && options.Flags.HasFlag(WriteFlags.BufferHint);
        _lastWrite = more && _buffer.Written.Length < MostUnflushed
            ? Task.CompletedTask
            : FlushAsync(cancellationToken);
        return _lastWrite;
    }

    public async Task CompleteAsync()
    {
        if (!_lastWrite.IsCompleted)
            throw new InvalidOperationException("the previous write has not completed");
        if (_buffer.Written.Length > 0) await FlushAsync(CancellationToken.None).ConfigureAwait(false);
        _completed = true;
        _buffer.Return();
        _content.Complete();
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration interrupt =
            cancellationToken.UnsafeRegister(static call => ((ClientCall)call!).Cancel(), _call);
        try
        {
            Stream stream = await _content.Opened.ConfigureAwait(false);
            await stream.WriteAsync(_buffer.Written, _call.Token).ConfigureAwait(false);
            _buffer.Clear();
            await stream.FlushAsync(_call.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw await _call.WriteFailedAsync(failure).ConfigureAwait(false);
        }
    }
}
