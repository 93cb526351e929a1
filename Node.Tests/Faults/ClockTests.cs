using System.Globalization;
using Chain.Tests.EndToEnd;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Faults;

/// <summary>Validators whose clocks are wrong and jump while they run, by libfaketime.</summary>
[Category("EndToEnd")]
[NonParallelizable]
public class ClockTests
{
    private const string Right = "+0";

    private Testnet net = null!;

    private static string? Library => new[] { "/usr/lib", "/usr/lib64" }.Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "libfaketime.so.1", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
        })).FirstOrDefault();

    [SetUp]
    public void Clocks()
    {
        if (Library is not { } library)
        {
            Assert.Ignore("wrong clocks need the package faketime");
            return;
        }
        net = Testnet.Make(validators: 4);
        foreach (NodeProcess node in net.Nodes)
        {
            Set(node, Right);
            node.Environment["LD_PRELOAD"] = library;
            node.Environment["FAKETIME_TIMESTAMP_FILE"] = ClockOf(node);
            node.Environment["FAKETIME_CACHE_DURATION"] = "1";
            node.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
            // Else waits with a deadline, which are by the monotonic clock, return at once.
            node.Environment["FAKETIME_FORCE_MONOTONIC_FIX"] = "0";
            Testnet.Init(node);
        }
    }

    [TearDown]
    public void Remove() => net?.Dispose();

    /// <summary>
    /// One clock far ahead, then far behind, then one of each, then right again: the chain goes on, and no
    /// block is of a time that the right clocks have not seen.
    /// </summary>
    [Test]
    public async Task With_clocks_that_jump_by_a_month_the_chain_goes_on_in_the_time_of_the_right_ones()
    {
        await net.IsWholeAsync();
        NodeProcess first = net.Nodes[0], second = net.Nodes[1];
        // Clients go where clocks are right: elsewhere their transactions are too old, or not yet.
        await using Load load = Load.Start(net, net.Nodes.Skip(2));
        foreach ((string one, string other) in new[]
        {
            ("+30d", Right), ("-30d", Right), ("+30d", "-30d"), ("-30d", "+30d"), (Right, Right),
        })
        {
            Set(first, one);
            Set(second, other);
            await load.MoreAsync(40);
            // Whoever starts with such a clock votes, too.
            if (one != Right && other == Right) await RestartAsync(first, one);
            await load.MoreAsync(40);
            if (one != Right) await Wait.UntilAsync("it is told", () => first.Said().Contains("s clock is "));
        }
        await load.StopAsync();
        await net.IsWholeAsync();
        await net.AgreesAsync();
        await Promises.CheckAsync(net, load);
        await CheckTimesAsync();
    }

    private async Task RestartAsync(NodeProcess node, string clock)
    {
        node.Kill();
        int before = File.ReadLines(node.Log).Count();
        node.Start();
        NodeStatus others = await net.Nodes[2].StatusAsync();
        await node.StatusAsync(
            "caught up and voting", status => status.Height >= others.Height && status.Voting);
        // The clock that the program has: each line begins with it.
        string told = File.ReadLines(node.Log).ElementAt(before).Split(' ')[0];
        var off = DateTimeOffset.Parse(told, CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow;
        int days = int.Parse(clock.TrimEnd('d'), CultureInfo.InvariantCulture);
        Assert.That(off.TotalDays, Is.EqualTo(days).Within(1), "the clock is not faked");
    }

    private async Task CheckTimesAsync()
    {
        ChainCopy chain = await ChainCopy.SameOnAllAsync(net);
        ulong[] times = [.. chain.Blocks.Select(block => block.TimestampMs)];
        Assert.That(times, Is.Ordered.Ascending.And.Unique);
        ulong genesis = net.Consortium.Genesis.TimeMs;
        ulong now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.That(times[0], Is.GreaterThan(genesis));
        // Half a second is what voters allow (C-33).
        Assert.That(times[^1], Is.AtMost(now + 500));
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{times.Length} blocks within {(now - genesis) / 1_000} s"));
    }

    private static string ClockOf(NodeProcess node) => Path.Combine(node.Home, "clock");

    /// <summary>Renamed over the old one: half a time is no time.</summary>
    private static void Set(NodeProcess node, string offset)
    {
        string next = ClockOf(node) + ".new";
        File.WriteAllText(next, offset + "\n");
        File.Move(next, ClockOf(node), overwrite: true);
    }
}
