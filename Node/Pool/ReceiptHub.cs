using System.Collections.Concurrent;
using Chain.Ledger;

namespace Chain.Node.Pool;

/// <summary>
/// Clients waiting for receipts. Null tells a waiter that its transaction expired unexecuted. Bounded by the
/// pool: only admitted transactions are waited for, and each leaves by commit or expiry. Thread-safe.
/// </summary>
public sealed class ReceiptHub
{
    private readonly ConcurrentDictionary<Hash32, TaskCompletionSource<TransactionReceipt?>> waiting = new();

    public Task<TransactionReceipt?> WaitFor(Hash32 id) => waiting.GetOrAdd(
        id, _ => new TaskCompletionSource<TransactionReceipt?>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Committed(TransactionReceipt receipt)
    {
        if (waiting.TryRemove(receipt.Id, out TaskCompletionSource<TransactionReceipt?>? source))
            source.SetResult(receipt);
    }

    public void Expired(Hash32 id)
    {
        if (waiting.TryRemove(id, out TaskCompletionSource<TransactionReceipt?>? source))
            source.SetResult(null);
    }
}
