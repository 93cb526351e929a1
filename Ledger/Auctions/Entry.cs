namespace Chain.Ledger.Auctions;

/// <summary>An order in an auction.</summary>
/// <param name="Order">Its slot; of a leg <see cref="OrderOfLeg"/>.</param>
/// <param name="Account">Slot of its account.</param>
/// <param name="Party">Slot of its party.</param>
/// <param name="Out">Why it leaves the auction; none while it stays.</param>
/// <param name="Minimum">Lots to fill at least, or nothing; 0: no such condition.</param>
/// <param name="Fill">Lots it trades; set by <see cref="Rationing"/>.</param>
internal record struct Entry(
    int Order, int Account, int Party, bool PostOnly, AuctionReason Out, ulong ClientOrderId, ulong Limit,
    ulong Age, ulong Lots, ulong Minimum, ulong Fill)
{
    /// <param name="place">Among the legs of the auction.</param>
    public static int OrderOfLeg(int place) => ~place;

    public static int PlaceOfLeg(int order) => ~order;

    /// <summary>A bundle's leg, no order of its own; see <see cref="PlaceOfLeg"/>.</summary>
    public readonly bool IsLeg => Order < 0;

    public readonly bool IsBelowMinimum => Fill > 0 && Fill < Minimum;
}

/// <summary>An order that left an auction, and in which pass; 0: before the first.</summary>
internal readonly record struct Leaver(Entry Entry, int Pass);

/// <summary>Lots wanted or offered at one limit.</summary>
internal readonly record struct PriceLevel(ulong Price, ulong Lots);
