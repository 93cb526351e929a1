using Chain.Tests.EndToEnd;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Faults;

/// <summary>Validators that see each other over links which fail, each in its own way.</summary>
[Category("EndToEnd")]
[NonParallelizable]
public class FaultyLinkTests
{
    private Testnet net = null!;
    private FaultyLinks links = null!;

    [OneTimeSetUp]
    public async Task StartOverLinks()
    {
        net = Testnet.Make(validators: 4);
        links = FaultyLinks.Between(net, seed: 1);
        foreach (NodeProcess node in net.Nodes) Testnet.Init(node);
        await net.IsWholeAsync();
    }

    [OneTimeTearDown]
    public void Stop()
    {
        net.Dispose();
        links.Dispose();
    }

    [TearDown]
    public void Heal() => links.Heal();

    [Test]
    public async Task With_every_link_slow_in_its_own_way_the_chain_goes_on()
    {
        LinkFault[] faults =
        [
            new() { DelayMs = 60, JitterMs = 40 }, new() { LateMs = 150 }, new() { BytesPerSecond = 60_000 },
        ];
        await using Load load = Load.Start(net);
        foreach ((int number, FaultyLink link) in links.All.Index())
        {
            link.Fault = faults[number % faults.Length];
            // Which of its connections are late is told when they begin.
            link.Drop();
        }
        await load.MoreAsync(100);
        await load.StopAsync();
        links.Heal();
        await net.IsWholeAsync();
        await ChainCopy.SameOnAllAsync(net);
    }

    private static IEnumerable<TestCaseData> Silences =>
    [
        new TestCaseData(new LinkFault { Cut = true }).SetArgDisplayNames("cut"),
        new TestCaseData(new LinkFault { MuteForth = true }).SetArgDisplayNames("half-open forth"),
        new TestCaseData(new LinkFault { MuteBack = true }).SetArgDisplayNames("half-open back"),
    ];

    /// <summary>
    /// The three go on; the lonely one commits nothing, knows that it is not ready, and comes back.
    /// </summary>
    [TestCaseSource(nameof(Silences))]
    public async Task A_validator_that_nobody_hears_is_left_behind_and_catches_up(LinkFault fault)
    {
        await using Load load = Load.Start(net);
        NodeProcess lonely = net.Nodes[2];
        foreach (FaultyLink link in links.Of(lonely.Number)) link.Fault = fault;
        await load.MoreAsync(100);
        await lonely.StatusAsync("knows that it is alone", status => !status.Ready);
        await load.MoreAsync(100);
        NodeStatus others = await net.Nodes[0].StatusAsync();
        NodeStatus own = await lonely.StatusAsync();
        Assert.That(own.Height, Is.LessThan(others.Height));
        links.Heal();
        await lonely.StatusAsync(
            "caught up and voting",
            status => status.Height >= others.Height && status is { Voting: true, Ready: true });
        await load.StopAsync();
        await net.IsWholeAsync();
        await ChainCopy.SameOnAllAsync(net);
    }

    /// <summary>
    /// Each can connect to the others but the one that follows it, which can still connect to it.
    /// </summary>
    [Test]
    public async Task With_one_way_from_each_validator_cut_the_chain_goes_on()
    {
        await using Load load = Load.Start(net);
        for (int from = 0; from < net.Nodes.Count; from++)
            links[from, (from + 1) % net.Nodes.Count].Fault = new LinkFault { Cut = true };
        await load.MoreAsync(100);
        await load.StopAsync();
        links.Heal();
        await net.IsWholeAsync();
        await ChainCopy.SameOnAllAsync(net);
    }
}
