using Chain.Node;
using Chain.Tests.EndToEnd;
using NUnit.Framework;

namespace Chain.Tests.Faults;

/// <summary>A validator dies under load exactly where most is half done, and comes back.</summary>
public class FailpointTests : TestnetFixture
{
    // As a shell tells SIGKILL.
    private const int Killed = 128 + 9;
    private const ulong BlocksMissed = 10;

    /// <summary>
    /// Every life but the last is armed with one of the places, in random order: to get there it must first
    /// recover from the death before.
    /// </summary>
    [Test]
    public async Task A_validator_that_dies_at_every_place_in_turn_recovers_from_each_death()
    {
#if !DEBUG
        Assert.Ignore("failpoints are in debug builds only");
#endif
        int seed = FaultSettings.Seed;
        TestContext.Progress.WriteLine($"CHAIN_FAULT_SEED={seed}");
        var random = new Random(seed);
        NodeProcess victim = Net.Nodes[random.Next(Net.Nodes.Count)];
        var audit = new VoteAudit(Net);
        var looks = new List<Task>();
        Place[] places = Enum.GetValues<Place>();
        random.Shuffle(places);

        await using Load load = Load.Start(Net);
        await load.MoreAsync(20);
        victim.Kill();
        foreach (Place place in places)
        {
            // What happens many times a second may happen some times before.
            victim.Environment[Failpoint.Variable] = $"{place}:{(IsRare(place) ? 1 : random.Next(1, 40))}";
            TestContext.Progress.WriteLine($"{victim.Name}: {victim.Environment[Failpoint.Variable]}");
            await OthersAreFurtherAsync(victim);
            victim.Start();
            Assert.That(await victim.ExitAsync(), Is.EqualTo(Killed), victim.Said());
            looks.Add(audit.LookAsync(victim));
        }
        victim.Environment.Remove(Failpoint.Variable);
        await Net.IsWholeAsync();
        await load.MoreAsync(20);
        await load.StopAsync();

        string kept = await Promises.CheckAsync(Net, load);
        foreach (NodeProcess node in Net.Nodes)
        {
            node.Kill();
            looks.Add(audit.LookAsync(node));
        }
        await audit.CheckLogsAsync();
        await Task.WhenAll(looks);
        TestContext.Out.WriteLine(
            $"CHAIN_FAULT_SEED={seed}: {places.Length} places; {kept}; {audit.Count} votes in journals");
    }

    private static bool IsRare(Place place) => place is Place.Opened or Place.BeforeCompaction
        or Place.AfterCompaction or Place.BeforeHandOver or Place.AfterHandOver;

    /// <summary>So that there is something to catch up with.</summary>
    private async Task OthersAreFurtherAsync(NodeProcess victim)
    {
        NodeProcess other = Net.Nodes[(victim.Number + 1) % Net.Nodes.Count];
        ulong height = (await other.StatusAsync()).Height;
        await other.StatusAsync("more blocks", status => status.Height >= height + BlocksMissed);
    }
}
