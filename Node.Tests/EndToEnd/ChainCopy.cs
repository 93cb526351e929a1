using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>Every block that one node tells, and what follows from the blocks alone.</summary>
internal sealed class ChainCopy
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private ChainCopy(string node, IReadOnlyList<Block> blocks)
    {
        Node = node;
        Blocks = blocks;
    }

    public string Node { get; }

    /// <summary>From height 1 on.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>Each transaction's body with its receipt, in the order of execution.</summary>
    public IEnumerable<(TransactionBody Body, Receipt Receipt)> Executed => Blocks.SelectMany(block =>
        block.Transactions.Zip(block.Receipts, (bytes, receipt) =>
            (TransactionBody.Parser.ParseFrom(SignedTransaction.Parser.ParseFrom(bytes).Body), receipt)));

    /// <summary>All blocks up to a height, which the node has reached or soon will.</summary>
    public static async Task<ChainCopy> ReadAsync(NodeProcess node, ulong height)
    {
        var blocks = new List<Block>();
        using var patience = new CancellationTokenSource(Patience);
        await foreach (Block block in node.Client.WatchBlocksAsync(1, headersOnly: false, patience.Token))
        {
            blocks.Add(block);
            if (block.Height == height) break;
        }
        return new ChainCopy(node.Name, blocks);
    }

    /// <summary>
    /// Reads the chain from every node, up to the highest of them, and fails unless all tell the same, block
    /// by block.
    /// </summary>
    public static async Task<ChainCopy> SameOnAllAsync(Testnet net)
    {
        // Whatever a client saw by now is not above it; the others come there.
        ulong height = await net.HighestAsync();
        ChainCopy[] copies = await Task.WhenAll(net.Nodes.Select(node => ReadAsync(node, height)));
        foreach (ChainCopy copy in copies) copy.CheckSame(copies[0]);
        return copies[0];
    }

    /// <summary>
    /// Same hash, root, content and receipts at every height; certificates may name other quorums.
    /// </summary>
    public void CheckSame(ChainCopy other)
    {
        for (int i = 0; i < Math.Min(Blocks.Count, other.Blocks.Count); i++)
        {
            Block own = Blocks[i], theirs = other.Blocks[i];
            string where = $"block {own.Height} of {Node} and {other.Node}";
            Assert.That(own.StateRoot, Is.EqualTo(theirs.StateRoot), $"state root in {where}");
            Assert.That(own.Hash, Is.EqualTo(theirs.Hash), where);
            Assert.That(own.Transactions, Is.EqualTo(theirs.Transactions), where);
            Assert.That(own.Receipts, Is.EqualTo(theirs.Receipts), where);
            if (i > 0) Assert.That(own.ParentHash, Is.EqualTo(Blocks[i - 1].Hash), where);
        }
    }

    /// <summary>EUR of every trader after all payments of the chain, counted from the genesis.</summary>
    public IReadOnlyDictionary<ByteString, long> Balances(Testnet net)
    {
        var balances = Testnet.Traders.ToDictionary(
            trader => ByteString.CopyFrom(net[trader.Name].Account.Bytes.Span), trader => (long)trader.Money);
        foreach ((TransactionBody body, Receipt receipt) in Executed)
        {
            if (receipt.Status != ReceiptStatus.Ok) continue;
            foreach (Operation operation in body.Operations)
            {
                Transfer payment = operation.Transfer ?? throw new AssertionException("the load only pays");
                balances[body.Account] -= (long)payment.Amount;
                balances[payment.To] += (long)payment.Amount;
            }
        }
        return balances;
    }
}
