using System.Text.Json;
using Chain.Node.Cli;
using Chain.Tests.Storage;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>One validator's disk fills up under load.</summary>
[Category("EndToEnd")]
[NonParallelizable]
public class FullDiskTests
{
    private const int DiskMegabytes = 128;

    private Testnet net = null!;
    private SmallDisk? disk;

    private NodeProcess Poor => net.Nodes[3];

    [SetUp]
    public void ASmallDisk()
    {
        net = Testnet.Make(validators: 4);
        disk = new SmallDisk(Poor.Home, DiskMegabytes);
    }

    [TearDown]
    public void RemoveIt()
    {
        foreach (NodeProcess node in net.Nodes) node.Kill();
        disk?.Dispose();
        net.Dispose();
    }

    [Test]
    public async Task It_stops_itself_the_others_go_on_and_with_space_again_it_catches_up()
    {
        string settings = Path.Combine(Poor.Home, "node.json"), ballast = disk!.At("ballast");
        var file =
            JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(settings))!;
        file["data"] = "disk/data";
        await File.WriteAllTextAsync(settings, JsonSerializer.Serialize(file));
        foreach (NodeProcess node in net.Nodes) Testnet.Init(node);
        await net.IsWholeAsync();

        // Fat transactions: what the database has reserved already is used up soon.
        await using Load load = Load.Start(net, operations: Limits.OperationsPerTransaction);
        await load.MoreAsync(20);
        FillUp(ballast);
        Assert.That(await Poor.ExitAsync(), Is.EqualTo(ExitCode.Internal), Poor.Said());
        Assert.That(Poor.Said(), Does.Contain("free space on the device, then start the node again"));
        await load.MoreAsync(20);
        // Started too early it may still open, on what closing has given back, but not for long.
        Poor.Start();
        Assert.That(
            await Poor.ExitAsync(),
            Is.EqualTo(ExitCode.Configuration).Or.EqualTo(ExitCode.Internal), Poor.Said());
        string[] told = [.. File.ReadLines(Poor.Log)
            .Where(line => line.Contains("free space on the device"))];
        Assert.That(told, Has.Length.EqualTo(2), "each stop says why");

        File.Delete(ballast);
        NodeStatus others = await net.Nodes[0].StatusAsync();
        Poor.Start();
        await Poor.StatusAsync(
            "caught up and voting", status => status.Height >= others.Height && status.Voting);
        await load.MoreAsync(20);
        await load.StopAsync();
        await ChainCopy.SameOnAllAsync(net);
    }

    private static void FillUp(string ballast)
    {
        using var file =
            new FileStream(ballast, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] piece = new byte[4_096];
        try
        {
            while (true) file.Write(piece);
        }
        catch (IOException)
        {
            // That was the last free page.
        }
    }
}
