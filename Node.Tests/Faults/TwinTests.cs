using System.Net;
using System.Text.Json;
using Chain.Node.Cli.Testnet;
using Chain.Tests.EndToEnd;
using NUnit.Framework;

namespace Chain.Tests.Faults;

/// <summary>
/// Two processes with the key of one validator. The others' links to it end now at the one, now at the other.
/// </summary>
[Category("EndToEnd")]
[NonParallelizable]
public class TwinTests
{
    private const string Silence = "this validator does not vote";

    private Testnet net = null!;
    private FaultyLinks links = null!;
    private NodeProcess twin = null!;
    private int twinPort;

    private NodeProcess First => net.Nodes[3];

    [SetUp]
    public async Task ACopyOfAValidator()
    {
        net = Testnet.Make(validators: 4);
        links = FaultyLinks.Between(net, seed: 1);
        foreach (NodeProcess node in net.Nodes) Testnet.Init(node);
        await net.IsWholeAsync();
        await using (Load load = Load.Start(net)) await load.MoreAsync(50);
        First.Kill();
        twin = Copy(First);
    }

    [TearDown]
    public void Stop()
    {
        twin.Dispose();
        net.Dispose();
        links.Dispose();
    }

    [Test]
    public async Task A_copy_that_starts_beside_the_validator_does_not_vote_and_says_what_to_do()
    {
        await net.IsWholeAsync();
        await using Load load = Load.Start(net, net.Nodes.Take(3));
        await load.MoreAsync(50);
        for (int from = 1; from < 3; from++) LeadTo(links[from, First.Number], twin: true);
        twin.Start();
        await Wait.UntilAsync("the copy notices", () => Says(twin));
        Assert.That((await twin.StatusAsync()).Voting, Is.False);
        Assert.That(twin.Said(), Does.Contain("--rejoin"));
        twin.Kill();
        for (int from = 1; from < 3; from++) LeadTo(links[from, First.Number], twin: false);
        await load.MoreAsync(50);
        await load.StopAsync();
        await net.IsWholeAsync();
        await Promises.CheckAsync(net, load);
    }

    [Test]
    public async Task Of_two_that_start_at_once_from_the_same_data_one_at_most_goes_on_voting()
    {
        await using Load load = Load.Start(net, net.Nodes.Take(3));
        LeadTo(links[1, First.Number], twin: true);
        First.Start();
        twin.Start();
        bool toTwin = false;
        await Wait.UntilAsync("one of them notices", async () =>
        {
            LeadTo(links[2, First.Number], toTwin = !toTwin);
            await Task.Delay(300);
            return Says(First) || Says(twin);
        });
        await load.MoreAsync(100);
        bool[] votes = [(await First.StatusAsync()).Voting, (await twin.StatusAsync()).Voting];
        Assert.That(votes.Count(voting => voting), Is.AtMost(1));
        await load.StopAsync();
        foreach (NodeProcess other in net.Nodes.Take(3))
            await other.StatusAsync("goes on", status => status.Voting);
        ulong height = await net.HighestAsync();
        ChainCopy chain = await ChainCopy.ReadAsync(net.Nodes[0], height);
        foreach (NodeProcess other in net.Nodes.Append(twin))
            chain.CheckSame(await ChainCopy.ReadAsync(other, (await other.StatusAsync()).Height));
    }

    private static bool Says(NodeProcess node) =>
        File.Exists(node.Log) && File.ReadAllText(node.Log).Contains(Silence, StringComparison.Ordinal);

    private void LeadTo(FaultyLink link, bool twin)
    {
        link.Target = twin ? new IPEndPoint(IPAddress.Loopback, twinPort)
            : IPEndPoint.Parse(net.Consortium.Peers[First.Number].Address);
        link.Drop();
    }

    /// <summary>The same keys, data and file of the consortium, at ports of its own.</summary>
    private NodeProcess Copy(NodeProcess node)
    {
        string home = Path.Combine(net.Home.Root, "twin");
        foreach (string path in Directory.EnumerateFiles(node.Home, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(home, Path.GetRelativePath(node.Home, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
        File.Delete(Path.Combine(home, "log"));
        twinPort = Testnet.FreePorts(validators: 1);
        string settings = Path.Combine(home, "node.json");
        var file = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(settings))!;
        file["peerListen"] = $"127.0.0.1:{twinPort}";
        file["apiListen"] = $"127.0.0.1:{twinPort + 1}";
        File.WriteAllText(settings, JsonSerializer.Serialize(file));
        return new NodeProcess(
            new TestnetNode("twin", Pid: 0, $"http://{file["apiListen"]}", home), node.Number);
    }
}
