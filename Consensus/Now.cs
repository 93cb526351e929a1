namespace Chain.Consensus;

/// <summary>The two clocks at one moment, read by the driver; the core has none.</summary>
/// <param name="MonotonicMs">For timers; never steps back while a process lives.</param>
/// <param name="WallMs">Unix milliseconds, for block timestamps; may step.</param>
public readonly record struct Now(long MonotonicMs, ulong WallMs);
