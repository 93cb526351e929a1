using Chain.Consensus;
using NUnit.Framework;

namespace Chain.Tests.Consensus;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class TimerTests
{
    private readonly ViewTimers timers =
        new(new Timing { ProposalMs = 100, PrepareMs = 200, EmptyBlockMs = 1_000 });

    [TestCase(0, 1_000)]
    [TestCase(1, 1_500)]
    [TestCase(2, 2_250)]
    [TestCase(5, 7_594)]
    [TestCase(6, 8_000)]
    [TestCase(long.MaxValue, 8_000)]
    public void Timers_grow_by_half_up_to_eightfold(long failures, long expected) =>
        Assert.That(ViewTimers.BackedOff(1_000, (ulong)failures), Is.EqualTo(expected).Within(3));

    [Test]
    public void The_first_three_views_above_the_committed_one_are_not_failures()
    {
        timers.Enter(0, new View(13), new View(10));
        timers.HasWork(0);
        Assert.That(timers.DeadlineMs, Is.EqualTo(100));
        timers.Enter(0, new View(14), new View(10));
        timers.HasWork(0);
        Assert.That(timers.DeadlineMs, Is.EqualTo(150));
    }

    [Test]
    public void Without_work_the_empty_block_interval_is_added_until_work_comes()
    {
        timers.Enter(50, new View(1), new View(0));
        Assert.That(timers.DeadlineMs, Is.EqualTo(1_150));
        timers.HasWork(60);
        timers.HasWork(500);
        Assert.That(timers.DeadlineMs, Is.EqualTo(160));
    }

    [Test]
    public void The_prepare_timer_runs_from_the_first_proposal()
    {
        timers.Enter(0, new View(1), new View(0));
        timers.HasWork(0);
        timers.HasProposal(90);
        timers.HasProposal(150);
        Assert.That(timers.DeadlineMs, Is.EqualTo(290));
    }

    [Test]
    public void A_leader_is_silent_only_when_long_unheard_and_a_round_behind_a_quorum()
    {
        var silence = new SilentLeader(new Quorum(4), windowMs: 1_000);
        silence.Start(0);
        Assert.That(silence.Is(1, new View(9), 5_000), Is.False, "no quorum kept up");
        foreach (int voter in (int[])[0, 2, 3]) silence.Voted(voter, new View(8), 4_900);
        Assert.That(silence.Is(1, new View(9), 999), Is.False, "heard within the window");
        Assert.That(silence.Is(1, new View(9), 5_000), Is.True);
        silence.Voted(1, new View(5), 3_000);
        Assert.That(silence.Is(1, new View(9), 5_000), Is.False, "its vote is of this round");
    }
}
