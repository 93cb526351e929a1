using Chain.Ledger.Books;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Placing and cancelling orders (M-301 to M-307). Nothing trades here.</summary>
internal sealed class OrderOperations(LedgerTables tables)
{
    private readonly OrderRelease release = new(tables);

    public ReceiptStatus Place(int account, PlaceOrder place, in BlockContext block)
    {
        int product = tables.Products.Find(place.Instrument?.Product ?? "");
        if (product < 0) return ReceiptStatus.UnknownProduct;
        ProductRow terms = tables.Products[product];
        ReceiptStatus status = CheckForm(place, terms);
        if (status != ReceiptStatus.Ok) return status;

        var key = new OrderKey(account, place.ClientOrderId);
        var instrumentKey = new InstrumentKey(product, place.Instrument!.Delivery, place.Instrument.Slot);
        int resting = tables.Orders.Find(key);
        if (resting >= 0)
            return IsSame(resting, instrumentKey, place) ? ReceiptStatus.Ok : ReceiptStatus.OrderIdTaken;

        status = SlotWindow.Check(terms, instrumentKey, block.TimestampMs);
        if (status != ReceiptStatus.Ok) return status;
        int instrument = Touch(instrumentKey, block);
        int party = tables.Accounts[account].Party;
        if (tables.Orders.CountOf(account) >= Limits.OrdersPerAccount
            || tables.Orders.CountOf(instrument, party) >= Limits.OrdersPerPartyInBook)
            return ReceiptStatus.TooManyOrders;

        ulong reference = tables.Instruments[instrument].ReferenceAt(block.TimestampMs, terms);
        ulong collateral = place.Side == Side.Sell
            ? terms.CollateralAt(instrumentKey.Delivery, reference) : 0;
        status = Lock(account, place, instrumentKey, terms, collateral, block.TimestampMs);
        if (status != ReceiptStatus.Ok) return status;
        var row = new OrderRow(instrument, instrumentKey, place.Side, place.TimeInForce, place.Lots, place.Lots, place.Limit,
            collateral, block.TimestampMs);
        if (!MakeRoom(row, reference)) return ReceiptStatus.BookFull;
        tables.Orders.Insert(key, row);
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Cancel(int account, CancelOrder cancel)
    {
        int order = tables.Orders.Find(new OrderKey(account, cancel.ClientOrderId));
        if (order < 0) return ReceiptStatus.UnknownOrder;
        release.Cancel(order);
        return ReceiptStatus.Ok;
    }

    private static ReceiptStatus CheckForm(PlaceOrder place, in ProductRow terms)
    {
        bool parameters =
            place.Instrument is { Delivery: Delivery.Slot } or { Delivery: Delivery.Spot, Slot: 0 }
            && place.Side is Side.Buy or Side.Sell
            && place.TimeInForce is TimeInForce.Gtc or TimeInForce.Ioc;
        if (!parameters) return ReceiptStatus.InvalidParameter;
        if (place.Lots < terms.MinOrderLots || place.Lots > Limits.Lots) return ReceiptStatus.InvalidLots;
        if (place.Limit is 0 or > Limits.Price || place.Limit % terms.Tick != 0)
            return ReceiptStatus.InvalidPrice;
        ulong perLot = terms.BuyerLockPerLot(place.Instrument.Delivery, place.Limit);
        bool fits = (UInt128)place.Lots * Math.Max(perLot, place.Limit) <= Limits.Notional;
        return fits ? ReceiptStatus.Ok : ReceiptStatus.Overflow;
    }

    /// <summary>Only a resting order is remembered: the same again changes nothing (M-301).</summary>
    private bool IsSame(int order, InstrumentKey instrument, PlaceOrder place)
    {
        OrderRow row = tables.Orders[order];
        return row.Trades == instrument && row.Side == place.Side
            && row.Lots == place.Lots && row.Limit == place.Limit && row.TimeInForce == place.TimeInForce;
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

    private ReceiptStatus Lock(
        int account, PlaceOrder place, InstrumentKey instrument, in ProductRow terms, ulong collateral,
        ulong timestampMs)
    {
        if (place.Side == Side.Buy)
            return tables.Balances.TryLock(account, terms.Asset,
                place.Lots * terms.BuyerLockPerLot(instrument.Delivery, place.Limit))
                ? ReceiptStatus.Ok : ReceiptStatus.InsufficientBalance;

        var key = new CapacityKey(account, instrument);
        int slot = tables.Capacity.Find(key);
        if (slot < 0) return ReceiptStatus.InsufficientCapacity;
        CapacityRow row = tables.Capacity[slot];
        // An expired one whose due work waits has nothing left to offer.
        if (place.Lots > row.Free || tables.Capacity.ExpiryOf(key, row) <= timestampMs)
            return ReceiptStatus.InsufficientCapacity;
        UInt128 locked = (UInt128)place.Lots * collateral;
        if (locked > Limits.Notional) return ReceiptStatus.Overflow;
        if (!tables.Balances.TryLock(account, terms.Asset, (ulong)locked))
            return ReceiptStatus.InsufficientBalance;
        tables.Capacity.Move(key, offered: (long)place.Lots, sold: 0);
        return ReceiptStatus.Ok;
    }

    /// <summary>
    /// A full side gives up its order farthest from R, then the newest (M-307); only where the new order is
    /// that one is it refused.
    /// </summary>
    private bool MakeRoom(in OrderRow entering, ulong reference)
    {
        BookSide? side = tables.Orders.BookOf(entering.Instrument)?.On(entering.Side);
        if (side is null || side.Orders < Limits.OrdersPerBookSide) return true;
        // Levels are sorted by price, so the farthest is at one of the ends.
        int victim = Farther(Newest(side.Levels[0]), Newest(side.Levels[^1]), reference);
        ulong distance = Distance(tables.Orders[victim].Limit, reference);
        if (Distance(entering.Limit, reference) >= distance) return false;
        release.Cancel(victim);
        return true;
    }

    private int Newest(in BookLevel level)
    {
        int newest = level.Head;
        foreach (int order in tables.Orders.Chain(level.Head))
            if (IsNewer(order, newest)) newest = order;
        return newest;
    }

    private int Farther(int left, int right, ulong reference)
    {
        ulong a = Distance(tables.Orders[left].Limit, reference);
        ulong b = Distance(tables.Orders[right].Limit, reference);
        if (a != b) return a > b ? left : right;
        return IsNewer(left, right) ? left : right;
    }

    private bool IsNewer(int left, int right)
    {
        ulong a = tables.Orders[left].EnteredMs, b = tables.Orders[right].EnteredMs;
        return a != b ? a > b : tables.Orders.CompareIds(left, right) > 0;
    }

    private static ulong Distance(ulong price, ulong reference) =>
        price > reference ? price - reference : reference - price;
}
