using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Moves between a provider's pools, and revocation (M-214, M-216).</summary>
internal sealed class CapacityChanges(LedgerTables tables)
{
    private readonly Authority authority = new(tables);
    private readonly AsksOfCapacity asks = new(tables);
    private readonly OrderRelease release = new(tables);

    public ReceiptStatus Move(int provider, MoveCapacity move, in BlockContext block)
    {
        int product = tables.Products.Find(move.Product);
        if (product < 0) return ReceiptStatus.UnknownProduct;
        if (move.LastSlot < move.FirstSlot || move.LastSlot - move.FirstSlot >= Limits.SlotsPerAttestation)
            return ReceiptStatus.InvalidParameter;
        if (move.Lots is 0 or > Limits.Lots) return ReceiptStatus.InvalidLots;
        if (!tables.Products[product].HasSpot) return ReceiptStatus.NoSpot;
        if (move.To is not (Delivery.Slot or Delivery.Spot)) return ReceiptStatus.InvalidParameter;
        var spot = new CapacityKey(provider, new InstrumentKey(product, Delivery.Spot, 0));
        if (tables.Capacity.Find(spot) is >= 0 and var row
            && tables.Capacity[row].UntilMs <= block.TimestampMs) return ReceiptStatus.BookClosed;
        return move.To == Delivery.Slot
            ? MoveToSlots(spot, move, block.TimestampMs) : MoveToSpot(spot, move, block.TimestampMs);
    }

    /// <param name="account">The member that attested last, or an auditor of it.</param>
    public ReceiptStatus Revoke(int account, RevokeCapacity revoke, in BlockContext block)
    {
        int member = authority.MemberFor(account, Role.Auditor);
        if (member < 0) return ReceiptStatus.NotPermitted;
        ReceiptStatus known = AccountForm.Read(tables, revoke.Provider, out int provider);
        if (known != ReceiptStatus.Ok) return known;
        int product = tables.Products.Find(revoke.Product);
        if (product < 0) return ReceiptStatus.UnknownProduct;
        if (revoke.Delivery is not (Delivery.Slot or Delivery.Spot)) return ReceiptStatus.InvalidParameter;
        if (revoke.Lots > Limits.Lots) return ReceiptStatus.InvalidLots;
        bool isForm = revoke.Delivery == Delivery.Spot ? revoke is { FirstSlot: 0, LastSlot: 0 }
            : revoke.LastSlot >= revoke.FirstSlot
                && revoke.LastSlot - revoke.FirstSlot < Limits.SlotsPerRevocation;
        if (!isForm) return ReceiptStatus.InvalidParameter;

        bool any = false;
        // Counted in steps: the last slot may be the last that a u64 holds.
        for (ulong step = 0; step <= revoke.LastSlot - revoke.FirstSlot; step += 1)
        {
            var instrument = new InstrumentKey(product, revoke.Delivery, revoke.FirstSlot + step);
            var capacity = new CapacityKey(provider, instrument);
            if (tables.Capacity.Find(capacity) is < 0) continue;
            ReceiptStatus status = Lower(capacity, member, revoke.Lots, block.TimestampMs);
            if (status != ReceiptStatus.Ok) return status;
            any = true;
        }
        return any ? ReceiptStatus.Ok : ReceiptStatus.UnknownCapacity;
    }

    private ReceiptStatus Lower(CapacityKey key, int member, ulong lots, ulong timestampMs)
    {
        CapacityRow row = tables.Capacity[tables.Capacity.Find(key)];
        // A member that took another's place answers for what that one attested (M-111).
        AccountId attestor = tables.Members.StandsFor(tables.Accounts.KeyOf(row.Attestor));
        if (attestor != tables.Accounts.KeyOf(member)) return ReceiptStatus.NotPermitted;
        if (tables.Capacity.ExpiryOf(key, row) <= timestampMs) return ReceiptStatus.BookClosed;
        row = row with { Attested = Math.Min(row.Attested, lots) };
        tables.Capacity.Set(key, row);
        if (row.Offered + row.Sold <= row.Attested) return ReceiptStatus.Ok;
        ulong excess = Math.Min(row.Offered, row.Offered + row.Sold - row.Attested), freed = 0;
        foreach (int order in asks.NewestFirst(key))
        {
            if (freed >= excess) break;
            freed += tables.Orders[order].Remaining;
            release.Cancel(order);
        }
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus MoveToSlots(CapacityKey spotKey, MoveCapacity move, ulong timestampMs)
    {
        ProductRow terms = tables.Products[spotKey.Instrument.Product];
        ReceiptStatus window = SlotWindow.Check(terms, move.FirstSlot, move.LastSlot, timestampMs);
        if (window != ReceiptStatus.Ok) return window;
        int slot = tables.Capacity.Find(spotKey);
        if (slot < 0) return ReceiptStatus.InsufficientCapacity;
        CapacityRow spot = tables.Capacity[slot];
        if (terms.EndOf(move.LastSlot) > spot.UntilMs) return ReceiptStatus.BeyondHorizon;
        if (spot.Free < move.Lots) return ReceiptStatus.InsufficientCapacity;

        tables.Capacity.Set(spotKey, spot with { Attested = spot.Attested - move.Lots });
        for (ulong k = move.FirstSlot; k <= move.LastSlot; k += 1)
        {
            CapacityKey key = SlotOf(spotKey, k);
            CapacityRow row = tables.Capacity.Find(key) is >= 0 and var at
                ? tables.Capacity[at] : new CapacityRow(spot.Attestor, 0, 0, 0, 0);
            if (row.Attested + move.Lots > Limits.Lots) return ReceiptStatus.InvalidLots;
            tables.Capacity.Set(key, row with { Attested = row.Attested + move.Lots });
        }
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus MoveToSpot(CapacityKey spotKey, MoveCapacity move, ulong timestampMs)
    {
        ProductRow terms = tables.Products[spotKey.Instrument.Product];
        if (move.FirstSlot != timestampMs / terms.SlotMs) return ReceiptStatus.InvalidParameter;
        int attestor = -1;
        for (ulong k = move.FirstSlot; k <= move.LastSlot; k += 1)
        {
            CapacityKey key = SlotOf(spotKey, k);
            int at = tables.Capacity.Find(key);
            if (at < 0) return ReceiptStatus.InsufficientCapacity;
            CapacityRow row = tables.Capacity[at];
            if (row.Free < move.Lots) return ReceiptStatus.InsufficientCapacity;
            if (k == move.FirstSlot) attestor = row.Attestor;
            tables.Capacity.Set(key, row with { Attested = row.Attested - move.Lots });
        }
        ulong end = terms.EndOf(move.LastSlot);
        CapacityRow spot = tables.Capacity.Find(spotKey) is >= 0 and var slot
            ? tables.Capacity[slot] : new CapacityRow(attestor, 0, 0, 0, end);
        if (spot.UntilMs > end) return ReceiptStatus.BeyondHorizon;
        if (spot.Attested + move.Lots > Limits.Lots) return ReceiptStatus.InvalidLots;
        tables.Capacity.Set(spotKey, spot with { Attested = spot.Attested + move.Lots });
        return ReceiptStatus.Ok;
    }

    /// <summary>A slot of the same provider and product.</summary>
    private static CapacityKey SlotOf(CapacityKey spot, ulong slot) =>
        new(spot.Provider, new InstrumentKey(spot.Instrument.Product, Delivery.Slot, slot));
}
