using System.Text.Json;
using Chain.Node.Cli;
using Chain.Node.Cli.Nodes;
using Chain.Node.Cli.Testnet;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary><c>chain testnet</c> from nothing to nothing, as an operator runs it.</summary>
[Category("EndToEnd")]
[NonParallelizable]
public class TestnetVerbTests
{
    private const int Acts = 9;

    private TestnetHome home = null!;

    [SetUp]
    public void AnEmptyFolder() =>
        home = new TestnetHome(Directory.CreateTempSubdirectory("chain-test-").FullName);

    [TearDown]
    public void NothingIsLeft()
    {
        foreach (TestnetNode node in TestnetFile.TryLoad(home)?.Nodes ?? [])
            if (DaemonProcess.IsAlive(node.Pid, node.Home)) Posix.Signal(node.Pid, Posix.Kill);
        Directory.Delete(home.Root, recursive: true);
    }

    [Test]
    public async Task It_starts_four_validators_lets_them_trade_and_stops_them()
    {
        string port = $"{Testnet.FreePorts(4)}";
        JsonElement started = (await RunAsync("testnet", "--base-port", port, "--detach")).Json();
        Assert.That(started.GetArrayLength(), Is.EqualTo(4));
        using JsonDocument file = JsonDocument.Parse(await File.ReadAllTextAsync(home.File));
        foreach (JsonElement node in file.RootElement.GetProperty("nodes").EnumerateArray())
        {
            Assert.That(node.GetProperty("name").GetString(), Does.StartWith("node"));
            Assert.That(node.GetProperty("pid").GetInt32(), Is.GreaterThan(1));
            Assert.That(node.GetProperty("api").GetString(), Does.StartWith("http://127.0.0.1:"));
            Assert.That(node.GetProperty("home").GetString(), Does.StartWith(home.Root));
        }
        Assert.That((await RunAsync("testnet")).Code, Is.EqualTo(ExitCode.Refused), "it runs already");

        foreach (JsonElement node in (await RunAsync("testnet", "status")).Json().EnumerateArray())
        {
            Assert.That(node.GetProperty("running").GetBoolean(), Is.True);
            Assert.That(node.GetProperty("status").GetProperty("chainId").GetString(), Is.EqualTo("testnet"));
        }
        await Wait.UntilAsync("the demonstration trades", async () =>
            (await RunAsync("demo", "--trade", "--seconds", "5")).JsonLines()
            .Any(line => line.GetProperty("line").GetString()!.Contains(" rents ",
                StringComparison.Ordinal)));
        await TellTheStoryAsync(file.RootElement.GetProperty("nodes")[0].GetProperty("pid").GetInt32());

        CliResult stopped = await RunAsync("testnet", "stop");
        Assert.That(stopped.Code, Is.Zero, stopped.ToString());
        Assert.That(stopped.Error, Does.Contain("3 nodes stopped"));
        Assert.That((await RunAsync("testnet", "status")).Code, Is.EqualTo(ExitCode.Refused));
        Assert.That((await RunAsync("testnet", "reset")).Code, Is.Zero);
        Assert.That(home.File, Does.Not.Exist);
    }

    /// <summary>With a validator that is gone, and nobody who said so.</summary>
    private async Task TellTheStoryAsync(int validator)
    {
        Posix.Signal(validator, Posix.Kill);
        IReadOnlyList<JsonElement> told = (await RunAsync("demo")).JsonLines();
        Assert.That(told[^1].GetProperty("act").GetInt32(), Is.EqualTo(Acts));
        Assert.That(told.All(line => line.GetProperty("text").GetString()!.Length > 0), Is.True);
        JsonElement[] facts = [.. told.Select(line => line.GetProperty("facts"))
            .Where(fact => fact.ValueKind == JsonValueKind.Object)];
        JsonElement Told(string name) => facts.Select(fact =>
            fact.TryGetProperty(name, out JsonElement value) ? value : default)
            .First(value => value.ValueKind != JsonValueKind.Undefined);
        Assert.That(Told("answering").GetInt32(), Is.EqualTo(3));
        Assert.That(Told("to").GetUInt64(), Is.GreaterThan(Told("from").GetUInt64()), "a price moves");
        Assert.That(Told("resold").GetUInt64(), Is.GreaterThan(1_250), "a lease is resold");
        Assert.That(Told("slashed").GetUInt64(), Is.Positive);
        Assert.That(Told("faults").GetUInt64(), Is.Positive);
        Assert.That(Told("difference").GetString(), Is.EqualTo("0"));
    }

    private Task<CliResult> RunAsync(params string[] arguments) =>
        ChainProgram.RunAsync([.. arguments, "--home", home.Root, "-o", "json"]);
}
