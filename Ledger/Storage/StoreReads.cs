using Chain.Ledger.Prices;

namespace Chain.Ledger.Storage;

/// <summary>
/// What peers, the API and start-up read, of the newest state or of a snapshot. Safe for all threads, while
/// others write. Every value is checked on its way: StoreException Damaged is thrown instead of wrong data.
/// </summary>
public sealed class StoreReads
{
    private readonly ReadScope scope;
    private readonly PendingBodies pending;

    internal StoreReads(ReadScope scope, PendingBodies pending)
    {
        this.scope = scope;
        this.pending = pending;
    }

    /// <summary>The committed header and certificate of a height; null above the head.</summary>
    public StoredHeader? Header(Height height) => BlockTable.Header(scope, height);

    /// <summary>Height of a committed block; null for others, journaled ones too.</summary>
    public Height? HeightOf(Hash32 block) => BlockTable.HeightOf(scope, block);

    /// <summary>
    /// Serialised transactions of the committed block of a height, in order; null above the head.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Body(Height height) =>
        Header(height) is { } stored ? BlockTable.Body(scope, height, stored.Header.Digest) : null;

    /// <summary>The same by digest, of blocks journaled but not committed too.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Body(Hash32 block) =>
        // A commit makes the index visible before it forgets the pending body, so one of the two knows it.
        (pending.HeightOf(block) ?? HeightOf(block)) is { } height ? BlockTable.Body(scope, height, block) : null;

    /// <summary>Where a transaction was committed; null when it was not.</summary>
    public TransactionLocation? Location(Hash32 transaction) => ReceiptTable.Location(scope, transaction);

    /// <summary>Serialised receipts of a block, in order; null above the head and for genesis.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Receipts(Height height) =>
        ReceiptTable.Receipts(scope, height);

    /// <summary>Serialised receipt of a committed transaction; null when it was not committed.</summary>
    public ReadOnlyMemory<byte>? Receipt(Hash32 transaction)
    {
        if (Location(transaction) is not { } at) return null;
        IReadOnlyList<ReadOnlyMemory<byte>>? receipts = Receipts(at.Height);
        return receipts is not null && at.Index < receipts.Count
            ? receipts[(int)at.Index]
            : throw new StoreException(StoreErrorKind.Damaged, $"the receipt of {transaction} is not in its block");
    }

    /// <summary>Value of one state row; null when there is none.</summary>
    public byte[]? State(ReadOnlySpan<byte> key) => StateTable.Row(scope, key);

    /// <summary>
    /// State rows whose key has the prefix, from <paramref name="from"/> on, at most so many.
    /// </summary>
    public StatePage ScanState(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> from, int limit) =>
        StateTable.Page(scope, prefix, from, limit);

    /// <summary>All state rows in key order, of one moment; read on while enumerating.</summary>
    public IEnumerable<StoredRow> AllState() => StateTable.All(scope);

    /// <summary>Trades before a position (null: the newest), newest first, at most so many.</summary>
    public IReadOnlyList<StoredTrade> TradesBefore(TradePosition? before, int limit) =>
        TradeTable.Before(scope, before, limit);

    /// <summary>The same of one instrument.</summary>
    public IReadOnlyList<StoredTrade> TradesBefore(
        ReadOnlySpan<byte> instrument, TradePosition? before, int limit) =>
        TradeTable.Before(scope, instrument, before, limit);

    /// <summary>Trades from a position on, oldest first, at most so many: how a stream resumes.</summary>
    public IReadOnlyList<StoredTrade> TradesFrom(TradePosition from, int limit) =>
        TradeTable.From(scope, from, limit);

    /// <summary>Summaries of auctions in [from, before), newest first, at most so many.</summary>
    public IReadOnlyList<StoredAuction> Auctions(Height from, TradePosition before, int limit) =>
        AuctionTable.Before(scope, from, before, limit);

    /// <summary>The same of one instrument, in blocks in [from, before).</summary>
    public IReadOnlyList<StoredAuction> Auctions(
        ReadOnlySpan<byte> instrument, Height from, Height before, int limit) =>
        AuctionTable.Before(scope, instrument, from, before, limit);

    /// <summary>The packed orders of a stored auction.</summary>
    public byte[] AuctionOrders(TradePosition auction) => AuctionTable.OrdersOf(scope, auction);

    /// <summary>
    /// What became of an account's bundles before a position (null: up to the newest), newest first.
    /// </summary>
    public IReadOnlyList<StoredBundleResult> BundleResultsBefore(
        AccountId owner, TradePosition? before, int limit) =>
        BundleResultTable.Before(scope, owner, before, limit);

    /// <summary>
    /// Candles of a series that start in [from, to), at most so many; what is past M-905 is not looked for.
    /// </summary>
    /// <param name="nowMs">The newest block's timestamp.</param>
    public IReadOnlyList<StoredCandle> Candles(
        CandleScale scale, ReadOnlySpan<byte> series, ulong fromMs, ulong toMs, ulong nowMs,
        bool newestFirst, int limit) => CandleTable.Read(
            scope, scale, series, Math.Max(fromMs, scale.KeptFromMs(nowMs)), Math.Min(toMs, nowMs + 1),
            newestFirst, limit);

    /// <summary>What a series traded over a window (M-906) at the newest block's timestamp.</summary>
    public PriceWindow Window(WindowSpan span, ReadOnlySpan<byte> series, ulong nowMs)
    {
        var window = new PriceWindow();
        int most = (int)(span.Ms / span.Scale.Ms);
        foreach (StoredCandle candle in CandleTable.Read(
            scope, span.Scale, series, span.FromMs(nowMs), nowMs + 1, newestFirst: false, most))
            window = window.With(candle.Candle);
        return window;
    }

    /// <summary>Message of a lease that has left the state; null for others.</summary>
    public byte[]? ClosedLease(Hash32 lease) => LeaseHistoryTable.ClosedLease(scope, lease);

    /// <summary>Ids of an account's open or closed leases, ascending, behind one, at most so many.</summary>
    public IReadOnlyList<Hash32> LeasesOf(AccountId account, bool closed, Hash32 after, int limit) =>
        LeaseHistoryTable.Of(scope, account, closed, after, limit);

    /// <summary>Events of leases and streams from a position on, oldest first, at most so many.</summary>
    public IReadOnlyList<StoredMessage> EventsFrom(TradePosition from, int limit) =>
        LeaseHistoryTable.Events(scope, from, limit);

    /// <summary>Movements of an account's money from a position on, oldest first, at most so many.</summary>
    public IReadOnlyList<StoredMessage> MovementsFrom(AccountId account, TradePosition from, int limit) =>
        LeaseHistoryTable.Movements(scope, account, from, limit);

    internal HeadMarker Head() => MetaTable.Head(scope);

    internal IEnumerable<StoredRecord> Journal(ulong start) => JournalTable.Read(scope, start);
}
