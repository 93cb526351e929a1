using Chain.Client;
using Chain.Crypto;
using Chain.Node.Cli;
using Chain.Node.Cli.Keys;
using Chain.Node.Cli.Testnet;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>
/// A consortium of real processes in a temporary folder, made by the program's own generator.
/// </summary>
internal sealed class Testnet : IDisposable
{
    // Below the range that systems hand out for outgoing connections.
    private const int FirstPort = 20_000;
    private const int LastPort = 32_000;

    private readonly Dictionary<string, Player> players = [];

    private Testnet(TestnetHome home, TestnetFile file)
    {
        Home = home;
        Nodes = [.. file.Nodes.Select((node, number) => new NodeProcess(node, number))];
        Consortium = ConsortiumFile.Load(ConsortiumPath);
        var keys = new KeyFolder(CliHost.OfProcess(), [home.Keys], home.Password);
        foreach (string name in TestnetCast.Members.Concat(Traders.Select(player => player.Name)))
            players.Add(name, new Player(name, keys.Open(name)));
    }

    public TestnetHome Home { get; }

    public IReadOnlyList<NodeProcess> Nodes { get; }

    public ConsortiumFile Consortium { get; }

    public string ConsortiumPath => Path.Combine(Nodes[0].Home, "nodes.json");

    /// <summary>What a client trusts: the genesis' hash and the validators' keys.</summary>
    public ChainTrust Trust =>
        new(Consortium.Genesis.ComputeHash(), GenesisBuilder.Validators(Consortium.Genesis));

    /// <summary>Accounts with money from the start.</summary>
    public static IEnumerable<TestnetCast.Player> Traders => TestnetCast.Providers.Concat(TestnetCast.Buyers);

    public Player this[string player] => players[player];

    /// <summary>Keys and configuration on free ports, no data yet.</summary>
    public static Testnet Make(int validators, IReadOnlyDictionary<string, ulong>? parameters = null)
    {
        var home = new TestnetHome(Directory.CreateTempSubdirectory("chain-test-").FullName);
        return new Testnet(home, new TestnetMaker(home, TimeProvider.System).Make(
            validators, FreePorts(validators), parameters));
    }

    /// <summary>All nodes with data, running, ready and committing.</summary>
    public static async Task<Testnet> StartAsync(
        int validators, IReadOnlyDictionary<string, ulong>? parameters = null)
    {
        Testnet net = Make(validators, parameters);
        try
        {
            foreach (NodeProcess node in net.Nodes) Init(node);
            foreach (NodeProcess node in net.Nodes) node.Start();
            await net.IsWholeAsync();
            return net;
        }
        catch
        {
            net.Dispose();
            throw;
        }
    }

    /// <summary>As <c>chain node init</c> does.</summary>
    public static void Init(NodeProcess node) =>
        NodeInit.Run(NodeSettings.Load(node.Home, new Dictionary<string, string>()));

    /// <summary>
    /// Starts what is down and waits until every node votes, is connected and sees a new commit.
    /// </summary>
    public async Task IsWholeAsync()
    {
        foreach (NodeProcess node in Nodes.Where(node => !node.IsRunning)) node.Start();
        NodeStatus first = await Nodes[0].StatusAsync();
        foreach (NodeProcess node in Nodes)
            await node.StatusAsync("voting, connected and committing", status =>
                status.Voting && status.PeersConnected == Nodes.Count - 1 && status.Height > first.Height);
    }

    /// <summary>
    /// All have the same chain, and each has computed the state that a quorum agreed on. A header tells the
    /// root of the state before it, so each node's own is compared with the next block.
    /// </summary>
    /// <returns>The chain.</returns>
    public async Task<ChainCopy> AgreesAsync()
    {
        ChainCopy chain = await ChainCopy.SameOnAllAsync(this);
        ulong height = chain.Blocks[^1].Height;
        foreach (NodeProcess node in Nodes)
        {
            NodeStatus own = await node.StatusAsync("one block further", status => status.Height > height);
            Block next = await Wait.ForAsync("the next block", async () =>
                (await Nodes[0].StatusAsync()).Height > own.Height
                    ? await Nodes[0].BlockAsync(own.Height + 1) : null);
            Assert.That(own.StateRoot, Is.EqualTo(next.StateRoot), $"{node.Name} after {own.Height}");
            Assert.That(own.BlockHash, Is.EqualTo(next.ParentHash), node.Name);
        }
        return chain;
    }

    /// <summary>The newest height of any node.</summary>
    public async Task<ulong> HighestAsync()
    {
        NodeStatus[] all = await Task.WhenAll(Nodes.Select(node => node.StatusAsync()));
        return all.Max(status => status.Height);
    }

    public void Dispose()
    {
        foreach (NodeProcess node in Nodes) node.Dispose();
        foreach (Player player in players.Values) player.Dispose();
        if (TestContext.CurrentContext.Result.FailCount > 0) TestContext.Out.WriteLine(
            $"kept for a look: {Home.Root}");
        else Directory.Delete(Home.Root, recursive: true);
    }

    /// <summary>The first of two free ports a validator.</summary>
    public static int FreePorts(int validators)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            int port = Random.Shared.Next(FirstPort, LastPort);
            try
            {
                TestnetProcesses.CheckPorts(port, validators);
                return port;
            }
            catch (CliError)
            {
                // Somebody listens in that range; there are others.
            }
        }
        throw new AssertionException($"no free ports between {FirstPort} and {LastPort}");
    }
}

/// <summary>An account of the testnet and its key.</summary>
internal sealed record Player(string Name, ECPrivKey Key) : IDisposable
{
    public AccountId Account { get; } = new(Key.PublicKey.Bytes);

    /// <summary>Signs for the testnet's chain, valid for the SDK's usual time.</summary>
    public Transaction Sign(params IEnumerable<Operation> operations)
    {
        var builder = new TransactionBuilder(TestnetCast.ChainId, Key);
        foreach (Operation operation in operations) builder.Add(operation);
        return builder.Sign(TimeProvider.System.GetUtcNow());
    }

    /// <summary>Sends it and returns the receipt, whatever its status.</summary>
    public Task<Receipt> SubmitAsync(NodeProcess node, params IEnumerable<Operation> operations) =>
        node.Client.SubmitAsync(Sign(operations), TimeSpan.FromSeconds(60));

    public void Dispose() => Key.Dispose();
}
