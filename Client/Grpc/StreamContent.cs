using System.Net;

namespace Grpc.Net.Client;

/// <summary>
/// The body of a request that is a stream: hands the transport's stream to the caller until it is done.
/// </summary>
internal sealed class StreamContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> opened =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Where to write; cancelled when the call ends before the transport asks for the body.
    /// </summary>
    public Task<Stream> Opened => opened.Task;

    /// <summary>No message follows.</summary>
    public void Complete() => done.TrySetResult();

    /// <summary>The call has ended.</summary>
    public void Abort()
    {
        opened.TrySetCanceled();
        done.TrySetCanceled();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Without a flush the request's headers wait for the first message.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!opened.TrySetResult(stream)) throw new IOException("a stream cannot be sent twice");
        await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
