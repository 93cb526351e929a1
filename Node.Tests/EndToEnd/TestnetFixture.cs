using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>Tests on one running testnet; it is stopped and removed whatever happens.</summary>
[Category("EndToEnd")]
[NonParallelizable]
public abstract class TestnetFixture(
    int validators = 4, IReadOnlyDictionary<string, ulong>? parameters = null)
{
    private Testnet? net;

    internal Testnet Net => net ?? throw new InvalidOperationException("the testnet did not start");

    [OneTimeSetUp]
    public async Task StartTestnet() => net = await Testnet.StartAsync(validators, parameters);

    [OneTimeTearDown]
    public void StopTestnet() => net?.Dispose();
}
