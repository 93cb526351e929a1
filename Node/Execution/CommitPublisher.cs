using Chain.Consensus;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Api;
using Chain.Node.Blocks;
using Chain.Node.Ordering;
using Chain.Node.Pool;

namespace Chain.Node.Execution;

/// <summary>
/// Stores committed blocks in one batch, and only then tells everyone: pool, waiting clients, watchers.
/// </summary>
public sealed class CommitPublisher(
    Journal journal, BodyCache bodies, Mempool pool, WorkSignal work, ReceiptHub receipts, BookViews books,
    CapacityViews capacity, NodeProgress progress, CatchUp catchUp, ClockWatch clocks)
{
    private ulong expiredAtMs;

    public void Publish(IReadOnlyList<ExecutedBlock> executed, Effect.Committed committed, ulong mark)
    {
        var blocks = new BlockToStore[executed.Count];
        for (int i = 0; i < blocks.Length; i++)
            blocks[i] = ForStore(executed[i], i == blocks.Length - 1 ? committed.Certificate : null);
        Failpoint.Reach(Place.BeforeCommit);
        journal.Commit(blocks, committed, mark);
        Failpoint.Reach(Place.AfterCommit);
        foreach (ExecutedBlock block in executed) Tell(block);
        catchUp.Executed(committed.Certificate.View);
        if (catchUp.IsDone) clocks.Committed(executed[^1].Block.Header.TimestampMs);
        else clocks.Old();
        bodies.DropThrough(executed[^1].Block.Header.Height);
        Expire(executed[^1].Block.Header.TimestampMs);
        work.Update();
    }

    private void Expire(ulong timestampMs)
    {
        // Looking at the whole pool is not for every block.
        if (timestampMs < expiredAtMs + 1_000) return;
        expiredAtMs = timestampMs;
        foreach (Hash32 id in pool.Expire(timestampMs)) receipts.Expired(id);
    }

    private void Tell(ExecutedBlock executed)
    {
        BlockHeader header = executed.Block.Header;
        pool.Remove(executed.Block.Outline.TransactionIds);
        books.Apply(header.Height, executed.Outcome.Changes);
        capacity.Apply(executed.Outcome.Changes);
        progress.Committed(new CommittedHead(
            header.Height, header.Digest, header.TimestampMs, executed.Outcome.StateRoot,
            progress.Head.Transactions + header.TransactionCount));
        foreach (TransactionReceipt receipt in executed.Outcome.Receipts) receipts.Committed(receipt);
    }

    private static BlockToStore ForStore(ExecutedBlock executed, Certificate? certificate)
    {
        FullBlock block = executed.Block;
        BlockOutcome outcome = executed.Outcome;
        return new BlockToStore(
            block.Header,
            certificate,
            block.Outline.TransactionIds,
            [.. block.Transactions.Select(transaction => transaction.Bytes)],
            [.. outcome.Receipts.Select(Encode)],
            Stored(outcome.Changes),
            Derivation.Of(outcome),
            outcome.StateRoot);
    }

    private static StoredChange[] Stored(IReadOnlyList<StateChange> changes)
    {
        var stored = new StoredChange[changes.Count];
        for (int i = 0; i < stored.Length; i++)
            stored[i] = new StoredChange(changes[i].Key, changes[i].After);
        return stored;
    }

    private static ReadOnlyMemory<byte> Encode(TransactionReceipt receipt)
    {
        byte[] bytes = new byte[TransactionReceipt.Size];
        receipt.WriteTo(bytes);
        return bytes;
    }
}
