using Chain.Ledger.Prices;

namespace Chain.Ledger.Storage;

/// <summary>
/// Derived rows of consecutive blocks in one batch: trades as they come, each candle once at the end. What is
/// stored is read before it is added to; so the batch before must be written when this one begins.
/// </summary>
internal sealed class DerivedWriter(RowBatch batch, ReadScope stored)
{
    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create(
        static (left, right) => left.AsSpan().SequenceCompareTo(right));

    // In key order, which is cheaper for the memtable. As many as books that traded, times few.
    private readonly SortedDictionary<byte[], Changed> candles = new(ByBytes);

    public void Add(Height height, ulong timestampMs, DerivedRows rows)
    {
        TradeTable.Put(batch, height, rows.Trades);
        AuctionTable.Put(batch, height, rows.Auctions);
        BundleResultTable.Put(batch, height, rows.Bundles);
        LeaseHistoryTable.Put(batch, height, rows.Leases);
        foreach (SeriesPrint print in rows.Prints)
            foreach (CandleScale scale in CandleScale.All)
                Add(scale, scale.StartOf(timestampMs), print, height);
    }

    /// <summary>Writes the candles.</summary>
    /// <param name="timestampMs">Of the newest block: candles too old by then are left out (M-905).</param>
    public void Finish(ulong timestampMs)
    {
        foreach ((byte[] key, Changed changed) in candles)
            if (changed.Scale.BucketOf(changed.StartMs) >= changed.Scale.FirstBucketAt(timestampMs))
                CandleTable.Put(batch, key, changed.Candle);
    }

    private void Add(CandleScale scale, ulong startMs, SeriesPrint print, Height height)
    {
        byte[] key = CandleTable.Key(scale, print.Series.Span, startMs);
        Candle? before = candles.TryGetValue(key, out Changed known)
            ? known.Candle : CandleTable.Get(stored, key);
        Candle after = before?.With(print, height) ?? Candle.Of(print, height);
        candles[key] = new Changed(scale, startMs, after);
    }

    private readonly record struct Changed(CandleScale Scale, ulong StartMs, Candle Candle);
}
