namespace Chain.Node.Peers;

/// <summary>A peer's stream while it is read. Thread-safe.</summary>
public sealed class PeerStream : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource source = new();
    private readonly CancellationTokenRegistration stop;
    private readonly Action<PeerStream> closed;
    private int ending;
    private bool disposed;

    internal PeerStream(Action<PeerStream> closed, CancellationToken stopping)
    {
        this.closed = closed;
        Ended = source.Token;
        stop = stopping.Register(End);
    }

    /// <summary>Cancelled by the peer's next stream and when the node stops.</summary>
    public CancellationToken Ended { get; }

    public void Dispose()
    {
        stop.Dispose();
        closed(this);
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            // Who is ending it still uses the source.
            if (ending > 0) return;
        }
        source.Dispose();
    }

    /// <summary>Cancels it; nothing when its reader is done with it.</summary>
    internal void End()
    {
        lock (gate)
        {
            if (disposed) return;
            ending++;
        }
        // Not under the lock: what waits for the token may run at once, up to the disposal.
        source.Cancel();
        bool last;
        lock (gate) last = --ending == 0 && disposed;
        if (last) source.Dispose();
    }
}
