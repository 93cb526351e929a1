using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Chain.Node.Peers;

/// <summary>
/// What waits to be sent to a peer: bounded in number and in bytes, and the oldest makes room for the newest.
/// A peer decides how much there is to answer and how fast it reads. Thread-safe.
/// </summary>
public sealed class SendQueue<T>
{
    private readonly Channel<T> items;
    private readonly long mostBytes;
    private readonly Func<T, int> sizeOf;
    private long bytes;

    /// <param name="most">Items.</param>
    /// <param name="mostBytes">Their sizes together; no single item is larger.</param>
    /// <param name="sizeOf">Bytes of an item.</param>
    public SendQueue(int most, long mostBytes, Func<T, int> sizeOf)
    {
        this.mostBytes = mostBytes;
        this.sizeOf = sizeOf;
        items = Channel.CreateBounded<T>(
            new BoundedChannelOptions(most) { FullMode = BoundedChannelFullMode.DropOldest }, Left);
    }

    /// <summary>What all waiting items take.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    public bool IsEmpty => items.Reader.Count == 0;

    public void Add(T item)
    {
        Interlocked.Add(ref bytes, sizeOf(item));
        items.Writer.TryWrite(item);
        while (Bytes > mostBytes && TryTake(out _))
        {
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        if (!items.Reader.TryRead(out item)) return false;
        Left(item);
        return true;
    }

    /// <summary>Completes when something waits; several may wait for it.</summary>
    public Task WaitAsync(CancellationToken cancel) => items.Reader.WaitToReadAsync(cancel).AsTask();

    private void Left(T item) => Interlocked.Add(ref bytes, -sizeOf(item));
}
