namespace Chain.Node.Peers;

/// <summary>
/// Who did not answer when asked last, so that the next question goes to others first. Nobody is left out for
/// good: among the silent, the one whose silence is oldest has its turn first. Thread-safe.
/// </summary>
public sealed class SilentPeers(int peers)
{
    private readonly Lock gate = new();
    private readonly long[] silences = new long[peers];
    private long newest;

    public void Answered(int peer)
    {
        lock (gate) silences[peer] = 0;
    }

    public void Missed(int peer)
    {
        lock (gate) silences[peer] = ++newest;
    }

    /// <summary>0 for who answered last time or was never asked; ask in ascending order.</summary>
    public long RankOf(int peer)
    {
        lock (gate) return silences[peer];
    }
}
