namespace Chain.Ledger.Storage;

/// <summary>A stored auction without its orders; its index counts the block's.</summary>
public readonly record struct StoredAuction(TradePosition Position, ReadOnlyMemory<byte> Summary);

/// <summary>Transcripts of auctions (M-432): summaries in order of the chain and by instrument.</summary>
internal static class AuctionTable
{
    // First bytes of the keys of Family.Auctions.
    private const byte Summary = 0, ByInstrument = 1, Orders = 2;

    public static void Put(RowBatch batch, Height height, IReadOnlyList<AuctionRow> auctions)
    {
        for (int index = 0; index < auctions.Count; index += 1)
        {
            AuctionRow row = auctions[index];
            var position = new TradePosition(height, (uint)index);
            batch.Put(Family.Auctions, Key(Summary, position), row.Summary.Span);
            batch.Put(Family.Auctions, Key(Orders, position), row.Orders.Span);
            Span<byte> place = batch.Payload(sizeof(uint));
            new FixedWriter(place).U32((uint)index);
            batch.Put(Family.Auctions, [.. Prefix(row.Instrument.Span), .. RowKeys.Number(height.Value)]);
        }
    }

    /// <summary>In [from, before), newest first.</summary>
    public static List<StoredAuction> Before(ReadScope scope, Height from, TradePosition before, int limit)
    {
        using RowCursor cursor = scope.Walk(
            Family.Auctions, Key(Summary, new TradePosition(from, 0)), Key(Summary, before));
        var auctions = new List<StoredAuction>();
        while (auctions.Count < limit && cursor.Backward())
        {
            var at = new FixedReader(cursor.Key[1..]);
            auctions.Add(new StoredAuction(
                new TradePosition(new Height(at.U64()), at.U32()), cursor.Payload.ToArray()));
        }
        return auctions;
    }

    /// <summary>Of one instrument, in blocks in [from, before), newest first.</summary>
    public static List<StoredAuction> Before(
        ReadScope scope, ReadOnlySpan<byte> instrument, Height from, Height before, int limit)
    {
        byte[] prefix = Prefix(instrument);
        using RowCursor cursor = scope.Walk(
            Family.Auctions, [.. prefix, .. RowKeys.Number(from.Value)],
            [.. prefix, .. RowKeys.Number(before.Value)]);
        var auctions = new List<StoredAuction>();
        while (auctions.Count < limit && cursor.Backward())
        {
            var position = new TradePosition(
                new Height(new FixedReader(cursor.Key[prefix.Length..]).U64()),
                new FixedReader(cursor.Payload).U32());
            auctions.Add(new StoredAuction(position, Row(scope, Key(Summary, position))));
        }
        return auctions;
    }

    public static byte[] OrdersOf(ReadScope scope, TradePosition position) =>
        Row(scope, Key(Orders, position));

    private static byte[] Row(ReadScope scope, byte[] key) =>
        scope.Get(Family.Auctions, key) ?? throw StoreErrors.BrokenRow(Family.Auctions, key);

    private static byte[] Key(byte kind, TradePosition position)
    {
        byte[] key = new byte[1 + sizeof(ulong) + sizeof(uint)];
        var writer = new FixedWriter(key);
        writer.U8(kind);
        writer.U64(position.Height.Value);
        writer.U32(position.Index);
        return key;
    }

    // The length stands first, so that no instrument's rows lie among those of another it is a prefix of.
    private static byte[] Prefix(ReadOnlySpan<byte> instrument)
    {
        byte[] prefix = new byte[1 + sizeof(ushort) + instrument.Length];
        var writer = new FixedWriter(prefix);
        writer.U8(ByInstrument);
        writer.U16((ushort)instrument.Length);
        writer.Bytes(instrument);
        return prefix;
    }
}
