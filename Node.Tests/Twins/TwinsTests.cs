using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace Chain.Tests.Twins;

/// <summary>
/// Twins (Bano et al., "Twins: BFT Systems Made Robust", 2020): a liar is two copies of one honest replica
/// with one key, and all ways to split the network are gone through. CHAIN_TWINS_BOUND sets the bounds,
/// CHAIN_TWINS_REPLAY shows one scenario.
/// </summary>
public class TwinsTests
{
    /// <summary>Some 85 seconds of CPU time, on two threads.</summary>
    private const string DefaultBounds = "1x2sl,2x2l";

    private const int Threads = 2;

    [Test]
    public void Whatever_the_partitions_correct_replicas_agree_and_get_on()
    {
        if (Environment.GetEnvironmentVariable("CHAIN_TWINS_REPLAY") is { Length: > 0 } code)
        {
            Replay(Scenario.Parse(code));
            return;
        }
        string bounds = Environment.GetEnvironmentVariable("CHAIN_TWINS_BOUND") ?? DefaultBounds;
        foreach (Bound bound in bounds.Split(',').Select(Bound.Parse))
        {
            (Search[] searches, string summary) = Run(bound, Plant.None);
            TestContext.Out.WriteLine(summary);
            foreach (Search search in searches)
                Assert.That(search.Failure, Is.Null, () => search.Failure!.Value.Where.Report(
                    search.Failure.Value.What));
        }
    }

    [Test]
    public void A_lie_about_what_was_given_up_does_no_harm_while_it_is_checked()
    {
        (Search[] searches, string summary) = Run(Bound.Parse("1x2sl"), Plant.UnjustifiedTwin);
        TestContext.Out.WriteLine(summary);
        Assert.That(searches.Select(search => search.Failure), Is.All.Null);
    }

    [Test]
    public void Equal_histories_have_equal_ends()
    {
        var bound = Bound.Parse("1x2l");
        var partitions = new Partitions(Genesis.Validators + 1, bound.Groups);
        var ends = new Dictionary<((ulong, ulong) State, int End), (ulong, ulong)>();
        int merged = 0;
        var genesis = new Genesis();
        int[] choices = [.. Enumerable.Range(0, bound.Levels)
            .Select(level => bound.Choices(level, Genesis.Validators + 1, partitions.Count))];
        for (int scenario = 0; scenario < choices.Aggregate((one, other) => one * other); scenario++)
        {
            int[] path = [scenario / 2 / choices[1], scenario / 2 % choices[1], scenario % 2];
            var world = new World(genesis, bound, partitions, [1]);
            world.Apply(0, path);
            world.Apply(1, path);
            var key = (world.State, path[2]);
            world.Apply(2, path);
            if (ends.TryAdd(key, world.State)) continue;
            merged++;
            Assert.That(ends[key], Is.EqualTo(world.State), string.Join('.', path));
        }
        Assert.That(merged, Is.Positive);
    }

    [Test]
    public void A_scenario_reads_back_from_its_code()
    {
        var scenario = new Scenario([3], Bound.Parse("1x3sl"), [7, 12, 1]);
        Assert.That(Scenario.Parse(scenario.Code).Text, Is.EqualTo(scenario.Text));
    }

    private static (Search[] Searches, string Summary) Run(Bound bound, Plant plant)
    {
        var clock = Stopwatch.StartNew();
        Search[] searches =
            [.. Enumerable.Range(0, Genesis.Validators).Select(twin => new Search(bound, [twin], plant))];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Threads };
        Parallel.ForEach(searches, options, search => search.Run());
        double seconds = clock.Elapsed.TotalSeconds;
        long scenarios = searches.Sum(search => search.Scenarios);
        long runs = searches.Sum(search => search.Runs);
        long healed = searches.Sum(search => search.Healed);
        return (searches, string.Create(CultureInfo.InvariantCulture,
            $"twins, bound {bound}, n = 4, each twinned in turn: all {scenarios:N0} scenarios in "
            + $"{seconds:N1} s, {scenarios / seconds:N0}/s; {runs:N0} runs, {runs / seconds:N0}/s, of them "
            + $"{healed:N0} to the healed end, {healed / seconds:N0}/s; the others met an earlier history"));
    }

    private static void Replay(Scenario scenario)
    {
        var log = new Log();
        string? failure = scenario.Run(log);
        TestContext.Out.WriteLine(scenario.Text);
        foreach (string line in log.Lines) TestContext.Out.WriteLine(line);
        Assert.That(failure, Is.Null);
    }
}
