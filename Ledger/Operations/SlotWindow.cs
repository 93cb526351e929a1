using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>What trades at a time (M-202, M-203).</summary>
internal static class SlotWindow
{
    /// <summary>SPOT, where the product has it, always does.</summary>
    public static ReceiptStatus Check(in ProductRow product, InstrumentKey instrument, ulong timestampMs)
    {
        if (!instrument.IsSpot) return Check(product, instrument.Slot, timestampMs);
        return product.HasSpot ? ReceiptStatus.Ok : ReceiptStatus.NoSpot;
    }

    /// <summary>All of them, the first that does not decides.</summary>
    public static ReceiptStatus Check(
        LedgerTables tables, IEnumerable<InstrumentKey> instruments, ulong timestampMs)
    {
        foreach (InstrumentKey instrument in instruments)
        {
            ReceiptStatus status = Check(tables.Products[instrument.Product], instrument, timestampMs);
            if (status != ReceiptStatus.Ok) return status;
        }
        return ReceiptStatus.Ok;
    }

    /// <summary>All slots from a first to a last one: what is closed comes first, what is far off last.</summary>
    public static ReceiptStatus Check(
        in ProductRow product, ulong firstSlot, ulong lastSlot, ulong timestampMs)
    {
        ReceiptStatus first = Check(product, firstSlot, timestampMs);
        return first == ReceiptStatus.Ok ? Check(product, lastSlot, timestampMs) : first;
    }

    /// <summary>A slot: not yet closed, and starting within the horizon.</summary>
    public static ReceiptStatus Check(in ProductRow product, ulong slot, ulong timestampMs)
    {
        UInt128 start = (UInt128)slot * product.SlotMs;
        // A block may claim any time, up to the last that the slot's end still fits into.
        bool counts = start + product.SlotMs <= ulong.MaxValue;
        if (!counts || start > (UInt128)timestampMs + Limits.HorizonMs) return ReceiptStatus.BeyondHorizon;
        return product.CloseOf(slot) <= timestampMs ? ReceiptStatus.BookClosed : ReceiptStatus.Ok;
    }
}
