namespace Chain.Consensus;

/// <summary>
/// Who was heard of when (C-30): a leader is silent when no vote of its arrived for the skip window and its
/// highest voted view lies more than a round of leaders behind, while a quorum kept up.
/// </summary>
internal sealed class SilentLeader(Quorum quorum, int windowMs)
{
    private readonly long[] heardMs = new long[quorum.Validators];
    private readonly ulong[] highest = new ulong[quorum.Validators];

    /// <summary>Nobody is silent at the start of the process.</summary>
    public void Start(long nowMs) => Array.Fill(heardMs, nowMs);

    public void Heard(int voter, long nowMs) => heardMs[voter] = nowMs;

    public void Voted(int voter, View view, long nowMs)
    {
        heardMs[voter] = nowMs;
        highest[voter] = Math.Max(highest[voter], view.Value);
    }

    /// <summary>To be asked on entering the view only.</summary>
    public bool Is(int leader, View view, long nowMs)
    {
        if (view.Value <= (ulong)quorum.Validators || nowMs - heardMs[leader] < windowMs) return false;
        ulong round = view.Value - (ulong)quorum.Validators;
        int keptUp = 0;
        foreach (ulong voted in highest)
            if (voted >= round) keptUp++;
        return highest[leader] < round && keptUp >= quorum.Size;
    }
}
