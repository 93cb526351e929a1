using System.Globalization;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>The power fails: all validators die at random instants under load, again and again.</summary>
public class KillAllTests : TestnetFixture
{
    private const int UsualRounds = 5;
    private const int LongestSpreadMs = 1_500;

    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("CHAIN_KILL_ROUNDS"), CultureInfo.InvariantCulture,
            out int rounds)
            ? rounds : UsualRounds;

    [Test]
    public async Task What_a_client_saw_committed_survives_and_nothing_is_executed_twice()
    {
        await using Load load = Load.Start(Net);
        for (int round = 0; round < Rounds; round++)
        {
            await load.MoreAsync(100);
            await Task.WhenAll(Net.Nodes.Select(node => Task.Run(async () =>
            {
                await Task.Delay(Random.Shared.Next(LongestSpreadMs));
                node.Kill();
            })));
            await Net.IsWholeAsync();
        }
        await load.MoreAsync(100);
        await load.StopAsync();

        TestContext.Out.WriteLine($"{Rounds} rounds: {await Promises.CheckAsync(Net, load)}");
    }
}
