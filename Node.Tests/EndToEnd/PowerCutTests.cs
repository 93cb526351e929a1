using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>
/// The power fails under load: the validators die at a random instant and lose what they did not sync.
/// </summary>
[Category("EndToEnd")]
[NonParallelizable]
public class PowerCutTests
{
    private const int UsualRounds = 4;
    private const int LongestWaitMs = 1_500;

    private static readonly Tail[] Tails = Enum.GetValues<Tail>();

    private Testnet net = null!;
    private VolatileDisk[] disks = [];

    private static int Rounds =>
        int.TryParse(
            Environment.GetEnvironmentVariable("CHAIN_POWERCUT_ROUNDS"), CultureInfo.InvariantCulture,
            out int rounds)
            ? rounds : UsualRounds;

    [SetUp]
    public void DisksThatForget()
    {
        net = Testnet.Make(validators: 4);
        if (VolatileDisk.Compile(net.Home.Root) is { } library)
        {
            disks = [.. net.Nodes.Select(node => VolatileDisk.Under(node, library))];
            return;
        }
        net.Dispose();
        Assert.Ignore("a disk that forgets needs a C compiler");
    }

    [TearDown]
    public void RemoveThem() => net.Dispose();

    /// <summary>
    /// Every kind of tail is lost, in turn by all validators at once and by one while the others go on; each
    /// time under load, and once more while they start again, when RocksDB makes and replaces its files.
    /// </summary>
    [Test]
    public async Task What_a_client_saw_committed_survives_and_nothing_is_executed_twice()
    {
        foreach (NodeProcess node in net.Nodes) await InitAsync(node);
        // The mark with which the journal begins must be there when init has returned.
        foreach (VolatileDisk disk in disks) disk.Cut(Tail.Lost);
        await net.IsWholeAsync();

        await using Load load = Load.Start(net);
        for (int round = 0; round < Rounds; round++)
        {
            Tail tail = Tails[round % Tails.Length];
            bool single = (round + round / Tails.Length) % 2 == 1;
            NodeProcess[] victims =
                single ? [net.Nodes[Random.Shared.Next(net.Nodes.Count)]] : [.. net.Nodes];
            TestContext.Progress.WriteLine($"round {round}: {tail}, {victims.Length} validators");
            await load.MoreAsync(100);
            await CutAsync(victims, tail);
            foreach (NodeProcess victim in victims) victim.Start();
            await CutAsync(victims, tail);
            await net.IsWholeAsync();
        }
        await load.MoreAsync(100);
        await load.StopAsync();

        string checks = await Promises.CheckAsync(net, load);
        long bytes = disks.Sum(disk => disk.LogBytesLost);
        int names = disks.Sum(disk => disk.NamesLost);
        TestContext.Out.WriteLine(
            $"{Rounds} rounds: {bytes} bytes of the log and {names} names lost; {checks}");
        Assert.That(bytes, Is.Positive, "the cuts hit nothing");
        foreach (NodeProcess node in net.Nodes)
        {
            string said = await File.ReadAllTextAsync(node.Log);
            Assert.That(said, Does.Not.Contain("contradicting votes"), node.Name);
        }
    }

    private async Task CutAsync(NodeProcess[] victims, Tail tail)
    {
        await Task.Delay(Random.Shared.Next(LongestWaitMs));
        Parallel.ForEach(victims, victim => victim.Kill());
        foreach (NodeProcess victim in victims) disks[victim.Number].Cut(tail);
    }

    private static async Task InitAsync(NodeProcess node)
    {
        using Process init =
            ChainProgram.Launch(node.Log, node.Environment, ["node", "init", "--home", node.Home]);
        await init.WaitForExitAsync();
        Assert.That(init.ExitCode, Is.Zero, node.Said());
    }
}
