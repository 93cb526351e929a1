using NUnit.Framework;

namespace Chain.Tests.Simulation;

/// <summary>
/// Runs with a chosen mix instead of a drawn one: what the swarm found once, and promises by name.
/// </summary>
public class ScenarioTests
{
    private static readonly FaultMix calm = new()
    {
        Validators = 4,
        Crimes = [],
        DeadForever = 0,
        OneWayForever = false,
        OldBackup = false,
        LosesJournal = false,
        DiskRots = false,
        Keyless = false,
        LossPermille = 0,
        DuplicatePermille = 0,
        LatencyUs = 5_000,
        JitterUs = 1_000,
        CrashEveryMs = 0,
        PauseEveryMs = 0,
        PartitionEveryMs = 0,
        SlowLinkEveryMs = 0,
        ClockJumpEveryMs = 0,
        SlowDiskEveryMs = 0,
        FailingDiskEveryMs = 0,
        ClogEveryMs = 0,
        ClockSkewMs = 0,
        DriftPpm = 0,
        SyncUs = 1_000,
        JournalRecords = 64,
        WorkEveryMs = 100,
        FaultyMs = 8_000,
    };

    /// <summary>
    /// Found by the swarm: with a commit more often than the fetch interval, a replica that had missed one
    /// block began to wait anew at each certificate, and never asked for the chain.
    /// </summary>
    [TestCase(2, 200)]
    [TestCase(4, 300)]
    public void A_follower_that_lost_blocks_of_a_busy_chain_catches_up(int validators, int lossPermille)
    {
        FaultMix mix = calm with
        {
            Validators = validators,
            Keyless = validators > 2,
            LossPermille = lossPermille,
            PartitionEveryMs = 2_000,
            WorkEveryMs = 50,
        };
        AllPass(mix);
    }

    [TestCase(4, 1)]
    [TestCase(7, 2)]
    public void A_one_way_cut_and_the_dead_do_not_stop_the_others(int validators, int dead) =>
        AllPass(calm with { Validators = validators, DeadForever = dead, OneWayForever = true });

    [TestCase(4, 1)]
    [TestCase(7, 2)]
    public void A_one_way_cut_and_the_dead_do_not_stop_those_who_start(int validators, int dead) => AllPass(
        calm with { Validators = validators, DeadForever = dead, OneWayForever = true, CrashEveryMs = 300 });

    [TestCase(4)]
    [TestCase(7)]
    public void A_validator_that_lost_its_journal_votes_again_above_what_it_can_have_said(int validators) =>
        AllPass(calm with { Validators = validators, LosesJournal = true, FaultyMs = 15_000 });

    [TestCase(FaultKind.EquivocatingLeader)]
    [TestCase(FaultKind.ConflictingVoter)]
    [TestCase(FaultKind.CommitAndViewChange)]
    [TestCase(FaultKind.BodiesWithheld)]
    [TestCase(FaultKind.InvalidBlock)]
    [TestCase(FaultKind.ViewInflation)]
    [TestCase(FaultKind.SilentLeader)]
    [TestCase(FaultKind.OutdatedReplay)]
    [TestCase(FaultKind.SelectiveVoter)]
    [TestCase(FaultKind.Babbler)]
    [TestCase(FaultKind.UnjustifiedParent)]
    [TestCase(FaultKind.TimeLiar)]
    [TestCase(FaultKind.SyncLiar)]
    [TestCase(FaultKind.Twins)]
    public void One_criminal_of_four_is_outvoted(FaultKind crime) => AllPass(calm with { Crimes = [crime] });

    /// <summary>
    /// Three validators cannot move on without the restored one, so its forgotten votes are still above the
    /// committed view, where they may count. Where the others have moved past them it may go on.
    /// </summary>
    [TestCase(3, 10)]
    [TestCase(4, 0)]
    public void A_validator_on_an_old_backup_stops_voting_before_it_contradicts_itself(
        int validators, int mustStop)
    {
        int stopped = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            FaultMix mix = calm with { Validators = validators, OldBackup = true };
            using var world = new World(seed, mix, verbose: false);
            Outcome outcome = world.Finish();
            SimNode restored = world.Nodes.Single(node => node.Forgetful);
            bool stuck = outcome.Failure?.Contains("NO PROGRESS", StringComparison.Ordinal) == true;
            Assert.That(world.Votes.Contradictions, Is.Zero, $"seed {seed}");
            bool fine = outcome.Failure is null || (stuck && restored.StoppedVoting);
            Assert.That(fine, $"seed {seed}: {outcome.Failure}");
            Assert.That(restored.StoppedVoting, Is.Not.EqualTo(restored.IsVoting), $"seed {seed}");
            if (restored.StoppedVoting) stopped++;
        }
        Assert.That(stopped, Is.GreaterThanOrEqualTo(mustStop));
    }

    private static void AllPass(FaultMix mix)
    {
        Sweep sweep = Sweep.Run(1, 20, _ => mix);
        Assert.That(sweep.Failures.Count, Is.Zero, () => sweep.Report);
    }
}
