namespace Chain.Consensus;

/// <summary>
/// The proposal and the prepare timer of the current view (C-29, C-31). Durations are fixed on entry:
/// base × min(8, 1.5^k), where k counts the views beyond the third since the last committed one.
/// </summary>
internal sealed class ViewTimers(Timing timing)
{
    private long proposalMs, prepareMs;
    private long? workSince;
    private long? proposalSince;

    public long EnteredMs { get; private set; }

    /// <summary>True when views failed for so long that this one's timers exceed their base.</summary>
    public bool BackingOff { get; private set; }

    /// <summary>When an idle leader proposes an empty block.</summary>
    public long EmptyBlockAtMs => EnteredMs + timing.EmptyBlockMs;

    /// <summary>The moment at which the view is given up.</summary>
    public long DeadlineMs =>
        proposalSince is { } seen ? seen + prepareMs : (workSince ?? EmptyBlockAtMs) + proposalMs;

    public void Enter(long nowMs, View view, View committed)
    {
        EnteredMs = nowMs;
        (workSince, proposalSince) = (null, null);
        ulong beyond = view.Value - committed.Value;
        ulong failures = beyond > 3 ? beyond - 3 : 0;
        BackingOff = failures > 0;
        proposalMs = BackedOff(timing.ProposalMs, failures);
        prepareMs = BackedOff(timing.PrepareMs, failures);
    }

    /// <summary>Work is there: the proposal timer runs from now at the latest.</summary>
    public void HasWork(long nowMs) => workSince ??= Math.Min(nowMs, EmptyBlockAtMs);

    /// <summary>The view's first PrePrepare arrived: the prepare timer runs.</summary>
    public void HasProposal(long nowMs) => proposalSince ??= nowMs;

    /// <summary>
    /// base × min(8, 1.5^k) in integers, rounded up at each factor so that it always grows.
    /// </summary>
    public static long BackedOff(long baseMs, ulong failures)
    {
        long cap = 8 * baseMs;
        long grown = baseMs;
        for (ulong i = 0; i < failures && grown < cap; i++) grown += (grown + 1) / 2;
        return Math.Min(grown, cap);
    }
}
