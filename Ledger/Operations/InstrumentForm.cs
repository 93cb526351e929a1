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

    /// <summary>At least one, none twice, all SPOT or all of slots, and settled in one asset.</summary>
    /// <param name="tables">Of the state.</param>
    /// <param name="named">By the client.</param>
    /// <param name="most">That the operation may name.</param>
    /// <param name="keys">In their order.</param>
    public static ReceiptStatus ReadAll(
        LedgerTables tables, IReadOnlyList<Instrument?> named, int most, out InstrumentKey[] keys)
    {
        keys = [];
        if (named.Count == 0 || named.Count > most) return ReceiptStatus.InvalidLegs;
        keys = new InstrumentKey[named.Count];
        for (int i = 0; i < keys.Length; i += 1)
        {
            ReceiptStatus status = Read(tables, named[i], out keys[i]);
            if (status != ReceiptStatus.Ok) return status;
            if (keys[i].Delivery != keys[0].Delivery || keys.AsSpan(0, i).Contains(keys[i]))
                return ReceiptStatus.InvalidLegs;
        }
        int asset = tables.Products[keys[0].Product].Asset;
        foreach (InstrumentKey key in keys)
            if (tables.Products[key.Product].Asset != asset) return ReceiptStatus.MixedAssets;
        return ReceiptStatus.Ok;
    }
}
