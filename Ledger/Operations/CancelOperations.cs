using Chain.Ledger.Bundles;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Cancelling what rests under client order ids: orders and bundles (M-312, M-504).</summary>
internal sealed class CancelOperations(LedgerTables tables)
{
    private readonly OrderRelease orders = new(tables);
    private readonly BundleRelease bundles = new(tables);
    private readonly List<(ulong Id, bool IsBundle, int Slot)> matching = [];

    public ReceiptStatus Cancel(int account, CancelOrder cancel, in BlockContext block)
    {
        var key = new OrderKey(account, cancel.ClientOrderId);
        int order = tables.Orders.FindResting(key, block.TimestampMs);
        if (order >= 0)
        {
            orders.Cancel(order);
            return ReceiptStatus.Ok;
        }
        int bundle = tables.Bundles.FindResting(key, block.TimestampMs);
        if (bundle < 0) return ReceiptStatus.UnknownOrder;
        bundles.End(bundle);
        return ReceiptStatus.Ok;
    }

    /// <summary>All of an account, a book or a side, as many as one operation may.</summary>
    public ReceiptStatus CancelAll(int account, CancelAllOrders cancel, in BlockContext block)
    {
        if (cancel.Side is not (Side.Unspecified or Side.Buy or Side.Sell))
            return ReceiptStatus.InvalidParameter;
        InstrumentKey? book = null;
        if (cancel.Instrument is { } named)
        {
            ReceiptStatus status = InstrumentForm.Read(tables, named, out InstrumentKey key);
            if (status != ReceiptStatus.Ok) return status;
            book = key;
        }
        matching.Clear();
        MatchOrders(account, book, cancel.Side, block.TimestampMs);
        if (cancel.Side != Side.Sell) MatchBundles(account, book, block.TimestampMs);
        int count = Math.Min(matching.Count, Limits.CancelsPerOperation);
        if (count < matching.Count) matching.Sort();
        for (int i = 0; i < count; i += 1)
        {
            if (matching[i].IsBundle) bundles.End(matching[i].Slot);
            else orders.Cancel(matching[i].Slot);
        }
        return ReceiptStatus.Ok;
    }

    private void MatchOrders(int account, InstrumentKey? book, Side side, ulong timestampMs)
    {
        foreach (int order in tables.Orders.ChainOf(account))
        {
            ref readonly OrderRow row = ref tables.Orders[order];
            bool meant = (book is null || row.Trades == book)
                && (side == Side.Unspecified || row.Side == side);
            if (meant && row.EndsMs > timestampMs)
                matching.Add((tables.Orders.KeyOf(order).ClientOrderId, false, order));
        }
    }

    private void MatchBundles(int account, InstrumentKey? book, ulong timestampMs)
    {
        foreach (int bundle in tables.Bundles.OfAccount(account))
        {
            BundleRow row = tables.Bundles[bundle];
            bool meant = book is null || Array.Exists(row.Legs, leg => leg.Instrument == book);
            if (meant && tables.Bundles.EndsMs(row) > timestampMs)
                matching.Add((tables.Bundles.KeyOf(bundle).ClientOrderId, true, bundle));
        }
    }
}
