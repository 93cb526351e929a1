namespace Chain.Node.Peers;

/// <summary>
/// One stream of a kind from each peer: a new one ends the one before, which is what is left of a lost
/// connection. So what a peer makes this node work on is bounded by one stream's pace, however many it opens.
/// Thread-safe.
/// </summary>
public sealed class PeerStreams(int peers, CancellationToken stopping)
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource?[] newest = new CancellationTokenSource?[peers];

    /// <summary>Makes this the peer's stream.</summary>
    /// <returns>
    /// Cancelled by the peer's next one and when the node stops; dispose it at the stream's end.
    /// </returns>
    public PeerStream Open(int peer)
    {
        var life = new CancellationTokenSource();
        CancellationTokenSource? before;
        lock (gate)
        {
            before = newest[peer];
            newest[peer] = life;
        }
        before?.Cancel();
        return new PeerStream(this, peer, life, stopping.Register(life.Cancel));
    }

    private void Close(int peer, CancellationTokenSource life)
    {
        lock (gate)
            if (newest[peer] == life) newest[peer] = null;
    }

    /// <summary>A stream while it is read.</summary>
    public readonly struct PeerStream(
        PeerStreams all, int peer, CancellationTokenSource life, CancellationTokenRegistration link)
        : IDisposable
    {
        public CancellationToken Ended => life.Token;

        public void Dispose()
        {
            // A successor may still cancel the source itself; without timer and links it needs no disposal.
            link.Dispose();
            all.Close(peer, life);
        }
    }
}
