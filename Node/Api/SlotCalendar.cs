using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;

namespace Chain.Node.Api;

/// <summary>A product's coming slots: when they close and start, what is bid, asked and free.</summary>
internal sealed class SlotCalendar(BookViews books, CapacityViews capacity)
{
    private const uint DefaultSlots = 24;
    private const uint LargestCount = 1_000;

    /// <param name="nowMs">Timestamp of the newest block: what is open then is listed.</param>
    public ListSlotsReply Of(StoreReads reads, ListSlotsRequest request, CreateProduct product, ulong nowMs)
    {
        ulong open = (ulong)UInt128.Min(
            ulong.MaxValue, ((UInt128)nowMs + product.LeadMs) / product.SlotMs + 1);
        ulong first = Math.Max(request.FirstSlot, open);
        uint count = request.Count == 0 ? DefaultSlots : Math.Min(request.Count, LargestCount);
        var reply = new ListSlotsReply();
        for (uint i = 0; i < count && IsTradable(product, first, i, nowMs); i++)
            reply.Slots.Add(Describe(reads, product, first + i));
        return reply;
    }

    /// <summary>Starts within the horizon, at a time that a clock can count (M-202).</summary>
    private static bool IsTradable(CreateProduct product, ulong first, uint further, ulong nowMs)
    {
        UInt128 start = ((UInt128)first + further) * product.SlotMs;
        return start + product.SlotMs <= ulong.MaxValue && start <= (UInt128)nowMs + Limits.HorizonMs;
    }

    private SlotSummary Describe(StoreReads reads, CreateProduct product, ulong slot)
    {
        var instrument = new InstrumentName(product.Product, Delivery.Slot, slot);
        StateRow.Instrument? row = StateRows.Row<StateRow.Instrument>(reads, instrument.Key);
        BookView book = books.Read(instrument, depth: 1);
        CapacitySum sum = capacity.Of(instrument);
        ulong start = slot * product.SlotMs;
        return new SlotSummary
        {
            Slot = slot,
            StartMs = start,
            EndMs = start + product.SlotMs,
            CloseMs = start - Math.Min(start, product.LeadMs),
            ReferencePrice = row?.Reference ?? product.ListingPrice,
            LastPrice = row?.LastPrice ?? 0,
            BestBid = book.Bids.Select(Api.Describe.Level).FirstOrDefault(),
            BestAsk = book.Asks.Select(Api.Describe.Level).FirstOrDefault(),
            Attested = sum.Attested,
            Free = sum.Free,
            Providers = sum.Providers,
        };
    }
}
