using Chain.Node.Peers;
using NUnit.Framework;

namespace Chain.Tests.Peers;

public class PaceTests
{
    private readonly ManualClock clock = new();

    [Test]
    public void A_burst_goes_at_once_and_the_rest_at_the_rate()
    {
        var pace = new Pace(perSecond: 10, atOnce: 3, clock);
        TimeSpan[] waits = [.. Enumerable.Range(0, 6).Select(_ => pace.Take())];
        Assert.That(waits.Select(wait => wait.TotalMilliseconds), Is.EqualTo([0, 0, 0, 100, 200, 300]));
        clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.That(pace.Take().TotalMilliseconds, Is.EqualTo(100));
    }

    [Test]
    public void A_pause_gives_back_a_burst_and_no_more()
    {
        var pace = new Pace(perSecond: 10, atOnce: 3, clock);
        pace.Take(30);
        clock.Advance(TimeSpan.FromHours(1));
        TimeSpan[] waits = [.. Enumerable.Range(0, 4).Select(_ => pace.Take())];
        Assert.That(waits.Select(wait => wait.TotalMilliseconds), Is.EqualTo([0, 0, 0, 100]));
    }

    [Test]
    public void Many_at_once_are_waited_for_together()
    {
        var pace = new Pace(perSecond: 1_000, atOnce: 100, clock);
        Assert.That(pace.Take(1_100), Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(pace.Take(0), Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(pace.Take(int.MaxValue), Is.GreaterThan(TimeSpan.FromDays(20)));
    }

    [Test]
    public void What_would_wait_too_long_does_not_count()
    {
        var pace = new Pace(perSecond: 10, atOnce: 2, clock);
        var longest = TimeSpan.FromMilliseconds(200);
        TimeSpan?[] waits = [.. Enumerable.Range(0, 8).Select(_ => pace.TryTake(longest))];
        Assert.That(waits.Select(wait => wait?.TotalMilliseconds),
            Is.EqualTo(new double?[] { 0, 0, 100, 200, null, null, null, null }));
        clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.That(pace.TryTake(longest)?.TotalMilliseconds, Is.EqualTo(200));
        Assert.That(pace.TryTake(longest), Is.Null);
    }

    [Test]
    public async Task Who_is_beyond_goes_on_when_its_time_has_come()
    {
        var pace = new Pace(perSecond: 10, atOnce: 1, clock);
        await pace.TakeAsync(1, default);
        Task second = pace.TakeAsync(1, default).AsTask();
        clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.That(second.IsCompleted, Is.False);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await second.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
