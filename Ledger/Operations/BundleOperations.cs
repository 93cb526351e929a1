using Chain.Ledger.Bundles;
using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Placing bundles and block orders (M-501 to M-504). Nothing trades here.</summary>
internal sealed class BundleOperations(LedgerTables tables)
{
    private readonly BundleForm form = new(tables);
    private readonly BundleRoom room = new(tables);
    private readonly LeaseRoom leases = new(tables);

    public ReceiptStatus Place(int account, PlaceBundle place, in BlockContext block) =>
        Place(new OrderKey(account, place.ClientOrderId), BundleTerms.Of(place), block);

    public ReceiptStatus Place(int account, PlaceBlockOrder place, in BlockContext block) =>
        Place(new OrderKey(account, place.ClientOrderId), BundleTerms.Of(place), block);

    private ReceiptStatus Place(OrderKey key, in BundleTerms terms, in BlockContext block)
    {
        ReceiptStatus status = form.Read(terms, block.TimestampMs, out BundleRow row);
        if (status != ReceiptStatus.Ok) return status;
        int resting = tables.Bundles.FindResting(key, block.TimestampMs);
        if (resting >= 0)
            return tables.Bundles[resting].IsSameAs(row) ? ReceiptStatus.Ok : ReceiptStatus.OrderIdTaken;
        if (tables.OrderIds.IsUsed(key.Account, key.ClientOrderId)) return ReceiptStatus.OrderIdUsed;
        status = OrderForm.CheckExpiry(row.ExpiresMs, block.TimestampMs);
        if (status == ReceiptStatus.Ok)
            status = SlotWindow.Check(tables, row.Legs.Select(leg => leg.Instrument), block.TimestampMs);
        if (status == ReceiptStatus.Ok) status = room.TryMake(key.Account, block);
        if (status == ReceiptStatus.Ok) status = Lock(key.Account, ref row);
        if (status != ReceiptStatus.Ok) return status;
        foreach (Leg leg in row.Legs) tables.Instruments.Touch(leg.Instrument, block);
        tables.Bundles.Insert(key, row);
        tables.OrderIds.Use(key.Account, key.ClientOrderId);
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus Lock(int account, ref BundleRow row)
    {
        int asset = tables.Products[row.Legs[0].Instrument.Product].Asset;
        UInt128 lots = 0;
        foreach (Leg leg in row.Legs) lots += leg.Lots;
        if (row.IsSpot && !leases.Fits(new StreamKey(account, asset), lots))
            return ReceiptStatus.TooManyLeases;
        UInt128 locked = BundleLock.Of(tables, row);
        if (locked > Limits.Notional) return ReceiptStatus.Overflow;
        row = row with { Locked = (ulong)locked };
        return tables.Balances.TryLock(account, asset, row.Locked)
            ? ReceiptStatus.Ok : ReceiptStatus.InsufficientBalance;
    }
}
