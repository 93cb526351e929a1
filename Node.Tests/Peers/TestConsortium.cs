using Chain.Crypto;
using Chain.Node.Cli.Testnet;
using Chain.Node.Configuration;
using Chain.Node.Peers;

namespace Chain.Tests.Peers;

/// <summary>Keys and pins of four validators in a temporary folder.</summary>
internal sealed class TestConsortium : IDisposable
{
    public const int Validators = 4;

    private readonly TestnetHome home =
        new(Directory.CreateTempSubdirectory("peer-tests-").FullName);

    public TestConsortium()
    {
        // Nobody listens there: tests put in addresses of their own.
        new TestnetMaker(home, TimeProvider.System).Make(Validators, basePort: 1_000);
        File = ConsortiumFile.Load(Settings(0).Consortium);
    }

    public ConsortiumFile File { get; private set; }

    public NodeSettings Settings(int number) =>
        NodeSettings.Load(home.Node(TestnetHome.NodeName(number)), new Dictionary<string, string>());

    /// <summary>Tells where a validator listens for its peers.</summary>
    public void Locate(int number, string address) => File = File with
    {
        Peers = [.. File.Peers.Select(peer =>
            peer.Name == TestnetHome.NodeName(number) ? peer with { Address = address } : peer)],
    };

    public PeerIdentity IdentityOf(int number) =>
        new(File, TestnetHome.NodeName(number), Settings(number).TlsCertificate);

    /// <summary>The key with which a validator signs its votes.</summary>
    public ECPrivKey KeyOf(int number)
    {
        NodeSettings settings = Settings(number);
        return Keystore.Open(
            settings.ValidatorKey, System.IO.File.ReadAllText(settings.PasswordFile).Trim());
    }

    /// <summary>The key of an account that exists from the start.</summary>
    public ECPrivKey PlayerKey(string name) => Keystore.Open(
        Path.Combine(home.Keys, $"{name}.json"), System.IO.File.ReadAllText(home.Password).Trim());

    public void Dispose() => Directory.Delete(home.Root, recursive: true);
}
