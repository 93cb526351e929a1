using Chain.Node.Cli.Testnet;
using NUnit.Framework;

namespace Chain.Tests.Cli;

/// <summary>What every test of the command line starts from: an operator with an empty home.</summary>
public abstract class CliTest
{
    private protected CliRunner Cli { get; private set; } = null!;

    /// <summary>Where a local testnet would lie.</summary>
    private protected TestnetHome Net => new(Cli.PathOf("net"));

    [SetUp]
    public void MakeHome() => Cli = new CliRunner();

    [TearDown]
    public void RemoveHome() => Cli.Dispose();

    /// <summary>Keys and configuration of a testnet, as <c>chain testnet</c> makes them.</summary>
    private protected TestnetFile MakeNet(int validators = 4, int basePort = 7001) =>
        new TestnetMaker(Net, TimeProvider.System).Make(validators, basePort);
}
