using System.Diagnostics;
using Chain.Node.Cli.Testnet;
using Chain.Tests.EndToEnd;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Faults;

/// <summary>
/// Validators are killed and frozen at random instants and their links fail, while impatient clients go on.
/// </summary>
[Category("EndToEnd")]
[NonParallelizable]
public class NemesisTests
{
    private static readonly TimeSpan ClientPatience = TimeSpan.FromMilliseconds(700);

    private Testnet net = null!;
    private FaultyLinks links = null!;
    private int seed;

    [SetUp]
    public async Task StartOverLinks()
    {
        seed = FaultSettings.Seed;
        TestContext.Progress.WriteLine($"CHAIN_FAULT_SEED={seed}");
        net = Testnet.Make(validators: 4);
        links = FaultyLinks.Between(net, seed);
        foreach (NodeProcess node in net.Nodes) Testnet.Init(node);
        await net.IsWholeAsync();
    }

    [TearDown]
    public void Stop()
    {
        net.Dispose();
        links.Dispose();
    }

    [Test]
    public async Task What_a_client_saw_committed_survives_and_nobody_votes_twice()
    {
        var audit = new VoteAudit(net);
        var nemesis = new Nemesis(net, links, audit);
        MixedWork work = await MixedWork.PrepareAsync(net);
        await using Load load = Load.Start(net, work.Next, ClientPatience);
        long start = Stopwatch.GetTimestamp();
        int number = 0;
        foreach (IReadOnlyList<Strike> round in NemesisPlan.Rounds(seed, net.Nodes.Count))
        {
            TestContext.Progress.WriteLine($"{number++}: {string.Join("; ", round)}");
            await nemesis.PlayAsync(round);
            if (nemesis.Kills >= FaultSettings.Kills
                && Stopwatch.GetElapsedTime(start) >= FaultSettings.Length) break;
        }
        await load.MoreAsync(50);
        await load.StopAsync();

        string kept = await Promises.CheckKeptAsync(net, load);
        await net.AgreesAsync();
        await CheckMoneyAsync();
        foreach (NodeProcess node in net.Nodes) node.Kill();
        await Task.WhenAll(net.Nodes.Select(audit.LookAsync));
        await audit.CheckLogsAsync();
        TestContext.Out.WriteLine(
            $"CHAIN_FAULT_SEED={seed}: {nemesis.Kills} kills in {number} rounds; {kept}; "
            + $"{audit.Count} votes in journals, none against another; {nemesis.Recoveries}");
    }

    /// <summary>
    /// What exists is what the genesis gave, wherever it is now, as every validator counts it.
    /// </summary>
    private async Task CheckMoneyAsync()
    {
        UInt128 given = TestnetCast.Providers.Concat(TestnetCast.Buyers)
            .Aggregate((UInt128)0, (sum, player) => sum + player.Money);
        foreach (NodeProcess node in net.Nodes)
        {
            Reconciliation sums = await node.Client.Market.ReconcileAsync(
                new ReconcileRequest { Asset = TestnetCast.Asset });
            UInt128 there = Number(sums.Available) + Number(sums.Locked) + Number(sums.Escrow)
                + Number(sums.StreamFunds) + sums.Fees;
            Assert.That(there, Is.EqualTo(given), $"{node.Name}: {sums}");
        }

        static UInt128 Number(Wide wide) => new(wide.High, wide.Low);
    }
}
