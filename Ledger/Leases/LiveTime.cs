namespace Chain.Ledger.Leases;

/// <summary>
/// The clock of windows (L-14): it stands still while the chain does, and while work is left over.
/// </summary>
internal sealed class LiveTime(LedgerTables tables)
{
    private ulong parentMs, parentLiveMs;

    /// <summary>Advances it for a block, if anything waits for it.</summary>
    public void Begin(ulong parentTimestampMs, ulong timestampMs)
    {
        (parentMs, parentLiveMs) = (parentTimestampMs, tables.Clock.LiveMs);
        bool leftOver = tables.Due.TryFirst(parentMs, out _) || tables.LiveDue.TryFirst(parentLiveMs, out _);
        if (!tables.LiveDue.IsEmpty && !leftOver)
            tables.Clock.Advance(Math.Min(timestampMs - parentMs, Limits.LiveStepMs));
    }

    /// <summary>
    /// When a deadline that was reached takes effect; before the parent where it was left over.
    /// </summary>
    public ulong EffectiveMs(ulong deadlineMs) => deadlineMs >= parentLiveMs
        ? parentMs + (deadlineMs - parentLiveMs)
        : parentMs - Math.Min(parentMs, parentLiveMs - deadlineMs);
}
