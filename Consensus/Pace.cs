namespace Chain.Consensus;

/// <summary>
/// At most one errand per interval for each sender and each validator on whose behalf it comes, so that
/// neither can use up the other's. At most one entry per pair.
/// </summary>
internal sealed class Pace(int intervalMs)
{
    private readonly Dictionary<(int From, int For), long> lastMs = [];

    /// <returns>True when it may be done now, which counts as done.</returns>
    public bool IsDue(Turn turn, int from, int asker)
    {
        long now = turn.Now.MonotonicMs;
        if (lastMs.TryGetValue((from, asker), out long last) && now < last + intervalMs) return false;
        lastMs[(from, asker)] = now;
        return true;
    }
}
