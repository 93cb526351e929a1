namespace Chain.Ledger.Storage;

/// <summary>Everything one or several final blocks change, stored in one atomic synced batch.</summary>
/// <param name="Blocks">Consecutive, from the head's child on; at least one.</param>
/// <param name="PruneJournalBefore">
/// Journal records below this sequence are deleted; 0 prunes nothing.
/// </param>
/// <param name="JournalRecords">
/// Records appended in the same batch (the entry certificate of the next view).
/// </param>
public sealed record CommitBatch(
    IReadOnlyList<BlockToStore> Blocks,
    ulong PruneJournalBefore,
    IReadOnlyList<ReadOnlyMemory<byte>> JournalRecords);

/// <summary>A final block with what its execution gave.</summary>
/// <param name="Header">The block.</param>
/// <param name="Certificate">
/// Its committed certificate; null where only a descendant of the same batch has one, never for
/// the last block.
/// </param>
/// <param name="TransactionIds">Ids of its transactions, in order.</param>
/// <param name="Body">Serialised transactions in order; null when the body is journaled already.</param>
/// <param name="Receipts">Serialised receipts, one per transaction.</param>
/// <param name="Changes">State rows that differ after it, each key once.</param>
/// <param name="Derived">Rows of the derived data.</param>
/// <param name="StateRoot">Root of the state after it.</param>
public sealed record BlockToStore(
    BlockHeader Header,
    Certificate? Certificate,
    IReadOnlyList<Hash32> TransactionIds,
    IReadOnlyList<ReadOnlyMemory<byte>>? Body,
    IReadOnlyList<ReadOnlyMemory<byte>> Receipts,
    IReadOnlyList<StoredChange> Changes,
    DerivedRows Derived,
    Hash32 StateRoot);

/// <summary>A new value of a state row; null deletes it.</summary>
public readonly record struct StoredChange(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value);
