using NUnit.Framework;

namespace Chain.Tests.Simulation;

/// <summary>Each bug that the harness plants must be found, by the checker that is there for it.</summary>
public class PlantedBugTests
{
    private const int Seeds = 60;

    /// <summary>A run that gets nowhere takes all its virtual time.</summary>
    private const int StuckSeeds = 4;

    [TestCase(Plant.SendsBeforeSync, "before it is durable")]
    [TestCase(Plant.JournalLosesLastRecord,
        "two Prepares|after ViewChange|after Commit|stops voting|not durable")]
    [TestCase(Plant.VotesForgotten, "two Prepares|after ViewChange|after Commit|two Commits|stops voting")]
    [TestCase(Plant.OldDiskComesBack, "lost committed blocks|stops voting")]
    [TestCase(Plant.SmallQuorum, "forged certificate|FORK|is not durable")]
    [TestCase(Plant.JustificationUnchecked, "passes view")]
    [TestCase(Plant.ByzantineMajority, "FORK|does not extend|halts")]
    [TestCase(Plant.ContentUnchecked, "commits the invalid block")]
    [TestCase(Plant.TimersLost, "NO PROGRESS")]
    [TestCase(Plant.CommitsSwallowed, "NO PROGRESS")]
    public void A_planted_bug_is_found(Plant plant, string finding)
    {
        int seeds = plant is Plant.TimersLost or Plant.CommitsSwallowed ? StuckSeeds : Seeds;
        Sweep sweep = Sweep.Run(1, seeds, plant, seed => MixFor(plant, seed));
        Assert.That(sweep.Failures.Select(failure => failure.Failure), Has.Some.Match(finding));
    }

    [Test]
    public void The_mixes_that_show_the_planted_bugs_are_clean_without_them()
    {
        foreach (Plant plant in Enum.GetValues<Plant>().Where(plant => plant != Plant.ByzantineMajority))
        {
            Sweep sweep = Sweep.Run(1, 10, Plant.None, seed => MixFor(plant, seed));
            Assert.That(sweep.Failures.Count, Is.Zero, () => $"{plant}: {sweep.Report}");
        }
    }

    private static FaultMix MixFor(Plant plant, ulong seed)
    {
        FaultMix drawn = FaultMix.Draw(plant == Plant.ByzantineMajority ? 7 : 4, new Prng(seed));
        return plant switch
        {
            Plant.JournalLosesLastRecord or Plant.VotesForgotten or Plant.OldDiskComesBack =>
                drawn with { CrashEveryMs = 400, WorkEveryMs = 100 },
            Plant.ContentUnchecked => Calm(drawn) with { Crimes = [FaultKind.InvalidBlock] },
            Plant.JustificationUnchecked => Calm(drawn) with { Crimes = [FaultKind.UnjustifiedParent] },
            Plant.ByzantineMajority => Calm(drawn) with
            {
                Crimes =
                [
                    FaultKind.EquivocatingLeader, FaultKind.ConflictingVoter, FaultKind.ConflictingVoter,
                ],
            },
            _ => drawn,
        };
    }

    /// <summary>Nothing but crimes.</summary>
    private static FaultMix Calm(FaultMix drawn) => drawn with
    {
        DeadForever = 0,
        OneWayForever = false,
        OldBackup = false,
        LosesJournal = false,
        LossPermille = 0,
        CrashEveryMs = 0,
        PauseEveryMs = 0,
        PartitionEveryMs = 0,
        WorkEveryMs = 100,
    };
}
