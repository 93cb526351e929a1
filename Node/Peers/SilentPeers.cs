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

    /// <summary>The order in which to ask (<see cref="IPeers.AskOrder"/>).</summary>
    /// <param name="others">Whom one can ask.</param>
    /// <param name="preferred">Any number; nobody's: none.</param>
    /// <param name="connected">Whether a peer can be reached now.</param>
    public IReadOnlyList<int> Order(IEnumerable<int> others, int preferred, Predicate<int> connected)
    {
        lock (gate)
            return
            [
                .. others.OrderBy(peer => silences[peer])
                    .ThenBy(peer => peer == preferred ? 0 : connected(peer) ? 1 : 2),
            ];
    }
}
