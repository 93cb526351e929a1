using Chain.Ledger.Prices;

namespace Chain.Ledger.Storage;

/// <summary>
/// Drops old candles (M-905): one range delete for each width when a bucket has become too old, else nothing.
/// For one thread.
/// </summary>
internal sealed class CandleRetention
{
    // Not known at a start: the first commit deletes once more what is gone already.
    private readonly Dictionary<CandleScale, ulong> dropped = [];

    /// <param name="batch">Gets the deletes, before any candle is put.</param>
    /// <param name="timestampMs">Of the newest block in the batch.</param>
    public void Drop(RowBatch batch, ulong timestampMs)
    {
        foreach (CandleScale scale in CandleScale.All)
        {
            ulong first = scale.FirstBucketAt(timestampMs);
            if (first <= dropped.GetValueOrDefault(scale)) continue;
            CandleTable.DropBefore(batch, scale, first);
            dropped[scale] = first;
        }
    }
}
