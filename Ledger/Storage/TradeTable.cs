using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>The history of trades in order of the chain, and the same by instrument.</summary>
internal static class TradeTable
{
    private const int PositionSize = 8 + 4;

    public static void Put(RowBatch batch, Height height, IReadOnlyList<TradeRow> trades)
    {
        for (int index = 0; index < trades.Count; index++)
        {
            TradeRow row = trades[index];
            byte[] instrument = Prefix(row.Instrument.Span);
            byte[] position = Key(new TradePosition(height, (uint)index));
            var writer = new FixedWriter(batch.Payload(instrument.Length + row.Trade.Length));
            writer.Bytes(instrument);
            writer.Bytes(row.Trade.Span);
            batch.Put(Family.Trades, position);
            batch.Put(Family.InstrumentTrades, [.. instrument, .. position], default);
        }
    }

    /// <summary>Trades before the position (null: from the newest on), newest first.</summary>
    public static List<StoredTrade> Before(ReadScope scope, TradePosition? before, int limit)
    {
        Require.That(limit > 0);
        using RowCursor cursor = scope.Walk(Family.Trades, default, before is { } end ? Key(end) : []);
        var trades = new List<StoredTrade>();
        while (trades.Count < limit && cursor.Backward())
            trades.Add(Decode(cursor.Key, cursor.Payload.ToArray()));
        return trades;
    }

    /// <summary>The same of one instrument.</summary>
    public static List<StoredTrade> Before(
        ReadScope scope, ReadOnlySpan<byte> instrument, TradePosition? before, int limit)
    {
        Require.That(limit > 0);
        byte[] prefix = Prefix(instrument);
        byte[] upper = before is { } end ? [.. prefix, .. Key(end)] : ReadOptions.AfterPrefix(prefix);
        using RowCursor cursor = scope.Walk(Family.InstrumentTrades, prefix, upper);
        var trades = new List<StoredTrade>();
        while (trades.Count < limit && cursor.Backward())
        {
            _ = cursor.Payload;
            byte[] position = cursor.Key[prefix.Length..].ToArray();
            byte[] value = scope.Get(Family.Trades, position) ?? throw StoreErrors.BrokenRow(Family.Trades, position);
            trades.Add(Decode(position, value));
        }
        return trades;
    }

    /// <summary>Trades from the position on, oldest first.</summary>
    public static List<StoredTrade> From(ReadScope scope, TradePosition from, int limit)
    {
        Require.That(limit > 0);
        using RowCursor cursor = scope.Walk(Family.Trades, Key(from));
        var trades = new List<StoredTrade>();
        while (trades.Count < limit && cursor.Forward())
            trades.Add(Decode(cursor.Key, cursor.Payload.ToArray()));
        return trades;
    }

    private static byte[] Key(TradePosition position)
    {
        byte[] key = new byte[PositionSize];
        var writer = new FixedWriter(key);
        writer.U64(position.Height.Value);
        writer.U32(position.Index);
        return key;
    }

    // The length stands first, so that no instrument's rows lie among those of another it is a prefix of.
    private static byte[] Prefix(ReadOnlySpan<byte> instrument)
    {
        byte[] prefix = new byte[sizeof(ushort) + instrument.Length];
        var writer = new FixedWriter(prefix);
        writer.U16((ushort)instrument.Length);
        writer.Bytes(instrument);
        return prefix;
    }

    private static StoredTrade Decode(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> payload)
    {
        var at = new FixedReader(key);
        var position = new TradePosition(new Height(at.U64()), at.U32());
        var reader = new FixedReader(payload.Span);
        int length = reader.U16();
        reader.Bytes(length);
        if (!at.Complete || reader.Failed) throw StoreErrors.BrokenRow(Family.Trades, key);
        return new StoredTrade(
            position, payload.Slice(sizeof(ushort), length), payload[(sizeof(ushort) + length)..]);
    }
}
