using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>What happens in one auction, written down as it is settled (M-431). Reused.</summary>
internal sealed class Transcript(LedgerTables tables)
{
    private readonly List<Fill> fills = [];
    private readonly List<LeaseTrade> leases = [];
    private readonly List<Exclusion> exclusions = [];
    private readonly List<Cancellation> cancellations = [];

    public int Fills => fills.Count;

    public int Leases => leases.Count;

    public void Clear()
    {
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
            Exclusions = [.. exclusions],
            Cancellations = [.. cancellations],
        };
    }

    private static int Compare((Side, AccountId, ulong) left, (Side, AccountId, ulong) right) =>
        left.CompareTo(right);
}
