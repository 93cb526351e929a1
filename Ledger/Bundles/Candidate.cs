using Chain.Ledger.Auctions;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Bundles;

/// <summary>A bundle that this block may try.</summary>
/// <param name="Bundle">Its slot.</param>
/// <param name="Group">What its leases will have in common (M-510).</param>
/// <param name="Cost">Σ lots · R, at least 1 (M-506).</param>
internal sealed record Candidate(
    int Bundle, OrderKey Key, BundleRow Row, int Party, Hash32 Group, ulong Cost)
{
    public BundleVerdict Verdict { get; set; }

    /// <summary>What it buys of a book.</summary>
    public Leg LegIn(InstrumentKey book) => Array.Find(Row.Legs, leg => leg.Instrument == book);

    /// <summary>The most it could pay for a lot: ⌊limit ÷ lots⌋ down to a tick (M-506).</summary>
    public ulong LimitOf(in Leg leg, ulong tick) =>
        Math.Min(Row.Limit / leg.Lots, Limits.Price) / tick * tick;

    /// <summary>The leg as an order of its book.</summary>
    /// <param name="place">Of this bundle among those with a leg there.</param>
    public Entry EntryOf(in Leg leg, ulong tick, int place) => new(
        Entry.OrderOfLeg(place), Key.Account, Party, PostOnly: false, AuctionReason.None, Key.ClientOrderId,
        LimitOf(leg, tick), Row.Age, leg.Lots, Minimum: leg.Lots, Fill: 0);
}
