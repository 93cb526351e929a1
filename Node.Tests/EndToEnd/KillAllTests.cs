using System.Collections.Concurrent;
using System.Globalization;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>The power fails: all validators die at random instants under load, again and again.</summary>
public class KillAllTests : TestnetFixture
{
    private const int UsualRounds = 5;
    private const int LongestSpreadMs = 1_500;
    private const int Readers = 16;

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

        ChainCopy chain = await ChainCopy.SameOnAllAsync(Net);
        CheckOnce(chain, load);
        await CheckKeptAsync(load);
        await CheckBalancesAsync();
        TestContext.Out.WriteLine(
            $"{Rounds} rounds: height {chain.Blocks.Count}, {chain.Executed.Count()} transactions, "
            + $"{load.Acknowledged.Count} acknowledged, {load.Expired.Count} expired; none lost, none twice");
    }

    private static void CheckOnce(ChainCopy chain, Load load)
    {
        List<Hash32> ids =
            [.. chain.Executed.Select(executed => new Hash32(executed.Receipt.TransactionId.Span))];
        Assert.That(ids, Is.Unique);
        Assert.That(load.Acknowledged.Keys, Is.SubsetOf(ids), "acknowledged, and in no block");
        Assert.That(ids.Intersect(load.Expired), Is.Empty, "said never to be executed");
        Assert.That(load.Acknowledged.Values.Select(receipt => receipt.Status),
            Is.All.EqualTo(ReceiptStatus.Ok));
    }

    /// <summary>Every node has every acknowledged transaction where the receipt said.</summary>
    private async Task CheckKeptAsync(Load load)
    {
        var lost = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            Net.Nodes.SelectMany(node => load.Acknowledged.Select(entry => (node, entry.Key, entry.Value))),
            new ParallelOptions { MaxDegreeOfParallelism = Readers }, async (want, cancel) =>
            {
                (NodeProcess node, Hash32 id, Receipt receipt) = want;
                try
                {
                    var request = new GetTransactionRequest { Id = ByteString.CopyFrom(id.Span) };
                    GetTransactionReply reply =
                        await node.Client.Node.GetTransactionAsync(request, cancellationToken: cancel);
                    if (!reply.Receipt.Equals(receipt))
                        lost.Add($"{node.Name}: {receipt} became {reply.Receipt}");
                }
                catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
                {
                    lost.Add($"{node.Name}: {receipt} is not there");
                }
            });
        Assert.That(lost, Is.Empty);
    }

    private async Task CheckBalancesAsync()
    {
        // Read again: what was still on its way when the load stopped may have committed meanwhile.
        foreach (NodeProcess node in Net.Nodes)
            await Wait.UntilAsync($"{node.Name} has nothing waiting", async () =>
                await node.StatusAsync() is { MempoolTransactions: 0 });
        ChainCopy chain = await ChainCopy.SameOnAllAsync(Net);
        foreach ((ByteString account, long expected) in chain.Balances(Net))
            foreach (NodeProcess node in Net.Nodes)
            {
                var request = new GetAccountRequest { Account = account };
                Balance money = (await node.Client.Market.GetAccountAsync(request)).Balances.Single();
                Assert.That(money.Available, Is.EqualTo(expected), node.Name);
                Assert.That(money.Locked, Is.Zero, node.Name);
            }
    }
}
