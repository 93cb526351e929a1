using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>What a request for quotations says by itself, in the order of M-541.</summary>
internal sealed class RequestForm(LedgerTables tables)
{
    /// <param name="row">Complete but for its lock and deadline.</param>
    public ReceiptStatus Read(RequestQuotes request, ulong timestampMs, out RequestRow row)
    {
        row = default;
        ReceiptStatus status = InstrumentForm.ReadAll(
            tables, request.Instruments, Limits.InstrumentsPerRequest, out InstrumentKey[] instruments);
        if (status != ReceiptStatus.Ok) return status;
        foreach (InstrumentKey instrument in instruments)
            if (request.Lots < tables.Products[instrument.Product].MinOrderLots || request.Lots > Limits.Lots)
                return ReceiptStatus.InvalidLots;
        if (request.Reserve is 0 or > Limits.Price) return ReceiptStatus.InvalidPrice;
        foreach (InstrumentKey instrument in instruments)
            if (request.Reserve % tables.Products[instrument.Product].Tick != 0)
                return ReceiptStatus.InvalidPrice;
        if (request.DeliveryKey.Length is not (0 or Hash32.Size)) return ReceiptStatus.InvalidKey;
        Hash32.TryRead(request.DeliveryKey.Span, out Hash32 key);
        row = new RequestRow(instruments, request.Lots, request.Reserve, Locked: 0, timestampMs,
            RequestPhase.Committing, DeadlineMs: 0, key);
        return ReceiptStatus.Ok;
    }

    /// <summary>What a buy order at the reserve locks, the highest over the instruments.</summary>
    /// <returns>Null where it is above the bounds of an order (M-541).</returns>
    public ulong? LockOf(in RequestRow row)
    {
        ulong highest = 0;
        foreach (InstrumentKey instrument in row.Instruments)
        {
            ulong? locked = tables.Products[instrument.Product].BuyerLock(
                instrument.Delivery, row.Lots, row.Reserve, tables.Parameters.GraceMs);
            if (locked is not { } some) return null;
            highest = Math.Max(highest, some);
        }
        return highest;
    }
}
