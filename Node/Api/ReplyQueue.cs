using System.Threading.Channels;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>
/// Replies of one submission stream: worked out side by side, at most a window at a time, written one by one.
/// </summary>
internal sealed class ReplyQueue : IDisposable
{
    private static readonly WriteOptions Hinted = new(WriteFlags.BufferHint);

    private readonly SemaphoreSlim window;
    private readonly int size;
    private readonly Channel<SubmitReply> ready;
    private readonly Task writer;
    private readonly CancellationToken cancel;

    public ReplyQueue(IServerStreamWriter<SubmitReply> stream, int size, CancellationToken cancel)
    {
        this.size = size;
        this.cancel = cancel;
        window = new SemaphoreSlim(size);
        // As many as the window lets start, so that a finished reply never waits for room.
        ready = Channel.CreateBounded<SubmitReply>(new BoundedChannelOptions(size) { SingleReader = true });
        writer = Task.Run(() => WriteAllAsync(stream), cancel);
    }

    /// <summary>Starts working out a reply, once the window has room.</summary>
    public async Task StartAsync(Func<Task<SubmitReply>> answer)
    {
        await window.WaitAsync(cancel);
        _ = FinishAsync(answer);
    }

    /// <summary>Returns when every started reply is written.</summary>
    public async Task CompleteAsync()
    {
        for (int i = 0; i < size; i++) await window.WaitAsync(cancel);
        ready.Writer.TryComplete();
        await writer;
    }

    public void Dispose() => ready.Writer.TryComplete();

    private async Task FinishAsync(Func<Task<SubmitReply>> answer)
    {
        try
        {
            ready.Writer.TryWrite(await answer());
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
        catch (Exception error)
        {
            ready.Writer.TryComplete(error);
        }
    }

    private async Task WriteAllAsync(IServerStreamWriter<SubmitReply> stream)
    {
        await foreach (SubmitReply reply in ready.Reader.ReadAllAsync(cancel))
        {
            // A block answers many at once: they leave together.
            stream.WriteOptions = ready.Reader.Count > 0 ? Hinted : WriteOptions.Default;
            await stream.WriteAsync(reply, cancel);
            window.Release();
        }
    }
}
