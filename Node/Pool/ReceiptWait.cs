using Chain.Ledger;
using Chain.Ledger.Storage;

namespace Chain.Node.Pool;

/// <summary>Waits for what becomes of an admitted transaction. Thread-safe.</summary>
public sealed class ReceiptWait(ReceiptHub receipts, Mempool pool, ChainStore store)
{
    /// <returns>Null when it expired before a block could include it.</returns>
    public async Task<TransactionReceipt?> ForAsync(Hash32 id, CancellationToken cancel)
    {
        Task<TransactionReceipt?> waiting = receipts.WaitFor(id);
        // It may have left the pool between its admission and this wait: committed, which the store knows
        // before the pool does, or expired. Nobody would tell this waiter.
        if (pool.Find(id) is null)
        {
            if (store.Reads.Receipt(id) is { } stored)
            {
                Require.That(TransactionReceipt.TryRead(stored.Span, out TransactionReceipt receipt));
                receipts.Committed(receipt);
            }
            else receipts.Expired(id);
        }
        return await waiting.WaitAsync(cancel);
    }
}
