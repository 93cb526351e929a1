using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chain.Crypto;
using Chain.Node.Cli.Keys;
using Chain.Node.Configuration;

namespace Chain.Node.Cli.Testnet;

/// <summary>
/// Makes a consortium on one machine: every node's home with keys and configuration, and the players' keys.
/// </summary>
internal sealed class TestnetMaker(TestnetHome home, TimeProvider time)
{
    public const int MostValidators = 16;

    /// <param name="validators">1 to <see cref="MostValidators"/>.</param>
    /// <param name="basePort">Node i listens for peers on base + 2i and for clients on base + 2i + 1.</param>
    /// <param name="parameters">Of the chain, where they differ from the usual ones.</param>
    public TestnetFile Make(
        int validators, int basePort, IReadOnlyDictionary<string, ulong>? parameters = null)
    {
        PrivateFolder.Create(home.Root);
        Dictionary<string, string> players = MakePlayers();
        var all = new Dictionary<string, ulong>(TestnetCast.Parameters);
        foreach ((string name, ulong value) in parameters ?? all) all[name] = value;
        return Make(validators, basePort, TestnetCast.Members, nodes => Genesis(nodes, players, all));
    }

    /// <summary>The same nodes with a genesis of the caller's making.</summary>
    /// <param name="validators">As above.</param>
    /// <param name="basePort">As above.</param>
    /// <param name="members">Who run the validators, in turn.</param>
    /// <param name="genesis">Of these validators.</param>
    public TestnetFile Make(
        int validators, int basePort, IReadOnlyList<string> members,
        Func<IReadOnlyList<ValidatorSection>, GenesisSection> genesis)
    {
        var nodes = Enumerable.Range(0, validators)
            .Select(number => MakeNode(number, basePort, members[number % members.Count])).ToList();
        var consortium = new ConsortiumFile
        {
            Genesis = genesis(nodes.Select(node => node.Validator).ToList()),
            Peers = nodes.Select(node => node.Peer).ToList(),
        };
        foreach (ValidatorSection validator in consortium.Genesis.Validators)
            consortium.Save(Path.Combine(home.Node(validator.Name), SettingKey.Consortium.Default!));
        var file = new TestnetFile(consortium.Genesis.ChainId, basePort, consortium.Peers
            .Select(peer => new TestnetNode(peer.Name, Pid: 0, $"http://{peer.Api}", home.Node(peer.Name)))
            .ToList());
        file.Save(home);
        return file;
    }

    private (ValidatorSection Validator, PeerSection Peer) MakeNode(
        int number, int basePort, string member)
    {
        string name = TestnetHome.NodeName(number);
        string keys = Path.Combine(home.Node(name), "keys");
        PrivateFolder.Create(keys);
        string peer = $"127.0.0.1:{basePort + 2 * number}", api = $"127.0.0.1:{basePort + 2 * number + 1}";

        string password = WritePassword(Path.Combine(keys, "password"));
        using ECPrivKey key = ECPrivKey.Generate();
        Keystore.Create(Path.Combine(keys, "validator.json"), name, key, password, Keystore.LightParameters);
        string tlsKey = TlsIdentity.Create(Path.Combine(keys, "tls.pem"), name, time.GetUtcNow());

        var settings = new Dictionary<string, string>
        {
            [SettingKey.NodeName.Name] = name,
            [SettingKey.PeerListen.Name] = peer,
            [SettingKey.ApiListen.Name] = api,
        };
        NewFile.Write(
            Path.Combine(home.Node(name), NodeSettings.FileName),
            JsonSerializer.SerializeToUtf8Bytes(settings, ConsortiumFile.Json), secret: false);
        return (
            new ValidatorSection(name, key.XOnlyPubKey.ToString(), member),
            new PeerSection(name, peer, tlsKey, api));
    }

    /// <returns>Addresses by name.</returns>
    private Dictionary<string, string> MakePlayers()
    {
        PrivateFolder.Create(home.Keys);
        string password = WritePassword(home.Password);
        return TestnetCast.Members
            .Concat(TestnetCast.Providers.Concat(TestnetCast.Buyers).Select(player => player.Name))
            .ToDictionary(name => name, name =>
            {
                using ECPrivKey key = ECPrivKey.Generate();
                Keystore.Create(
                    Path.Combine(home.Keys, $"{name}.json"), name, key, password, Keystore.LightParameters);
                return Address.Encode(key.Account);
            });
    }

    private GenesisSection Genesis(
        IReadOnlyList<ValidatorSection> validators, Dictionary<string, string> addresses,
        Dictionary<string, ulong> parameters) => new()
        {
            ChainId = TestnetCast.ChainId,
            TimeMs = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds(),
            Validators = validators,
            Timing = TestnetCast.Timing,
            Members = TestnetCast.Members.Select(name => new MemberSection(name, addresses[name])).ToList(),
            Accounts = TestnetCast.Providers.Concat(TestnetCast.Buyers).Select(player => new AccountSection(
                addresses[player.Name], player.Party, player.Sponsor,
                new Dictionary<string, ulong> { [TestnetCast.Asset] = player.Money })).ToList(),
            Assets = [new AssetSection(TestnetCast.Asset, Decimals: 2, addresses[TestnetCast.Bank])],
            Grades = TestnetCast.Grades,
            Regions = TestnetCast.Regions,
            Products = TestnetCast.Products,
            Parameters = parameters,
        };

    private static string WritePassword(string path)
    {
        string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        NewFile.Write(path, Encoding.ASCII.GetBytes(password + "\n"));
        return password;
    }
}
