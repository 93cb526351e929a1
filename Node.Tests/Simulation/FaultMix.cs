namespace Chain.Tests.Simulation;

/// <summary>
/// One seed's own choice of faults (swarm testing: what is left out of a run matters as much as what is in
/// it). Intervals of zero mean never.
/// </summary>
public sealed record FaultMix
{
    public required int Validators { get; init; }
    public required FaultKind[] Crimes { get; init; }
    public required int DeadForever { get; init; }
    public required bool OneWayForever { get; init; }
    public required bool OldBackup { get; init; }
    public required bool LosesJournal { get; init; }
    public required bool DiskRots { get; init; }
    public required bool Keyless { get; init; }

    public required int LossPermille { get; init; }
    public required int DuplicatePermille { get; init; }
    public required int LatencyUs { get; init; }
    public required int JitterUs { get; init; }
    public required int CrashEveryMs { get; init; }
    public required int PauseEveryMs { get; init; }
    public required int PartitionEveryMs { get; init; }
    public required int SlowLinkEveryMs { get; init; }
    public required int ClockJumpEveryMs { get; init; }
    public required int SlowDiskEveryMs { get; init; }
    public required int FailingDiskEveryMs { get; init; }
    public required int ClogEveryMs { get; init; }
    public required int ClockSkewMs { get; init; }
    public required int DriftPpm { get; init; }
    public required int SyncUs { get; init; }
    public required int JournalRecords { get; init; }
    public required int WorkEveryMs { get; init; }
    public required int FaultyMs { get; init; }

    public int Tolerated => (Validators - 1) / 3;

    private static readonly FaultKind[] crimes =
    [
        FaultKind.EquivocatingLeader, FaultKind.ConflictingVoter, FaultKind.CommitAndViewChange,
        FaultKind.BodiesWithheld, FaultKind.InvalidBlock, FaultKind.ViewInflation, FaultKind.SilentLeader,
        FaultKind.OutdatedReplay, FaultKind.SelectiveVoter, FaultKind.Babbler,
        FaultKind.TimeLiar, FaultKind.SyncLiar, FaultKind.Twins,
        // It seldom gets to act.
        FaultKind.UnjustifiedParent, FaultKind.UnjustifiedParent, FaultKind.UnjustifiedParent,
    ];

    public static FaultMix Draw(int validators, Prng prng)
    {
        int budget = (validators - 1) / 3;
        FaultKind[] chosen = [.. Enumerable.Range(0, prng.Below(budget + 1)).Select(_ => prng.Pick(crimes))];
        budget -= chosen.Length;
        bool oldBackup = budget > 0 && prng.Permille(150);
        if (oldBackup) budget--;
        bool losesJournal = budget > 0 && prng.Permille(150);
        if (losesJournal) budget--;
        bool rots = budget > 0 && prng.Permille(200);
        if (rots) budget--;
        bool keyless = budget > 0 && prng.Permille(100);
        if (keyless) budget--;
        int dead = budget > 0 && prng.Permille(500) ? prng.Between(1, budget) : 0;
        int Maybe(int chance, int low, int high) => prng.Permille(chance) ? prng.Between(low, high) : 0;
        return new FaultMix
        {
            Validators = validators,
            Crimes = chosen,
            DeadForever = dead,
            OneWayForever = validators >= 4 && prng.Permille(250),
            OldBackup = oldBackup,
            LosesJournal = losesJournal,
            DiskRots = rots,
            Keyless = keyless,
            LossPermille = Maybe(500, 5, 300),
            DuplicatePermille = Maybe(400, 5, 500),
            LatencyUs = prng.Permille(700) ? prng.Between(1_000, 20_000) : prng.Between(20_000, 200_000),
            JitterUs = prng.Permille(700) ? prng.Between(0, 10_000) : prng.Between(10_000, 300_000),
            CrashEveryMs = Maybe(500, 300, 4_000),
            PauseEveryMs = Maybe(300, 500, 5_000),
            PartitionEveryMs = Maybe(500, 500, 5_000),
            SlowLinkEveryMs = Maybe(300, 300, 3_000),
            ClockJumpEveryMs = Maybe(250, 500, 5_000),
            SlowDiskEveryMs = Maybe(250, 500, 5_000),
            FailingDiskEveryMs = Maybe(250, 500, 5_000),
            ClogEveryMs = Maybe(300, 300, 3_000),
            ClockSkewMs = Maybe(300, 1, 60_000),
            DriftPpm = Maybe(300, 1, 50_000),
            SyncUs = prng.Between(100, 8_000),
            JournalRecords = prng.Permille(700) ? prng.Between(16, 100) : 512,
            WorkEveryMs = prng.Below(100) switch
            {
                < 6 => prng.Between(5, 20),
                < 85 => prng.Between(50, 1_000),
                _ => prng.Between(2_000, 12_000),
            },
            FaultyMs = prng.Between(3_000, 20_000),
        };
    }

    public override string ToString() => string.Join(' ',
    [
        Text($"n={Validators} crimes=[{string.Join(' ', Crimes)}] dead={DeadForever}"),
        Text($"oneway={OneWayForever} backup={OldBackup} lost={LosesJournal} rots={DiskRots}"),
        Text($"keyless={Keyless} loss={LossPermille}"),
        Text($"dup={DuplicatePermille} latency={LatencyUs} jitter={JitterUs} crash={CrashEveryMs}"),
        Text($"pause={PauseEveryMs} partition={PartitionEveryMs} slowlink={SlowLinkEveryMs}"),
        Text($"jump={ClockJumpEveryMs} disk={SlowDiskEveryMs} failing={FailingDiskEveryMs}"),
        Text($"clog={ClogEveryMs} skew={ClockSkewMs} drift={DriftPpm}"),
        Text($"sync={SyncUs} journal={JournalRecords} work={WorkEveryMs} faulty={FaultyMs}"),
    ]);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
