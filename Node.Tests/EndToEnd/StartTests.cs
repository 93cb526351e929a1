using System.Net;
using System.Net.Sockets;
using Chain.Node.Cli;
using Chain.Node.Cli.Testnet;
using Chain.Node.Configuration;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>A node that must not start says why, and what to do, and ends with the documented code.</summary>
[Category("EndToEnd")]
[NonParallelizable]
public class StartTests
{
    private Testnet net = null!;

    private NodeProcess Node => net.Nodes[0];

    /// <summary>One validator with a few blocks, stopped.</summary>
    [SetUp]
    public async Task AChainIsThere()
    {
        net = Testnet.Make(validators: 1);
        Testnet.Init(Node);
        // A start moves what the last run left in the log into tables, so that there are some to damage.
        for (int run = 0; run < 2; run++)
        {
            Node.Start();
            ulong before = (await Node.StatusAsync()).Height;
            await Node.StatusAsync("commits", status => status.Height > before);
            Node.Kill();
        }
    }

    [TearDown]
    public void RemoveIt() => net.Dispose();

    [Test]
    public async Task The_genesis_of_another_chain()
    {
        ConsortiumFile other = net.Consortium with
        {
            Genesis = net.Consortium.Genesis with { TimeMs = net.Consortium.Genesis.TimeMs + 1 },
        };
        File.Delete(net.ConsortiumPath);
        other.Save(net.ConsortiumPath);
        await IsRefusedAsync(ExitCode.Configuration, "start it with the genesis it was made with");
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task A_port_that_is_taken(int which)
    {
        PeerSection peer = net.Consortium.Peers[0];
        IPEndPoint taken = IPEndPoint.Parse(which == 0 ? peer.Address : peer.Api);
        using var listener = new TcpListener(taken);
        listener.Start();
        await IsRefusedAsync(ExitCode.Configuration, $"cannot listen on {peer.Api} and {peer.Address}");
    }

    [Test]
    public async Task The_key_of_another_validator()
    {
        using Testnet other = Testnet.Make(validators: 1);
        string stranger = Path.Combine(other.Nodes[0].Home, "keys");
        await IsRefusedAsync(
            ExitCode.Configuration, "its public key is not that of validator 'node1'",
            "--validator-key", Path.Combine(stranger, "validator.json"),
            "--password-file", Path.Combine(stranger, "password"));
        await IsRefusedAsync(
            ExitCode.Configuration, "is not the tlsKey of 'node1'",
            "--tls-certificate", Path.Combine(stranger, "tls.pem"));
    }

    [Test]
    public Task A_name_that_is_no_validator() =>
        IsRefusedAsync(ExitCode.Configuration, "'node9' is not a validator", "--name", "node9");

    [Test]
    public async Task A_missing_data_folder()
    {
        Directory.Delete(Node.Data, recursive: true);
        await IsRefusedAsync(ExitCode.Configuration, "make a new one with `chain node init`");
    }

    [Test]
    public async Task Data_that_another_process_uses()
    {
        Node.Start();
        await Node.StatusAsync();
        var twin = new TestnetNode("second", Pid: 0, $"http://{net.Consortium.Peers[0].Api}", Node.Home);
        using var second = new NodeProcess(twin, number: 0);
        second.Start();
        Assert.That(await second.ExitAsync(), Is.EqualTo(ExitCode.Configuration));
        Assert.That(Node.Said(), Does.Contain("stop the other process that uses this directory"));
        await Node.StatusAsync("goes on", status => status.Ready);
    }

    [Test]
    public async Task A_database_without_its_CURRENT()
    {
        File.Delete(Path.Combine(Node.Data, "CURRENT"));
        await IsRefusedAsync(ExitCode.Internal, "move the directory away");
    }

    [Test]
    public async Task A_database_without_its_log()
    {
        foreach (string log in Directory.EnumerateFiles(Node.Data, "*.log")) File.Delete(log);
        await IsRefusedAsync(ExitCode.Internal, "move the directory away");
    }

    /// <summary>Every file of the kind, in many places.</summary>
    [TestCase("MANIFEST-*")]
    [TestCase("*.sst")]
    public async Task A_database_with_damaged(string files)
    {
        foreach (string path in Directory.EnumerateFiles(Node.Data, files))
        {
            byte[] bytes = await File.ReadAllBytesAsync(path);
            for (int at = 20; at < bytes.Length; at += 64) bytes[at] ^= 0x55;
            await File.WriteAllBytesAsync(path, bytes);
        }
        await IsRefusedAsync(ExitCode.Internal, "move the directory away");
    }

    private async Task IsRefusedAsync(int code, string words, params string[] more)
    {
        Node.Start(more);
        Assert.That(await Node.ExitAsync(), Is.EqualTo(code), Node.Said());
        Assert.That(Node.Said(), Does.Contain(words));
        Assert.That(Node.Said(), Does.Not.Contain("   at "), "a trace is for programmers");
    }
}
