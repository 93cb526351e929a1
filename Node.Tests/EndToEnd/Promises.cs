using System.Collections.Concurrent;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>What the nodes promised the clients of a load, whatever happened meanwhile.</summary>
internal static class Promises
{
    private const int Readers = 16;
    private const int MostLookedUp = 10_000;

    /// <summary>
    /// What <see cref="CheckKeptAsync(Testnet, Load)"/> checks, and, as the load only pays: all was accepted,
    /// and every account has what the blocks leave it.
    /// </summary>
    /// <param name="net">All its nodes run.</param>
    /// <param name="load">Stopped.</param>
    /// <returns>What was checked, for the report.</returns>
    public static async Task<string> CheckAsync(Testnet net, Load load)
    {
        string kept = await CheckKeptAsync(net, load);
        Assert.That(load.Acknowledged.Values.Select(receipt => receipt.Status),
            Is.All.EqualTo(ReceiptStatus.Ok));
        await CheckBalancesAsync(net);
        return kept;
    }

    /// <summary>
    /// Nothing acknowledged is lost, nothing is executed twice or after it was given up, and all nodes have
    /// the same blocks and state roots.
    /// </summary>
    /// <param name="net">All its nodes run.</param>
    /// <param name="load">Stopped.</param>
    /// <returns>What was checked, for the report.</returns>
    public static async Task<string> CheckKeptAsync(Testnet net, Load load)
    {
        ChainCopy chain = await ChainCopy.SameOnAllAsync(net);
        CheckOnce(chain, load);
        await CheckFoundAsync(net, load);
        return $"height {chain.Blocks.Count}, {chain.Executed.Count()} transactions, "
            + $"{load.Acknowledged.Count} acknowledged, {load.Expired.Count} expired; none lost, none twice";
    }

    private static void CheckOnce(ChainCopy chain, Load load)
    {
        var executed = new Dictionary<Hash32, Receipt>();
        foreach ((_, Receipt receipt) in chain.Executed)
        {
            var id = new Hash32(receipt.TransactionId.Span);
            Assert.That(executed.TryAdd(id, receipt), $"twice: {receipt}");
        }
        Assert.That(
            load.Acknowledged.Where(seen => !seen.Value.Equals(executed.GetValueOrDefault(seen.Key))),
            Is.Empty, "acknowledged, and not so in the blocks");
        Assert.That(load.Expired.Where(executed.ContainsKey), Is.Empty, "said never to be executed");
    }

    /// <summary>
    /// Every node finds the acknowledged transactions by their ids, each where the receipt said; of very
    /// many, as many as are looked up in a minute or two.
    /// </summary>
    private static async Task CheckFoundAsync(Testnet net, Load load)
    {
        var lost = new ConcurrentBag<string>();
        int step = load.Acknowledged.Count / MostLookedUp + 1;
        List<KeyValuePair<Hash32, Receipt>> wanted =
            [.. load.Acknowledged.Where((_, i) => i % step == 0)];
        await Parallel.ForEachAsync(
            net.Nodes.SelectMany(node => wanted.Select(entry => (node, entry.Key, entry.Value))),
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

    private static async Task CheckBalancesAsync(Testnet net)
    {
        // Read again: what was still on its way when the load stopped may have committed meanwhile.
        foreach (NodeProcess node in net.Nodes)
            await Wait.UntilAsync($"{node.Name} has nothing waiting", async () =>
                await node.StatusAsync() is { MempoolTransactions: 0 });
        ChainCopy chain = await ChainCopy.SameOnAllAsync(net);
        foreach ((ByteString account, long expected) in chain.Balances(net))
            foreach (NodeProcess node in net.Nodes)
            {
                var request = new GetAccountRequest { Account = account };
                Balance money = (await node.Client.Market.GetAccountAsync(request)).Balances.Single();
                Assert.That(money.Available, Is.EqualTo(expected), node.Name);
                Assert.That(money.Locked, Is.Zero, node.Name);
            }
    }
}
