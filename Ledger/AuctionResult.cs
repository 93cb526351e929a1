using Chain.Wire;

namespace Chain.Ledger;

/// <summary>
/// One clearing of one book at one price, and why who did not trade (M-431). With the rows of the parent and
/// the block it can be run again.
/// </summary>
/// <param name="Slot">With the delivery and <paramref name="Product"/> the instrument; 0 for SPOT.</param>
/// <param name="Price">
/// Minor units per lot, for SPOT per lot and hour; every fill and lease has it. 0 where nothing traded.
/// </param>
/// <param name="Lots">Bought, and sold.</param>
/// <param name="Fills">In the order of <see cref="Entrants"/>.</param>
public sealed record AuctionResult(
    string Product, Delivery Delivery, ulong Slot, ulong Price, ulong Lots,
    IReadOnlyList<Fill> Fills, IReadOnlyList<LeaseTrade> Leases)
{
    /// <summary>R.</summary>
    public required ulong Reference { get; init; }

    /// <summary>The lowest price of the largest volume; 0 where nothing traded.</summary>
    public required ulong Low { get; init; }

    /// <summary>The highest.</summary>
    public required ulong High { get; init; }

    /// <summary>1 where no order had a minimum; 0 where no order could trade.</summary>
    public required int Passes { get; init; }

    /// <summary>
    /// Who met somebody of the other side, as they came in: buy side first, each side by better limit, lower
    /// age, order id.
    /// </summary>
    public required IReadOnlyList<Entrant> Entrants { get; init; }

    /// <summary>Orders that sat out, by (side, order id).</summary>
    public required IReadOnlyList<Exclusion> Exclusions { get; init; }

    /// <summary>Orders that it took from the book unfilled or in part, by (side, order id).</summary>
    public required IReadOnlyList<Cancellation> Cancellations { get; init; }

    /// <summary>Key of the instrument's row in the state tree.</summary>
    public byte[] InstrumentKey => StateKey.Instrument(Product, Delivery, Slot);
}

/// <summary>An order, or a leg of a bundle that was accepted, as an auction found it.</summary>
/// <param name="Age">Unix minute of its entry.</param>
/// <param name="Lots">That were left of it.</param>
/// <param name="Minimum">Lots to fill at least, or nothing; 0: no such condition.</param>
/// <param name="Exclusions">Before this auction.</param>
public readonly record struct Entrant(
    AccountId Account, ulong ClientOrderId, Side Side, ulong Limit, ulong Age, ulong Lots, ulong Minimum,
    EntrantKind Kind, byte Exclusions)
{
    /// <summary>The lease lots of which it sells (M-801); default: it sells capacity, or buys.</summary>
    public Hash32 Source { get; init; }
}

/// <summary>What the rules ask of an entrant beside its numbers; stored.</summary>
[Flags]
public enum EntrantKind : byte
{
    Plain = 0,
    PostOnly = 1,
    /// <summary>IOC or FOK.</summary>
    Immediate = 2,
    /// <summary>Of a bundle.</summary>
    Leg = 4,
    /// <summary>It has a source.</summary>
    Resale = 8,
}

/// <summary>What one order traded in one auction.</summary>
public readonly record struct Fill(AccountId Account, ulong ClientOrderId, Side Side, ulong Limit,
    ulong Lots);

/// <summary>One lease made by an auction.</summary>
public readonly record struct LeaseTrade(Hash32 Lease, AccountId Provider, AccountId Tenant, ulong Lots)
{
    /// <summary>The lease whose tenant sold it (M-802); default: its provider did.</summary>
    public Hash32 Source { get; init; }
}

/// <param name="Pass">That led to it; 0: before the first.</param>
public readonly record struct Exclusion(
    AccountId Account, ulong ClientOrderId, Side Side, AuctionReason Reason, int Pass);

/// <param name="Lots">That were left of it.</param>
public readonly record struct Cancellation(
    AccountId Account, ulong ClientOrderId, Side Side, AuctionReason Reason, ulong Lots);

/// <summary>Why an auction excluded or cancelled an order; numbers as in M-431.</summary>
public enum AuctionReason : byte
{
    None = 0,
    /// <summary>It crossed an older order of its party.</summary>
    SelfCrossing = 1,
    PostOnly = 2,
    /// <summary>Its minimum is more than all that the other side has for it.</summary>
    UnreachableMinimum = 3,
    /// <summary>Its minimum is more than was left for its cohort.</summary>
    MarginalMinimum = 4,
    /// <summary>The largest minimum of those filled below theirs.</summary>
    LargestMinimum = 5,
    BelowMinimum = 6,
    LastPass = 7,
    /// <summary>IOC or FOK: its one auction is over.</summary>
    Immediate = 8,
    SmallRemainder = 9,
    ExcludedTooOften = 10,
}
