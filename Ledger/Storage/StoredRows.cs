namespace Chain.Ledger.Storage;

/// <summary>
/// A committed header with its certificate: none for genesis, nor where a descendant's made it final.
/// </summary>
public sealed record StoredHeader(BlockHeader Header, Certificate? Certificate);

/// <summary>Where a transaction was committed.</summary>
public readonly record struct TransactionLocation(Height Height, uint Index);

/// <summary>One row of the state.</summary>
public readonly record struct StoredRow(byte[] Key, byte[] Value);

/// <summary>
/// Some rows in key order; <paramref name="Next"/> is the first key left out, null when none was.
/// </summary>
public sealed record StatePage(IReadOnlyList<StoredRow> Rows, byte[]? Next);

/// <summary>Position of a trade in the chain's history.</summary>
public readonly record struct TradePosition(Height Height, uint Index);

/// <summary>One trade of the history.</summary>
public sealed record StoredTrade(
    TradePosition Position, ReadOnlyMemory<byte> Instrument, ReadOnlyMemory<byte> Trade);

/// <summary>One record of the journal.</summary>
public readonly record struct StoredRecord(ulong Sequence, ReadOnlyMemory<byte> Bytes);

/// <summary>Sequences given to records appended together: First, First + 1, ...</summary>
public readonly record struct JournalRange(ulong First, int Count)
{
    /// <summary>The first sequence after it.</summary>
    public ulong End => First + (ulong)Count;
}
