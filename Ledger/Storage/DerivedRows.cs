using Chain.Ledger.Prices;

namespace Chain.Ledger.Storage;

/// <summary>
/// What a block adds to the derived data (M-901): it can be dropped and made again from the blocks.
/// </summary>
/// <param name="Trades">What its auctions traded, in order.</param>
/// <param name="Prints">What each series traded.</param>
public sealed record DerivedRows(IReadOnlyList<TradeRow> Trades, IReadOnlyList<SeriesPrint> Prints)
{
    /// <summary>What became of bundles, in the order of their trials.</summary>
    public IReadOnlyList<BundleResultRow> Bundles { get; init; } = [];

    /// <summary>Transcripts, in the order of clearing.</summary>
    public IReadOnlyList<AuctionRow> Auctions { get; init; } = [];

    /// <summary>Of leases and money.</summary>
    public LeaseHistoryRows Leases { get; init; } = LeaseHistoryRows.None;

    /// <summary>Of a block in which nothing traded.</summary>
    public static DerivedRows None { get; } = new([], []);
}

/// <summary>A trade as bytes, filed under its instrument's key (at most 65,535 bytes).</summary>
public readonly record struct TradeRow(ReadOnlyMemory<byte> Instrument, ReadOnlyMemory<byte> Trade);

/// <summary>A transcript as bytes, in two parts, filed under its instrument's key.</summary>
public readonly record struct AuctionRow(
    ReadOnlyMemory<byte> Instrument, ReadOnlyMemory<byte> Summary, ReadOnlyMemory<byte> Orders);

/// <summary>A bundle's result as bytes, filed under its owner.</summary>
public readonly record struct BundleResultRow(AccountId Owner, ReadOnlyMemory<byte> Result);

/// <summary>One candle and where it starts.</summary>
public readonly record struct StoredCandle(ulong StartMs, Candle Candle);
