using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>An instrument as a client names it.</summary>
internal static class InstrumentForm
{
    public static ReceiptStatus Read(LedgerTables tables, Instrument? named, out InstrumentKey key)
    {
        key = default;
        int product = tables.Products.Find(named?.Product ?? "");
        if (product < 0) return ReceiptStatus.UnknownProduct;
        if (named is not ({ Delivery: Delivery.Slot } or { Delivery: Delivery.Spot, Slot: 0 }))
            return ReceiptStatus.InvalidParameter;
        key = new InstrumentKey(product, named.Delivery, named.Slot);
        return ReceiptStatus.Ok;
    }
}
