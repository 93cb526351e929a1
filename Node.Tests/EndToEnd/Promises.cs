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

    /// <summary>
    /// Nothing acknowledged is lost, nothing is executed twice or after it was given up, all nodes have the
    /// same blocks and state roots, and every account has what the blocks leave it.
    /// </summary>
    /// <param name="net">All its nodes run.</param>
    /// <param name="load">Stopped.</param>
    /// <returns>What was checked, for the report.</returns>
    public static async Task<string> CheckAsync(Testnet net, Load load)
    {
        ChainCopy chain = await ChainCopy.SameOnAllAsync(net);
        CheckOnce(chain, load);
        await CheckKeptAsync(net, load);
        await CheckBalancesAsync(net);
        return $"height {chain.Blocks.Count}, {chain.Executed.Count()} transactions, "
            + $"{load.Acknowledged.Count} acknowledged, {load.Expired.Count} expired; none lost, none twice";
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
    private static async Task CheckKeptAsync(Testnet net, Load load)
    {
        var lost = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            net.Nodes.SelectMany(node => load.Acknowledged.Select(entry => (node, entry.Key, entry.Value))),
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
