using Chain.Node.Ordering;
using Chain.Tests.Peers;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Chain.Tests.Ordering;

public class ClockWatchTests
{
    private readonly ManualClock clock = new();
    private readonly LogLines<ClockWatch> said = new();

    private ClockWatch watch = null!;

    [SetUp]
    public void Begin()
    {
        said.Clear();
        watch = new ClockWatch(clock, said);
    }

    [TestCase(-11_000, "this machine's clock is 11 s ahead of that of the other validators")]
    [TestCase(3_600_000, "this machine's clock is 3600 s behind that of the other validators")]
    public void Blocks_in_a_row_that_are_off_are_told_once_in_a_while(int offMs, string line)
    {
        for (int i = 1; i < ClockWatch.Needed; i++) Commit(offMs);
        Assert.That(said.From(LogLevel.Warning), Is.Empty);
        for (int i = 0; i < 100; i++) Commit(offMs);
        Assert.That(said.From(LogLevel.Warning), Is.EqualTo([line]));
        clock.Advance(TimeSpan.FromMinutes(10));
        Commit(offMs);
        Assert.That(said.From(LogLevel.Warning), Has.Exactly(2).Items);
    }

    [TestCase(-9_000)]
    [TestCase(9_000)]
    public void A_clock_that_is_a_little_off_is_no_news(int offMs)
    {
        for (int i = 0; i < 100; i++) Commit(offMs);
        Assert.That(said.From(LogLevel.Warning), Is.Empty);
    }

    [Test]
    public void One_right_block_and_old_blocks_begin_the_count_anew()
    {
        for (int i = 0; i < 100; i++)
        {
            if (i % (ClockWatch.Needed - 1) == 0) watch.Old();
            Commit(-60_000);
        }
        for (int i = 0; i < 100; i++) Commit(i % ClockWatch.Needed == 0 ? 0 : 60_000);
        for (int i = 0; i < 100; i++) Commit(i % 2 == 0 ? -60_000 : 60_000);
        Assert.That(said.From(LogLevel.Warning), Is.Empty);
    }

    private void Commit(int offMs) =>
        watch.Committed((ulong)(clock.GetUtcNow().ToUnixTimeMilliseconds() + offMs));
}
