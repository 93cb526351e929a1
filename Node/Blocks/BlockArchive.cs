using Chain.Ledger.Storage;
using Chain.Node.Pool;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Blocks;

/// <summary>
/// What this node can hand to peers: waiting transactions, uncommitted blocks, the committed chain.
/// </summary>
public sealed class BlockArchive(ChainStore store, BodyCache bodies, Mempool pool)
{
    // A batch ends at the first block with a certificate beyond this.
    private const int BatchBytes = 1 << 20;

    /// <summary>Those of the named transactions that are here; the block says where else to look.</summary>
    public TransactionBatch Transactions(Hash32 block, IReadOnlyList<Hash32> ids)
    {
        var batch = new TransactionBatch();
        Dictionary<Hash32, Transaction>? stored = null;
        Transaction?[] waiting = pool.Find(ids);
        for (int i = 0; i < ids.Count; i++)
        {
            Transaction? found = waiting[i];
            if (found is null)
            {
                stored ??= TransactionsOf(block).ToDictionary(transaction => transaction.Id);
                found = stored.GetValueOrDefault(ids[i]);
            }
            if (found is not null) batch.Transactions.Add(UnsafeByteOperations.UnsafeWrap(found.Bytes));
        }
        return batch;
    }

    /// <summary>A block by digest, committed or not; an empty reply where it is unknown.</summary>
    public FetchBlockReply Block(Hash32 digest)
    {
        var reply = new FetchBlockReply();
        BlockHeader? header = bodies.Find(digest)?.Header;
        if (header is null && store.Reads.HeightOf(digest) is { } height)
            header = store.Reads.Header(height)?.Header;
        if (header is null) return reply;
        reply.Header = UnsafeByteOperations.UnsafeWrap(HeaderCodec.Encode(header));
        reply.Transactions.Add(BytesOf(digest).Select(bytes => UnsafeByteOperations.UnsafeWrap(bytes)));
        return reply;
    }

    /// <summary>
    /// Committed blocks from a height on; the last one carries a certificate. Each is read when it is asked
    /// for: what is committed stays, and a snapshot would be held for as long as a peer reads slowly.
    /// </summary>
    public IEnumerable<CommittedBlock> Chain(Height from, int max)
    {
        Height head = store.Head.Height;
        long bytes = 0;
        for (int count = 0; from <= head && from.Value > 0; from = from.Next, count++)
        {
            StoredHeader stored = store.Reads.Header(from)!;
            var block = new CommittedBlock
            {
                Header = UnsafeByteOperations.UnsafeWrap(HeaderCodec.Encode(stored.Header)),
            };
            foreach (ReadOnlyMemory<byte> transaction in store.Reads.Body(from)!)
            {
                block.Transactions.Add(UnsafeByteOperations.UnsafeWrap(transaction));
                bytes += transaction.Length;
            }
            if (stored.Certificate is { } certificate)
                block.Certificate = UnsafeByteOperations.UnsafeWrap(CertificateCodec.Encode(certificate));
            yield return block;
            if (stored.Certificate is not null && (count + 1 >= max || bytes >= BatchBytes)) yield break;
        }
    }

    private IEnumerable<Transaction> TransactionsOf(Hash32 block) =>
        bodies.Find(block)?.Transactions
        ?? BytesOf(block).Select(bytes => TransactionCodec.Parse(bytes, out _)!);

    private IEnumerable<ReadOnlyMemory<byte>> BytesOf(Hash32 block) =>
        bodies.Find(block)?.Transactions.Select(transaction => transaction.Bytes) ?? store.Reads.Body(block) ?? [];
}
