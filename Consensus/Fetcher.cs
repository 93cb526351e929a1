namespace Chain.Consensus;

/// <summary>Something that is missing and can be asked for.</summary>
internal readonly record struct Want(WantKind Kind, View View, Hash32 Digest);

internal enum WantKind
{
    /// <summary>What shows how the view ended; any kind helps.</summary>
    Certificate,

    Proposal,
    Block,

    /// <summary>The committed chain.</summary>
    Chain,
}

/// <summary>
/// Paces the requests for what is missing: what is wanted is worked out anew in every step, here stands only
/// when it was asked for last and how often, so that every holder gets its turn.
/// </summary>
internal sealed class Fetcher(int intervalMs)
{
    private const int Capacity = 32;

    private readonly List<Asked> asked = [];

    private sealed class Asked(Want want, long nowMs)
    {
        public Want Want { get; } = want;
        public long LastMs { get; set; } = nowMs;
        public int Attempts { get; set; }
        public bool StillWanted { get; set; } = true;
    }

    public long? DueMs
    {
        get
        {
            long? due = null;
            foreach (Asked one in asked) due = due < one.LastMs + intervalMs ? due : one.LastMs + intervalMs;
            return due;
        }
    }

    public bool WantsBlock(Hash32 digest) =>
        asked.Exists(one => one.Want.Kind == WantKind.Block && one.Want.Digest == digest);

    /// <param name="nowMs">Monotonic.</param>
    /// <param name="want">What is missing.</param>
    /// <param name="patient">True for what is probably under way: first asked for after an interval.</param>
    /// <returns>The number of earlier attempts when it is to be asked for now, else null.</returns>
    public int? Ask(long nowMs, Want want, bool patient)
    {
        Asked? known = asked.Find(one => one.Want == want);
        if (known is null)
        {
            if (asked.Count == Capacity) return null;
            asked.Add(known = new Asked(want, nowMs));
            return patient ? null : known.Attempts++;
        }
        known.StillWanted = true;
        if (nowMs < known.LastMs + intervalMs) return null;
        known.LastMs = nowMs;
        return known.Attempts++;
    }

    /// <summary>Ends a round: forgets what nobody asked for in it.</summary>
    public void EndRound()
    {
        asked.RemoveAll(one => !one.StillWanted);
        foreach (Asked one in asked) one.StillWanted = false;
    }
}
