using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>Open leases, and what follows them: due work of both clocks, and who shares what.</summary>
/// <param name="due">In Unix time: slots and periods.</param>
/// <param name="live">In live time: windows.</param>
internal sealed class LeaseTable(
    ChangeLog log, AccountTable accounts, ProductTable products, DueIndex due, DueIndex live)
    : Table<Hash32, LeaseRow>(log)
{
    private readonly RowGroups<CapacityKey> ofCapacity = new();
    private readonly RowGroups<StreamKey> ofStream = new();
    private readonly RowGroups<Hash32> ofGroup = new();
    private readonly Dictionary<StreamKey, int> openSpot = [];

    /// <summary>The lowest id among the SPOT leases that hold lots of a capacity.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryFirstOf(CapacityKey capacity, out int lease) =>
        ofCapacity.TryFirst(capacity, KeyOf, out lease);

    /// <summary>The lowest id among the leases of a stream.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryFirstOf(StreamKey stream, out int lease) =>
        ofStream.TryFirst(stream, KeyOf, out lease);

    /// <summary>SPOT leases of a bundle that have not ended, lowest id last (M-510).</summary>
    public IReadOnlyList<int> OfGroup(Hash32 group) => ofGroup.Of(group, KeyOf);

    /// <summary>SPOT leases of a tenant that have not ended, posted or not (M-604).</summary>
    public int OpenSpotOf(StreamKey stream) => openSpot.GetValueOrDefault(stream);

    public StreamKey StreamOf(in LeaseRow row) =>
        new(row.Tenant, products[row.Instrument.Product].Asset);

    /// <summary>The row as read back from the store.</summary>
    public StateRow.Lease Typed(int slot)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Longest + 512];
        var key = new FixedWriter(bytes);
        WriteKey(KeyOf(slot), ref key);
        var value = new FixedWriter(bytes[key.Written..]);
        WriteRow(this[slot], ref value);
        return (StateRow.Lease)StateRow.Decode(
            bytes[..key.Written], bytes.Slice(key.Written, value.Written))!;
    }

    protected override void WriteKey(Hash32 key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Lease);
        writer.Hash(key);
    }

    protected override void WriteRow(in LeaseRow row, ref FixedWriter writer)
    {
        row.Instrument.WriteName(ref writer, products);
        writer.Hash(accounts.KeyOf(row.Provider).Bytes);
        writer.Hash(accounts.KeyOf(row.Tenant).Bytes);
        writer.U64(row.Lots);
        writer.U64(row.Price);
        writer.U64(row.Escrow);
        writer.U64(row.Collateral);
        writer.U8((byte)row.State);
        writer.U64(row.TradedHeight);
        Text.CountedKey(ref writer, row.Group);
        writer.U64(row.CollateralAtTrade);
        writer.U64(row.Fee);
        writer.U64(row.Reserve);
        writer.U64(row.PostedMs);
        writer.U8(row.Postings);
        writer.U8((byte)((row.Acknowledged ? 1 : 0) | (row.HasPending ? 2 : 0) | (row.TenantEnds ? 4 : 0)
            | (row.Disputed ? 8 : 0)));
        writer.U32(row.Receipts);
        writer.U64(row.ThroughMs);
        writer.U128(row.Delivered);
        writer.U64(row.PeriodMs);
        writer.U64(row.WakeMs);
        writer.U64(row.EndMs);
        writer.U64(row.WindowMs);
        writer.U64(row.WindowToMs);
        Text.CountedKey(ref writer, row.DeliveryKey);
        writer.U8(row.Splits);
    }

    protected override void Added(int slot)
    {
        ref readonly LeaseRow row = ref this[slot];
        if (TryDue(slot, row, out DueItem item)) due.Add(item);
        if (TryWindow(slot, row, out DueItem window)) live.Add(window);
        Join(slot, row, row.HoldsSpot, row.InStream);
    }

    protected override void Removing(int slot)
    {
        ref readonly LeaseRow row = ref this[slot];
        if (TryDue(slot, row, out DueItem item)) due.Remove(item);
        if (TryWindow(slot, row, out DueItem window)) live.Remove(window);
        Leave(slot, row, row.HoldsSpot, row.InStream);
    }

    protected override void Changed(int slot, in LeaseRow before)
    {
        ref readonly LeaseRow row = ref this[slot];
        if (before.State != row.State || before.WakeMs != row.WakeMs)
        {
            if (TryDue(slot, before, out DueItem old)) due.Remove(old);
            if (TryDue(slot, row, out DueItem item)) due.Add(item);
        }
        if (before.WindowMs != row.WindowMs || before.Window != row.Window)
        {
            if (TryWindow(slot, before, out DueItem old)) live.Remove(old);
            if (TryWindow(slot, row, out DueItem window)) live.Add(window);
        }
        if (before.State == row.State) return;
        Leave(slot, before, before.HoldsSpot && !row.HoldsSpot, before.InStream && !row.InStream);
        Join(slot, row, row.HoldsSpot && !before.HoldsSpot, row.InStream && !before.InStream);
    }

    private void Join(int slot, in LeaseRow row, bool capacity, bool stream)
    {
        if (capacity)
        {
            ofCapacity.Add(row.SoldFrom, slot);
            if (!row.Group.IsZero) ofGroup.Add(row.Group, slot);
            Tally(StreamOf(row), +1);
        }
        if (stream) ofStream.Add(StreamOf(row), slot);
    }

    private void Leave(int slot, in LeaseRow row, bool capacity, bool stream)
    {
        if (capacity)
        {
            ofCapacity.Remove(row.SoldFrom, slot);
            if (!row.Group.IsZero) ofGroup.Remove(row.Group, slot);
            Tally(StreamOf(row), -1);
        }
        if (stream) ofStream.Remove(StreamOf(row), slot);
    }

    private void Tally(StreamKey stream, int by)
    {
        int count = openSpot.GetValueOrDefault(stream) + by;
        if (count == 0) openSpot.Remove(stream);
        else openSpot[stream] = count;
    }

    private bool TryWindow(int slot, in LeaseRow row, out DueItem item)
    {
        DueKind kind = row.Window switch
        {
            LeaseWindow.None => default,
            LeaseWindow.Handover => DueKind.Handover,
            LeaseWindow.Acknowledge => DueKind.Acknowledge,
            LeaseWindow.Challenge => DueKind.Challenge,
            LeaseWindow.Receipt => DueKind.Receipt,
            _ => throw new BrokenInvariantException("unknown window of a lease"),
        };
        item = new DueItem(row.WindowMs, kind, KeyOf(slot), slot);
        return row.WindowMs != 0;
    }

    private bool TryDue(int slot, in LeaseRow row, out DueItem item)
    {
        ref readonly ProductRow product = ref products[row.Instrument.Product];
        (ulong timeMs, DueKind kind) = row switch
        {
            { IsSpot: true } => (row.WakeMs, DueKind.SpotWake),
            { State: LeaseState.Booked } => (product.StartOf(row.Instrument.Slot), DueKind.LeaseStart),
            { State: LeaseState.Active } => (product.EndOf(row.Instrument.Slot), DueKind.LeaseEnd),
            _ => (0UL, default(DueKind)),
        };
        item = new DueItem(timeMs, kind, KeyOf(slot), slot);
        return timeMs != 0;
    }
}
