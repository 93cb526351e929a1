using Chain.Consensus;
using Chain.Node.Verification;
using Google.Protobuf;

namespace Chain.Node.Blocks;

/// <summary>A whole block from a peer, checked against its own header.</summary>
public static class BlockReader
{
    /// <returns>
    /// Null unless the transactions are well-formed, signed, and hash to the header's root.
    /// </returns>
    public static async Task<FullBlock?> ReadAsync(
        BlockHeader header, IReadOnlyList<ByteString> received, ITransactionVerifier signatures, CancellationToken cancel)
    {
        if (received.Count != header.TransactionCount) return null;
        var transactions = new Transaction[received.Count];
        for (int i = 0; i < transactions.Length; i++)
        {
            if (TransactionCodec.Parse(received[i].Memory, out _) is not { } transaction) return null;
            transactions[i] = transaction;
        }
        Hash32[] ids = [.. transactions.Select(transaction => transaction.Id)];
        if (MerkleRoot.Of(ids) != header.TransactionsRoot) return null;
        if (transactions.Length > 0 && (await signatures.VerifyAsync(transactions, cancel)).Contains(false))
            return null;
        return new FullBlock(new BlockOutline(header, ids), transactions);
    }
}
