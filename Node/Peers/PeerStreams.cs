namespace Chain.Node.Peers;

/// <summary>
/// One stream of a kind from each peer: a new one ends the one before, which is what is left of a lost
/// connection. So what a peer makes this node work on is bounded by one stream's pace, however many
/// it opens. Thread-safe.
/// </summary>
public sealed class PeerStreams(int peers, CancellationToken stopping)
{
    private readonly Lock gate = new();
    private readonly PeerStream?[] newest = new PeerStream?[peers];

    /// <summary>Makes this the peer's stream; dispose it at the stream's end.</summary>
    public PeerStream Open(int peer)
    {
        var stream = new PeerStream(ended => Close(peer, ended), stopping);
        PeerStream? before;
        lock (gate)
        {
            before = newest[peer];
            newest[peer] = stream;
        }
        before?.End();
        return stream;
    }

    private void Close(int peer, PeerStream stream)
    {
        lock (gate)
            if (newest[peer] == stream) newest[peer] = null;
    }
}
