using Chain.Ledger.Prices;

namespace Chain.Ledger.Storage;

/// <summary>
/// Candles by width, then by bucket of time, then by series: one range delete drops what is too old of all
/// series, and a series' candles lie together within a bucket.
/// </summary>
internal static class CandleTable
{
    private const int ValueSize = 4 * 8 + 2 * 16 + 2 * 8;

    public static byte[] Key(CandleScale scale, ReadOnlySpan<byte> series, ulong startMs)
    {
        byte[] key = new byte[1 + 8 + sizeof(ushort) + series.Length + 8];
        var writer = new FixedWriter(key);
        writer.U8(scale.Code);
        writer.U64(scale.BucketOf(startMs));
        writer.U16((ushort)series.Length);
        writer.Bytes(series);
        writer.U64(startMs);
        return key;
    }

    public static void Put(RowBatch batch, ReadOnlySpan<byte> key, in Candle candle)
    {
        var writer = new FixedWriter(batch.Payload(ValueSize));
        writer.U64(candle.Open);
        writer.U64(candle.High);
        writer.U64(candle.Low);
        writer.U64(candle.Close);
        writer.U128(candle.Volume);
        writer.U128(candle.Notional);
        writer.U64(candle.Trades);
        writer.U64(candle.LastHeight.Value);
        batch.Put(Family.Candles, key);
    }

    public static Candle? Get(ReadScope scope, ReadOnlySpan<byte> key) =>
        scope.Get(Family.Candles, key) is { } payload ? Decode(key, payload) : null;

    /// <summary>Deletes all buckets of a width before one.</summary>
    public static void DropBefore(RowBatch batch, CandleScale scale, ulong bucket)
    {
        byte[] end = new byte[1 + 8];
        var writer = new FixedWriter(end);
        writer.U8(scale.Code);
        writer.U64(bucket);
        batch.DeleteRange(Family.Candles, [scale.Code], end);
    }

    /// <summary>
    /// A series' candles that start in [from, to), oldest first or newest first, at most so many. Looks into
    /// each bucket between: the caller keeps the range within what is kept.
    /// </summary>
    public static List<StoredCandle> Read(
        ReadScope scope, CandleScale scale, ReadOnlySpan<byte> series, ulong fromMs, ulong toMs,
        bool newestFirst, int limit)
    {
        Require.That(limit > 0);
        var candles = new List<StoredCandle>();
        if (fromMs >= toMs) return candles;
        ulong first = scale.BucketOf(fromMs), last = scale.BucketOf(toMs - 1);
        for (ulong i = 0; i <= last - first && candles.Count < limit; i++)
        {
            ulong bucket = newestFirst ? last - i : first + i;
            ulong lower = Math.Max(fromMs, bucket * scale.BucketMs);
            ulong upper = bucket == last ? toMs : (bucket + 1) * scale.BucketMs;
            byte[] end = Key(scale, series, upper - 1);
            using RowCursor cursor = scope.Walk(
                Family.Candles, Key(scale, series, lower), [.. end, 0]);
            while (candles.Count < limit && (newestFirst ? cursor.Backward() : cursor.Forward()))
                candles.Add(new StoredCandle(StartIn(cursor.Key), Decode(cursor.Key, cursor.Payload)));
        }
        return candles;
    }

    private static ulong StartIn(ReadOnlySpan<byte> key) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(key[^8..]);

    private static Candle Decode(ReadOnlySpan<byte> key, ReadOnlySpan<byte> payload)
    {
        var reader = new FixedReader(payload);
        var candle = new Candle(
            reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U128(), reader.U128(),
            reader.U64(), new Height(reader.U64()));
        return reader.Complete ? candle : throw StoreErrors.BrokenRow(Family.Candles, key);
    }
}
