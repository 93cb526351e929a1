using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>What happens in one auction, written down as it is settled (M-431). Reused.</summary>
internal sealed class Transcript(LedgerTables tables)
{
    private readonly List<Entrant> entrants = [];
    private readonly List<Entry> unsorted = [];
    private readonly List<Fill> fills = [];
    private readonly List<LeaseTrade> leases = [];
    private readonly List<Exclusion> exclusions = [];
    private readonly List<Cancellation> cancellations = [];

    public int Fills => fills.Count;

    public int Leases => leases.Count;

    /// <summary>Of an auction that is about to be settled: its orders are still as it found them.</summary>
    public void Begin(BookAuction auction)
    {
        entrants.Clear();
        Enter(auction.Bids, BestOf(auction.Asks));
        Enter(auction.Asks, BestOf(auction.Bids));
        fills.Clear();
        leases.Clear();
        exclusions.Clear();
        cancellations.Clear();
    }

    public void Filled(in Entry entry, Side side) => fills.Add(new Fill(
        tables.Accounts.KeyOf(entry.Account), entry.ClientOrderId, side, entry.Limit, entry.Fill));

    public void Leased(LeaseTrade lease) => leases.Add(lease);

    public void Excluded(in Entry entry, Side side, int pass) => exclusions.Add(new Exclusion(
        tables.Accounts.KeyOf(entry.Account), entry.ClientOrderId, side, entry.Out, pass));

    /// <param name="order">Slot of an order that is about to go.</param>
    public void Cancelled(int order, AuctionReason reason)
    {
        OrderKey key = tables.Orders.KeyOf(order);
        ref readonly OrderRow row = ref tables.Orders[order];
        cancellations.Add(new Cancellation(
            tables.Accounts.KeyOf(key.Account), key.ClientOrderId, row.Side, reason, row.Remaining));
    }

    /// <returns>Null when nothing happened.</returns>
    public AuctionResult? ToResult(InstrumentKey instrument, in Cleared cleared, ulong reference)
    {
        if (fills.Count + exclusions.Count + cancellations.Count == 0) return null;
        exclusions.Sort(static (left, right) => Compare(
            (left.Side, left.Account, left.ClientOrderId), (right.Side, right.Account, right.ClientOrderId)));
        cancellations.Sort(static (left, right) => Compare(
            (left.Side, left.Account, left.ClientOrderId), (right.Side, right.Account, right.ClientOrderId)));
        Clearing at = cleared.At.GetValueOrDefault();
        return new AuctionResult(
            tables.Products.KeyOf(instrument.Product), instrument.Delivery, instrument.Slot,
            at.Price, at.Lots, [.. fills], [.. leases])
        {
            Reference = reference,
            Low = at.Low,
            High = at.High,
            Passes = cleared.Passes,
            Entrants = [.. entrants],
            Exclusions = [.. exclusions],
            Cancellations = [.. cancellations],
        };
    }

    /// <summary>The best limit of all that the side had at first.</summary>
    private static ulong? BestOf(AuctionSide side)
    {
        ulong? best = side.Entries.IsEmpty ? null : side.Entries[0].Limit;
        foreach (ref readonly Leaver leaver in side.Leavers) best = Better(side, leaver.Entry, best);
        foreach (ref readonly Entry entry in side.Trimmed) best = Better(side, entry, best);
        return best;
    }

    private static ulong Better(AuctionSide side, in Entry entry, ulong? best) =>
        best is { } other && !side.Meets(entry.Limit, other) ? other : entry.Limit;

    private void Enter(AuctionSide side, ulong? meets)
    {
        if (meets is not { } other) return;
        if (side.Leavers.IsEmpty && side.Trimmed.IsEmpty)
        {
            foreach (ref readonly Entry entry in side.Entries)
                if (side.Meets(entry.Limit, other)) Enter(entry, side.Side);
            return;
        }
        unsorted.Clear();
        unsorted.AddRange(side.Entries);
        unsorted.AddRange(side.Trimmed);
        foreach (ref readonly Leaver leaver in side.Leavers) unsorted.Add(leaver.Entry);
        unsorted.Sort(side);
        foreach (Entry entry in unsorted)
            if (side.Meets(entry.Limit, other)) Enter(entry, side.Side);
    }

    private void Enter(in Entry entry, Side side)
    {
        EntrantKind kind = entry.PostOnly ? EntrantKind.PostOnly : EntrantKind.Plain;
        byte exclusions = 0;
        Hash32 source = default;
        if (entry.IsLeg) kind |= EntrantKind.Leg;
        else
        {
            ref readonly OrderRow row = ref tables.Orders[entry.Order];
            if (row.IsImmediate) kind |= EntrantKind.Immediate;
            exclusions = row.Conditions?.Exclusions ?? 0;
            source = row.Source;
            if (source != default) kind |= EntrantKind.Resale;
        }
        entrants.Add(new Entrant(
            tables.Accounts.KeyOf(entry.Account), entry.ClientOrderId, side, entry.Limit, entry.Age,
            entry.Lots, entry.Minimum, kind, exclusions)
        {
            Source = source,
        });
    }

    private static int Compare((Side, AccountId, ulong) left, (Side, AccountId, ulong) right) =>
        left.CompareTo(right);
}
