using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Placing, replacing and cancelling orders (M-301 to M-313). Nothing trades here.</summary>
internal sealed class OrderOperations(LedgerTables tables)
{
    private readonly OrderRelease release = new(tables);
    private readonly OrderLock locks = new(tables);
    private readonly BookRoom room = new(tables);
    private readonly List<int> matching = [];

    public ReceiptStatus Place(int account, PlaceOrder place, in BlockContext block)
    {
        int product = tables.Products.Find(place.Instrument?.Product ?? "");
        if (product < 0) return ReceiptStatus.UnknownProduct;
        ProductRow terms = tables.Products[product];
        ReceiptStatus status = OrderForm.Check(place, terms);
        if (status != ReceiptStatus.Ok) return status;

        var key = new OrderKey(account, place.ClientOrderId);
        var trades = new InstrumentKey(product, place.Instrument!.Delivery, place.Instrument.Slot);
        OrderConditions? conditions = OrderForm.Conditions(place);
        int resting = FindResting(key, block);
        if (resting >= 0)
            return IsSame(tables.Orders[resting], trades, place, conditions)
                ? ReceiptStatus.Ok : ReceiptStatus.OrderIdTaken;
        if (tables.OrderIds.IsUsed(account, place.ClientOrderId)) return ReceiptStatus.OrderIdUsed;

        status = OrderForm.CheckExpiry(place.ExpiresMs, block.TimestampMs);
        if (status == ReceiptStatus.Ok) status = SlotWindow.Check(terms, trades, block.TimestampMs);
        if (status != ReceiptStatus.Ok) return status;
        int instrument = Touch(trades, block);
        ulong reference = tables.Instruments[instrument].ReferenceAt(block.TimestampMs, terms);
        var row = new OrderRow(instrument, trades, place.Side, place.TimeInForce, place.Lots, place.Lots,
            place.Limit, OrderLock.CollateralPerLot(place.Side, trades.Delivery, terms, reference),
            block.TimestampMs, conditions);
        status = CheckCounts(account, row);
        if (status == ReceiptStatus.Ok) status = locks.Take(account, row, terms, block);
        if (status != ReceiptStatus.Ok) return status;
        if (!room.TryMake(row, reference)) return ReceiptStatus.BookFull;
        tables.Orders.Insert(key, row);
        tables.OrderIds.Use(account, place.ClientOrderId);
        return ReceiptStatus.Ok;
    }

    /// <summary>New terms under the same id; age and collateral stay where only lots go (M-313).</summary>
    public ReceiptStatus Replace(int account, ReplaceOrder replace, in BlockContext block)
    {
        var key = new OrderKey(account, replace.ClientOrderId);
        int order = FindResting(key, block);
        if (order < 0) return ReceiptStatus.UnknownOrder;
        if (replace.Lots == 0 && replace.Limit == 0 && replace.ExpiresMs == 0)
            return ReceiptStatus.InvalidParameter;
        OrderRow row = tables.Orders[order];
        ProductRow terms = tables.Products[row.Trades.Product];
        ReceiptStatus status = Renew(row, replace, terms, block, out OrderRow renewed);
        if (status != ReceiptStatus.Ok) return status;

        release.Cancel(order);
        Touch(row.Trades, block);
        status = locks.Take(account, renewed, terms, block);
        if (status != ReceiptStatus.Ok) return status;
        tables.Orders.Insert(key, renewed);
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Cancel(int account, CancelOrder cancel, in BlockContext block)
    {
        int order = FindResting(new OrderKey(account, cancel.ClientOrderId), block);
        if (order < 0) return ReceiptStatus.UnknownOrder;
        release.Cancel(order);
        return ReceiptStatus.Ok;
    }

    /// <summary>All of an account, a book or a side, as many as one operation may (M-312).</summary>
    public ReceiptStatus CancelAll(int account, CancelAllOrders cancel, in BlockContext block)
    {
        if (cancel.Side is not (Side.Unspecified or Side.Buy or Side.Sell))
            return ReceiptStatus.InvalidParameter;
        int instrument = -1;
        if (cancel.Instrument is { } named)
        {
            int product = tables.Products.Find(named.Product);
            if (product < 0) return ReceiptStatus.UnknownProduct;
            if (!OrderForm.IsInstrument(named)) return ReceiptStatus.InvalidParameter;
            instrument = tables.Instruments.Find(new InstrumentKey(product, named.Delivery, named.Slot));
            if (instrument < 0) return ReceiptStatus.Ok;
        }
        matching.Clear();
        foreach (int order in tables.Orders.ChainOf(account))
        {
            ref readonly OrderRow row = ref tables.Orders[order];
            bool meant = (instrument < 0 || row.Instrument == instrument)
                && (cancel.Side == Side.Unspecified || row.Side == cancel.Side);
            if (meant && row.EndsMs > block.TimestampMs) matching.Add(order);
        }
        int count = Math.Min(matching.Count, Limits.CancelsPerOperation);
        if (count < matching.Count) matching.Sort(tables.Orders.CompareIds);
        for (int i = 0; i < count; i += 1) release.Cancel(matching[i]);
        return ReceiptStatus.Ok;
    }

    /// <returns>-1 where there is none, or only one that has ended and waits to be removed (M-309).</returns>
    private int FindResting(OrderKey key, in BlockContext block)
    {
        int order = tables.Orders.Find(key);
        return order >= 0 && tables.Orders[order].EndsMs > block.TimestampMs ? order : -1;
    }

    /// <summary>While it rests, the same again changes nothing (M-301).</summary>
    private static bool IsSame(
        in OrderRow row, InstrumentKey trades, PlaceOrder place, OrderConditions? conditions)
    {
        OrderConditions? own = row.Conditions is { Exclusions: > 0 } some
            ? some with { Exclusions = 0 } : row.Conditions;
        return row.Trades == trades && row.Side == place.Side && row.Lots == place.Lots
            && row.Limit == place.Limit && row.TimeInForce == place.TimeInForce && own == conditions;
    }

    private ReceiptStatus CheckCounts(int account, in OrderRow row)
    {
        int party = tables.Accounts[account].Party;
        if (tables.Orders.CountOf(account) >= Limits.OrdersPerAccount
            || tables.Orders.CountOf(row.Instrument, party) >= Limits.OrdersPerPartyInBook)
            return ReceiptStatus.TooManyOrders;
        bool fits = row.Minimum == 0
            || tables.Orders.MinimumsOf(row.Instrument, party) < Limits.MinimumsPerPartyInBook;
        return fits ? ReceiptStatus.Ok : ReceiptStatus.TooManyMinimums;
    }

    private ReceiptStatus Renew(
        in OrderRow row, ReplaceOrder replace, in ProductRow terms, in BlockContext block,
        out OrderRow renewed)
    {
        ulong expired = row.Conditions?.ExpiresMs ?? 0;
        ulong lots = replace.Lots == 0 ? row.Lots : replace.Lots;
        ulong limit = replace.Limit == 0 ? row.Limit : replace.Limit;
        ulong expires = replace.ExpiresMs == 0 ? expired : replace.ExpiresMs;
        renewed = row;
        ReceiptStatus status = OrderForm.CheckSize(row.Trades.Delivery, lots, limit, terms);
        if (status != ReceiptStatus.Ok) return status;
        ulong traded = row.Lots - row.Remaining;
        if (lots < traded + Math.Max(terms.MinOrderLots, row.Conditions?.MinimumFill ?? 0))
            return ReceiptStatus.InvalidLots;
        if (replace.ExpiresMs > 0 && row.TimeInForce != TimeInForce.Gtt) return ReceiptStatus.InvalidExpiry;
        status = OrderForm.CheckExpiry(expires, block.TimestampMs);
        if (status == ReceiptStatus.Ok) status = SlotWindow.Check(terms, row.Trades, block.TimestampMs);
        if (status != ReceiptStatus.Ok) return status;

        renewed = row with { Lots = lots, Remaining = lots - traded, Limit = limit };
        if (lots <= row.Lots && limit == row.Limit && expires == expired) return ReceiptStatus.Ok;
        ulong reference = tables.Instruments[row.Instrument].ReferenceAt(block.TimestampMs, terms);
        renewed = renewed with
        {
            CollateralPerLot = OrderLock.CollateralPerLot(row.Side, row.Trades.Delivery, terms, reference),
            EnteredMs = block.TimestampMs,
            Conditions = row.Conditions is null
                ? null : row.Conditions with { ExpiresMs = expires, Exclusions = 0 },
        };
        return ReceiptStatus.Ok;
    }

    private int Touch(InstrumentKey key, in BlockContext block)
    {
        int instrument = tables.Instruments.Find(key);
        if (instrument < 0)
            return tables.Instruments.Insert(key, tables.Instruments.NewRow(key, block.TimestampMs) with
            {
                TouchedHeight = block.Height.Value,
            });
        InstrumentRow row = tables.Instruments[instrument];
        if (row.TouchedHeight == 0)
            tables.Instruments.Update(instrument, row with { TouchedHeight = block.Height.Value });
        return instrument;
    }
}
