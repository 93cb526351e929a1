using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Takes orders out of their books and frees what they lock (M-304).</summary>
internal sealed class OrderRelease(LedgerTables tables)
{
    public void Cancel(int order)
    {
        OrderRow row = tables.Orders[order];
        InstrumentKey instrument = row.Trades;
        ProductRow product = tables.Products[instrument.Product];
        int account = tables.Orders.KeyOf(order).Account;
        ulong perLot = row.Side == Side.Buy
            ? product.BuyerLockPerLot(instrument.Delivery, row.Limit, tables.Parameters.GraceMs)
            : row.CollateralPerLot;
        tables.Balances.Unlock(account, product.Asset, row.Remaining * perLot, spent: 0);
        if (row.Side == Side.Sell && row.Source == default)
            tables.Capacity.Move(new CapacityKey(account, instrument), -(long)row.Remaining, sold: 0);
        tables.Orders.Delete(order);
    }
}
