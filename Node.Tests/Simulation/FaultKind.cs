namespace Chain.Tests.Simulation;

/// <summary>
/// Everything the simulator does to nodes, and at the end what only shows that they had to do something about
/// it. Each is counted; a kind never seen fails the suite.
/// </summary>
public enum FaultKind
{
    MessageLost,
    MessageDuplicated,
    MessageReordered,
    MessageCut,
    LinkClogged,
    SymmetricPartition,
    AsymmetricPartition,
    SlowLink,
    OneWayCutForever,
    DeadForever,
    IsolatedForever,
    Crash,
    CrashInsideStep,
    CrashWhileSyncing,
    UnsyncedWritesLost,
    UnsyncedWritesKeptInPart,
    Pause,
    ClockSkew,
    ClockDrift,
    ClockJump,
    ClockFarOff,
    SlowDisk,
    SlowExecution,
    SyncFailed,
    DiskFull,
    BitFlipped,
    WriteMisdirected,
    OldBackupRestored,
    JournalLost,
    KeylessValidator,
    IdlePeriod,
    EquivocatingLeader,
    ConflictingVoter,
    CommitAndViewChange,
    BodiesWithheld,
    InvalidBlock,
    TimeLiar,
    SyncLiar,
    ViewInflation,
    SilentLeader,
    OutdatedReplay,
    SelectiveVoter,
    Babbler,
    UnjustifiedParent,
    Twins,

    // From here on nothing is injected.
    BodiesAsked,
    ChainSynced,
    EvidenceFound,
}

/// <summary>How often each fault happened.</summary>
public sealed class FaultCounts
{
    private readonly long[] counts = new long[Enum.GetValues<FaultKind>().Length];

    public long this[FaultKind kind] => counts[(int)kind];

    public void Add(FaultKind kind) => counts[(int)kind]++;

    public void Add(FaultCounts other)
    {
        for (int i = 0; i < counts.Length; i++) counts[i] += other.counts[i];
    }

    /// <summary>All that was done to nodes.</summary>
    public long Injected => counts[..(int)FaultKind.BodiesAsked].Sum();

    /// <summary>The same without what was done to single messages on their way.</summary>
    public long BesideMessages => counts[(int)FaultKind.LinkClogged..(int)FaultKind.BodiesAsked].Sum();

    public IEnumerable<FaultKind> Missing => Enum.GetValues<FaultKind>().Where(kind => this[kind] == 0);

    public override string ToString() =>
        string.Join('\n', Enum.GetValues<FaultKind>().Select(kind => $"{kind,-26}{this[kind],12}"));
}
