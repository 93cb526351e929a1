using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Attestation of what a provider may sell (M-211, M-212).</summary>
internal sealed class CapacityOperations(LedgerTables tables)
{
    private readonly Authority authority = new(tables);

    public ReceiptStatus Attest(int account, AttestCapacity attest, in BlockContext block)
    {
        int member = authority.MemberFor(account, Role.Auditor);
        if (member < 0) return ReceiptStatus.NotPermitted;
        ReceiptStatus known = AccountForm.Read(tables, attest.Provider, out int provider);
        if (known != ReceiptStatus.Ok) return known;
        if (authority.SponsorOf(tables.Accounts[provider].Party) == tables.Accounts.KeyOf(member))
            return ReceiptStatus.NotIndependent;
        int product = tables.Products.Find(attest.Product);
        if (product < 0) return ReceiptStatus.UnknownProduct;
        if (attest.Delivery is not (Delivery.Slot or Delivery.Spot)) return ReceiptStatus.InvalidParameter;
        if (attest.Lots > Limits.Lots) return ReceiptStatus.InvalidLots;
        return attest.Delivery == Delivery.Slot
            ? AttestSlots(member, provider, product, attest, block)
            : AttestSpot(member, provider, product, attest, block);
    }

    private ReceiptStatus AttestSlots(
        int member, int provider, int product, AttestCapacity attest, in BlockContext block)
    {
        if (attest.LastSlot < attest.FirstSlot
            || attest.LastSlot - attest.FirstSlot >= Limits.SlotsPerAttestation || attest.UntilMs != 0)
            return ReceiptStatus.InvalidParameter;

        ReceiptStatus window = SlotWindow.Check(
            tables.Products[product], attest.FirstSlot, attest.LastSlot, block.TimestampMs);
        if (window != ReceiptStatus.Ok) return window;
        for (ulong slot = attest.FirstSlot; slot <= attest.LastSlot; slot += 1)
        {
            var key = new CapacityKey(provider, new InstrumentKey(product, Delivery.Slot, slot));
            ReceiptStatus status = Set(key, member, attest.Lots, untilMs: 0);
            if (status != ReceiptStatus.Ok) return status;
        }
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus AttestSpot(
        int member, int provider, int product, AttestCapacity attest, in BlockContext block)
    {
        if (attest.FirstSlot != 0 || attest.LastSlot != 0 || attest.UntilMs <= block.TimestampMs)
            return ReceiptStatus.InvalidParameter;
        if (!tables.Products[product].HasSpot) return ReceiptStatus.NoSpot;
        if (attest.UntilMs - block.TimestampMs > Limits.HorizonMs) return ReceiptStatus.BeyondHorizon;

        var key = new CapacityKey(provider, new InstrumentKey(product, Delivery.Spot, 0));
        int slot = tables.Capacity.Find(key);
        if (slot >= 0)
        {
            CapacityRow row = tables.Capacity[slot];
            if (row.UntilMs <= block.TimestampMs) return ReceiptStatus.BookClosed;
            if (attest.UntilMs < row.UntilMs && row.Offered + row.Sold > 0)
                return ReceiptStatus.BelowCommitments;
        }
        return Set(key, member, attest.Lots, attest.UntilMs);
    }

    private ReceiptStatus Set(CapacityKey key, int member, ulong lots, ulong untilMs)
    {
        int slot = tables.Capacity.Find(key);
        CapacityRow row = slot < 0 ? default : tables.Capacity[slot];
        if (lots < row.Offered + row.Sold) return ReceiptStatus.BelowCommitments;
        tables.Capacity.Set(key, row with { Attestor = member, Attested = lots, UntilMs = untilMs });
        return ReceiptStatus.Ok;
    }
}
