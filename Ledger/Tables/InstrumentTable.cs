using Chain.Crypto;
using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>What one book trades (M-202, M-203).</summary>
/// <param name="Slot">0 for SPOT.</param>
internal readonly record struct InstrumentKey(int Product, Delivery Delivery, ulong Slot)
{
    public bool IsSpot => Delivery == Delivery.Spot;

    public override int GetHashCode() => SeededHash.Of(((ulong)Delivery << 32) | (uint)Product, Slot);

    /// <summary>As the values of rows name it.</summary>
    public void WriteName(ref FixedWriter writer, ProductTable products) =>
        Text.Instrument(ref writer, products.KeyOf(Product), Delivery, Slot);

    /// <summary>The delivery and slot as the keys of rows have them.</summary>
    public void WriteDelivery(ref FixedWriter writer)
    {
        writer.U8((byte)Delivery);
        writer.U64(Slot);
    }
}

/// <summary>One book's prices and the trades of its current minute.</summary>
/// <param name="Id">Hash of the row's key; not stored.</param>
/// <param name="Reference">
/// R as of the trades before <paramref name="Minute"/>; <see cref="ReferenceAt"/> completes it.
/// </param>
/// <param name="LastPrice">0 until the first trade.</param>
/// <param name="Minute">Unix minute of the trades summed here.</param>
/// <param name="PartyA">
/// Up to three different parties that traded in it, slots plus one, 0 where none.
/// </param>
/// <param name="TouchedMs">Since when an auction is due; 0: none is.</param>
internal readonly record struct InstrumentRow(
    Hash32 Id, ulong Reference, ulong LastPrice, ulong Minute, UInt128 MinuteLots, UInt128 MinuteNotional,
    int PartyA, int PartyB, int PartyC, ulong TouchedMs)
{
    private const ulong MsPerMinute = 60_000;

    /// <summary>
    /// R at a block's timestamp: moved once toward the price of the last minute that traded (M-403).
    /// </summary>
    public ulong ReferenceAt(ulong timestampMs, in ProductRow product)
    {
        bool counts = Minute < timestampMs / MsPerMinute && PartyC != 0 && MinuteLots >= product.MinOrderLots;
        if (!counts) return Reference;
        ulong average = (ulong)(MinuteNotional / MinuteLots) / product.Tick * product.Tick;
        ulong step = product.StepAt(Reference);
        return average > Reference
            ? Math.Min(average, Reference + step)
            : Math.Max(average, Reference - Math.Min(Reference, step));
    }

    /// <summary>The row with an earlier minute's trades settled into R.</summary>
    public InstrumentRow Rolled(ulong timestampMs, in ProductRow product)
    {
        ulong minute = timestampMs / MsPerMinute;
        return Minute == minute ? this : this with
        {
            Reference = ReferenceAt(timestampMs, product),
            Minute = minute,
            MinuteLots = 0,
            MinuteNotional = 0,
            PartyA = 0,
            PartyB = 0,
            PartyC = 0,
        };
    }

    public InstrumentRow WithParty(int party)
    {
        int stored = party + 1;
        if (stored == PartyA || stored == PartyB || stored == PartyC || PartyC != 0) return this;
        if (PartyA == 0) return this with { PartyA = stored };
        return PartyB == 0 ? this with { PartyB = stored } : this with { PartyC = stored };
    }
}

/// <summary>
/// Books, made on first use, gone when they close, as those of SPOT never do; and the queue of those whose
/// auction is due.
/// </summary>
internal sealed class InstrumentTable(
    ChangeLog log, PartyTable parties, ProductTable products, DueIndex due)
    : Table<InstrumentKey, InstrumentRow>(log)
{
    /// <summary>FIFO of first touch: (time, id) and the row.</summary>
    public SortedSet<(ulong TimeMs, Hash32 Id, int Slot)> Touched { get; } = [];

    public InstrumentRow NewRow(InstrumentKey key, ulong timestampMs)
    {
        ProductRow product = products[key.Product];
        return new InstrumentRow(
            IdOf(key), product.ListingPriceOf(key.Delivery), 0, timestampMs / 60_000, 0, 0, 0, 0, 0, 0);
    }

    /// <summary>R at a block's timestamp, also of a book that nobody has used yet (M-403).</summary>
    public ulong ReferenceOf(InstrumentKey key, ulong timestampMs)
    {
        ProductRow product = products[key.Product];
        int slot = Find(key);
        return slot < 0
            ? product.ListingPriceOf(key.Delivery) : this[slot].ReferenceAt(timestampMs, product);
    }

    /// <summary>An auction of this book is due (M-401); makes it on its first use.</summary>
    /// <returns>Its slot.</returns>
    public int Touch(InstrumentKey key, in BlockContext block)
    {
        int slot = Find(key);
        if (slot < 0)
            return Insert(key, NewRow(key, block.TimestampMs) with { TouchedMs = block.TimestampMs });
        if (this[slot].TouchedMs == 0)
            Update(slot, this[slot] with { TouchedMs = block.TimestampMs });
        return slot;
    }

    public Hash32 IdOf(InstrumentKey key)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Longest];
        var writer = new FixedWriter(bytes);
        WriteKey(key, ref writer);
        return StateHash.Of(bytes[..writer.Written]);
    }

    protected override void WriteKey(InstrumentKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Instrument);
        key.WriteDelivery(ref writer);
        Text.Raw(ref writer, products.KeyOf(key.Product));
    }

    protected override void WriteRow(in InstrumentRow row, ref FixedWriter writer)
    {
        writer.U64(row.Reference);
        writer.U64(row.LastPrice);
        writer.U64(row.Minute);
        writer.U128(row.MinuteLots);
        writer.U128(row.MinuteNotional);
        writer.U64(row.TouchedMs);
        foreach (int party in (ReadOnlySpan<int>)[row.PartyA, row.PartyB, row.PartyC])
            Text.Counted(ref writer, party == 0 ? "" : parties.KeyOf(party - 1));
    }

    protected override void Added(int slot)
    {
        if (!KeyOf(slot).IsSpot) due.Add(DueOf(slot));
        Queue(slot);
    }

    protected override void Removing(int slot)
    {
        if (!KeyOf(slot).IsSpot) due.Remove(DueOf(slot));
        Unqueue(slot, this[slot]);
    }

    protected override void Changed(int slot, in InstrumentRow before)
    {
        if (before.TouchedMs == this[slot].TouchedMs) return;
        Unqueue(slot, before);
        Queue(slot);
    }

    private DueItem DueOf(int slot)
    {
        InstrumentKey key = KeyOf(slot);
        return new DueItem(products[key.Product].CloseOf(key.Slot), DueKind.BookClose, this[slot].Id, slot);
    }

    private void Queue(int slot)
    {
        InstrumentRow row = this[slot];
        if (row.TouchedMs != 0) Require.That(Touched.Add((row.TouchedMs, row.Id, slot)));
    }

    private void Unqueue(int slot, in InstrumentRow row)
    {
        if (row.TouchedMs != 0) Require.That(Touched.Remove((row.TouchedMs, row.Id, slot)));
    }
}
