using System.Net;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client;

/// <summary>
/// The body of a request with one message. The transport may still be sending it when the answer is complete,
/// and may send it twice when a server refuses the stream; the buffer goes back to the pool only when nobody
/// holds it.
/// </summary>
internal sealed class MessageContent : HttpContent
{
    private PooledBuffer? frame;

    private MessageContent(PooledBuffer frame) => this.frame = frame;

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is larger than the limit.</exception>
    public static MessageContent Of<T>(Marshaller<T> marshaller, T message, int maxMessageSize)
    {
        var frame = new PooledBuffer();
        new FrameWriter(frame, maxMessageSize, maxBlock: int.MaxValue).Write(marshaller, message);
        return new MessageContent(frame);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        PooledBuffer frame = Interlocked.Exchange(ref this.frame, null)
            ?? throw new IOException("the call has ended");
        await stream.WriteAsync(frame.Written, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref this.frame, frame);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Interlocked.Exchange(ref frame, null)?.Return();
        base.Dispose(disposing);
    }
}
