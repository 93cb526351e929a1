using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chain.Crypto;
using Chain.Ledger;
using Chain.Node.Cli;
using Chain.Node.Cli.Keys;
using Chain.Node.Cli.Testnet;
using Chain.Node.Configuration;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class TestnetTests : CliTest
{
    [TestCase(1)]
    [TestCase(4)]
    [TestCase(16)]
    public void Made_files_are_what_a_node_needs(int validators)
    {
        TestnetFile made = MakeNet(validators, 9001);
        Assert.That(made.Nodes, Has.Count.EqualTo(validators));
        for (int i = 0; i < validators; i++)
        {
            NodeSettings settings = NodeSettings.Load(made.Nodes[i].Home, new Dictionary<string, string>());
            ConsortiumFile file = ConsortiumFile.Load(settings.Consortium);
            Assert.That(settings.PeerListen.Port, Is.EqualTo(9001 + 2 * i));
            Assert.That(settings.ApiListen.Port, Is.EqualTo(9002 + 2 * i));
            Assert.That(made.Nodes[i].Api, Is.EqualTo($"http://127.0.0.1:{9002 + 2 * i}"));

            using ECPrivKey key = Keystore.Open(
                settings.ValidatorKey, File.ReadLines(settings.PasswordFile).First());
            var expected = new ValidatorSection(
                settings.Name, key.PublicKey.ToString(), TestnetCast.Members[i % TestnetCast.Members.Count]);
            Assert.That(file.Genesis.Validators[i], Is.EqualTo(expected));
            using var certificate = X509Certificate2.CreateFromPemFile(settings.TlsCertificate);
            byte[] pin = SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo());
            Assert.That(file.Peers[i].TlsKey, Is.EqualTo(Convert.ToHexStringLower(pin)));
            Assert.That(certificate.HasPrivateKey, Is.True);
        }
    }

    [Test]
    public void Secrets_are_readable_by_their_owner_only()
    {
        if (OperatingSystem.IsWindows()) return;
        MakeNet(1, 9001);
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite;
        foreach (string path in Directory.EnumerateFiles(Net.Root, "*", SearchOption.AllDirectories)
            .Where(path => path.Contains("keys", StringComparison.Ordinal)))
            Assert.That(File.GetUnixFileMode(path) & Others, Is.EqualTo((UnixFileMode)0), path);
    }

    [Test]
    public void The_genesis_obeys_the_ledger_and_its_players_can_play()
    {
        TestnetFile made = MakeNet(4, 9001);
        GenesisSection genesis = ConsortiumFile.Load(Path.Combine(made.Nodes[0].Home, "nodes.json")).Genesis;
        LedgerState state = LedgerState.FromGenesis(GenesisBuilder.State(genesis));
        Assert.That(state.Root.IsZero, Is.False);
        foreach (TestnetCast.Player player in TestnetCast.Providers)
            Assert.That(player.Attestor, Is.Not.EqualTo(player.Sponsor).And.AnyOf([.. TestnetCast.Members]));
        var keys = new KeyFolder(CliHost.OfProcess(), [Net.Keys], Net.Password);
        foreach (AccountSection account in genesis.Accounts)
            Assert.That(keys.List().Select(key => Address.Encode(new AccountId(key.Header.PublicKey.Bytes))),
                Does.Contain(account.Account));
    }

    [Test]
    public async Task A_taken_port_is_named_before_anything_starts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        CliResult result = await Cli.RunAsync(
            "testnet", "--home", Net.Root, "--base-port", $"{port}", "--validators", "1");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain($"port {port}").And.Contain("--base-port"));
        Assert.That(Directory.Exists(Net.Root), Is.False);
    }

    [TestCase("stop")]
    [TestCase("status")]
    [TestCase("reset")]
    public async Task Without_a_testnet_it_says_how_to_make_one(string verb)
    {
        CliResult result = await Cli.RunAsync("testnet", verb, "--home", Net.Root);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("chain testnet"));
    }

    [Test]
    public async Task Another_number_of_validators_than_there_is_needs_a_reset_first()
    {
        MakeNet(4, 9001);
        CliResult result = await Cli.RunAsync("testnet", "--home", Net.Root, "--validators", "7");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("4 validators").And.Contain("reset"));
    }

    [Test]
    public async Task Reset_refuses_while_a_node_runs_and_stop_ends_only_what_is_ours()
    {
        TestnetFile made = MakeNet(2, 9001);
        using Process ours = Sleeper(made.Nodes[0].Home), stranger = Sleeper("/some/other/home");
        try
        {
            TestnetFile running = made with
            {
                Nodes = [made.Nodes[0] with { Pid = ours.Id }, made.Nodes[1] with { Pid = stranger.Id }],
            };
            running.Save(Net);
            CliResult early = await Cli.RunAsync("testnet", "reset", "--home", Net.Root);
            Assert.That(early.Code, Is.EqualTo(ExitCode.Refused));
            Assert.That(File.Exists(Net.File), Is.True);

            CliResult stopped = await Cli.RunAsync("testnet", "stop", "--home", Net.Root);
            Assert.That(stopped.Code, Is.Zero, stopped.Error);
            Assert.That(stopped.Error, Does.Contain("1 nodes stopped"));
            await ours.WaitForExitAsync();
            Assert.That(stranger.HasExited, Is.False);

            Assert.That((await Cli.RunAsync("testnet", "reset", "--home", Net.Root)).Code, Is.Zero);
            Assert.That(Directory.EnumerateFileSystemEntries(Net.Root), Is.Empty);
        }
        finally
        {
            stranger.Kill();
        }
    }

    /// <summary>A process that waits for its input to end and names a folder on its command line.</summary>
    private static Process Sleeper(string named) => Process.Start(
        new ProcessStartInfo("/bin/sh", ["-c", "read line", "sh", named]) { RedirectStandardInput = true })!;
}
