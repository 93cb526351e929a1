using Chain.Consensus;
using NUnit.Framework;

namespace Chain.Tests.Consensus;

/// <summary>
/// Random orders, losses, crashes and restarts: no fork ever, and progress once the network is well again.
/// </summary>
public class RandomScheduleTests
{
    [TestCase(4, 0, 40)]
    [TestCase(4, 1_000, 40)]
    [TestCase(5, 2_000, 20)]
    [TestCase(7, 3_000, 20)]
    [TestCase(3, 4_000, 20)]
    [TestCase(2, 5_000, 20)]
    [TestCase(1, 6_000, 5)]
    public void Random_schedules_do_not_fork_and_recover(int validators, int firstSeed, int seeds)
    {
        for (int seed = firstSeed; seed < firstSeed + seeds; seed++) Run(validators, seed);
    }

    private static void Run(int validators, int seed)
    {
        var random = new Random(seed);
        var cluster = new Cluster(validators);
        foreach (TestNode node in cluster.Nodes) node.Start(rejoin: false);
        // Each run has its own pace: from a network that keeps up to one in which nearly every timer fires.
        (int busy, int slow, int loss) = (10 + random.Next(60), 50 + random.Next(600), random.Next(60));
        for (int round = 0; round < 300; round++)
        {
            cluster.Storm(random, random.Next(busy), loss);
            cluster.Tick(random.Next(slow));
            if (random.Next(10) == 0)
                foreach (TestNode node in cluster.Nodes) node.AddWork(1);
            TestNode victim = cluster.Nodes[random.Next(validators)];
            if (random.Next(25) == 0 && victim.Running) victim.Crash();
            else if (random.Next(5) == 0 && !victim.Running) victim.Start(rejoin: false);
            if (random.Next(20) == 0) cluster.Cut(random.Next(validators), random.Next(validators));
            if (random.Next(20) == 0) cluster.Heal();
            AssertNoFork(cluster, seed);
        }

        // Everybody at once, every other time: then nothing is left but what the disks hold.
        if (seed % 2 == 0)
            foreach (TestNode node in cluster.Nodes) node.Crash();
        cluster.Heal();
        foreach (TestNode node in cluster.Nodes)
            if (!node.Running) node.Start(rejoin: false);
        cluster.Advance(1_000);
        int before = cluster.Nodes.Max(node => node.Chain.Count);
        foreach (TestNode node in cluster.Nodes) node.AddWork(1);
        cluster.Advance(60_000);
        AssertNoFork(cluster, seed);
        Assert.That(cluster.Nodes.Min(node => node.Chain.Count), Is.GreaterThan(before),
            $"stuck with seed {seed}");
        Assert.That(cluster.Output.ToString(), Does.Not.Contain("STOPPED").And.Not.Contain("HALT"),
            $"seed {seed}");
    }

    private static void AssertNoFork(Cluster cluster, int seed)
    {
        IReadOnlyList<BlockOutline> longest = cluster.Nodes.MaxBy(node => node.Chain.Count)!.Chain;
        foreach (TestNode node in cluster.Nodes)
            for (int i = 0; i < node.Chain.Count; i++)
                if (node.Chain[i].Digest != longest[i].Digest)
                    Assert.Fail($"fork at {i + 1} with seed {seed}");
    }
}
