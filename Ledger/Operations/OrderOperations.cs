using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Placing and replacing orders (M-301 to M-313). Nothing trades here.</summary>
internal sealed class OrderOperations(LedgerTables tables)
{
    private readonly OrderRelease release = new(tables);
    private readonly OrderLock locks = new(tables);
    private readonly BookRoom room = new(tables);

    public ReceiptStatus Place(int account, PlaceOrder place, in BlockContext block)
    {
        ReceiptStatus status = InstrumentForm.Read(tables, place.Instrument, out InstrumentKey trades);
        if (status != ReceiptStatus.Ok) return status;
        ProductRow terms = tables.Products[trades.Product];
        status = OrderForm.Check(place, terms);
        if (status != ReceiptStatus.Ok) return status;

        var key = new OrderKey(account, place.ClientOrderId);
        OrderConditions? conditions = OrderForm.Conditions(place);
        int resting = tables.Orders.FindResting(key, block.TimestampMs);
        if (resting >= 0)
            return IsSame(tables.Orders[resting], trades, place, conditions)
                ? ReceiptStatus.Ok : ReceiptStatus.OrderIdTaken;
        if (tables.OrderIds.IsUsed(account, place.ClientOrderId)) return ReceiptStatus.OrderIdUsed;

        status = OrderForm.CheckExpiry(place.ExpiresMs, block.TimestampMs);
        if (status == ReceiptStatus.Ok) status = SlotWindow.Check(terms, trades, block.TimestampMs);
        if (status != ReceiptStatus.Ok) return status;
        int instrument = tables.Instruments.Touch(trades, block);
        ulong reference = tables.Instruments[instrument].ReferenceAt(block.TimestampMs, terms);
        var row = new OrderRow(instrument, trades, place.Side, place.TimeInForce, place.Lots, place.Lots,
            place.Limit,
            OrderLock.CollateralPerLot(place.Side, conditions, trades.Delivery, terms, reference),
            block.TimestampMs, conditions);
        status = CheckCounts(account, row);
        if (status == ReceiptStatus.Ok) status = locks.Take(account, row, terms, block);
        if (status != ReceiptStatus.Ok) return status;
        if (!room.TryMake(key, row, reference)) return ReceiptStatus.BookFull;
        tables.Orders.Insert(key, row);
        tables.OrderIds.Use(account, place.ClientOrderId);
        return ReceiptStatus.Ok;
    }

    /// <summary>New terms under the same id; age and collateral stay where only lots go (M-313).</summary>
    public ReceiptStatus Replace(int account, ReplaceOrder replace, in BlockContext block)
    {
        var key = new OrderKey(account, replace.ClientOrderId);
        int order = tables.Orders.FindResting(key, block.TimestampMs);
        if (order < 0) return ReceiptStatus.UnknownOrder;
        if (replace.Lots == 0 && replace.Limit == 0 && replace.ExpiresMs == 0)
            return ReceiptStatus.InvalidParameter;
        OrderRow row = tables.Orders[order];
        ProductRow terms = tables.Products[row.Trades.Product];
        ReceiptStatus status = Renew(row, replace, terms, block, out OrderRow renewed);
        if (status != ReceiptStatus.Ok) return status;

        release.Cancel(order);
        tables.Instruments.Touch(row.Trades, block);
        status = locks.Take(account, renewed, terms, block);
        if (status != ReceiptStatus.Ok) return status;
        tables.Orders.Insert(key, renewed);
        return ReceiptStatus.Ok;
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
        ReceiptStatus status = OrderForm.CheckSize(lots, limit, terms);
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
            CollateralPerLot = OrderLock.CollateralPerLot(
                row.Side, row.Conditions, row.Trades.Delivery, terms, reference),
            EnteredMs = block.TimestampMs,
            Conditions = row.Conditions is null
                ? null : row.Conditions with { ExpiresMs = expires, Exclusions = 0 },
        };
        return ReceiptStatus.Ok;
    }
}
