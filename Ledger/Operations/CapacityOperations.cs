using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Attestation of what a provider may sell (M-211).</summary>
internal sealed class CapacityOperations(LedgerTables tables)
{
    public ReceiptStatus Attest(int member, AttestCapacity attest, in BlockContext block)
    {
        if (!tables.Accounts[member].IsMember) return ReceiptStatus.NotPermitted;
        if (!Hash32.TryRead(attest.Provider.Span, out Hash32 key)) return ReceiptStatus.InvalidKey;
        int provider = tables.Accounts.Find(new AccountId(key));
        if (provider < 0) return ReceiptStatus.UnknownAccount;
        if (tables.Parties[tables.Accounts[provider].Party].Sponsor == tables.Accounts.KeyOf(member))
            return ReceiptStatus.NotIndependent;
        int product = tables.Products.Find(attest.Product);
        if (product < 0) return ReceiptStatus.UnknownProduct;
        if (attest.Lots > Limits.Lots) return ReceiptStatus.InvalidLots;
        if (attest.LastSlot < attest.FirstSlot
            || attest.LastSlot - attest.FirstSlot >= Limits.SlotsPerAttestation)
            return ReceiptStatus.InvalidParameter;

        ReceiptStatus window = SlotWindow.Check(tables.Products[product], attest.LastSlot, block.TimestampMs);
        if (window == ReceiptStatus.Ok)
            window = SlotWindow.Check(tables.Products[product], attest.FirstSlot, block.TimestampMs);
        if (window != ReceiptStatus.Ok) return window;
        for (ulong slot = attest.FirstSlot; slot <= attest.LastSlot; slot += 1)
        {
            ReceiptStatus status = Set(new CapacityKey(provider, product, slot), member, attest.Lots);
            if (status != ReceiptStatus.Ok) return status;
        }
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus Set(CapacityKey key, int member, ulong lots)
    {
        int slot = tables.Capacity.Find(key);
        if (slot < 0)
        {
            if (lots > 0) tables.Capacity.Insert(key, new CapacityRow(member, lots, 0, 0));
            return ReceiptStatus.Ok;
        }
        CapacityRow row = tables.Capacity[slot];
        if (lots < row.Offered + row.Sold) return ReceiptStatus.BelowCommitments;
        if (lots == 0) tables.Capacity.Delete(slot);
        else tables.Capacity.Update(slot, row with { Attestor = member, Attested = lots });
        return ReceiptStatus.Ok;
    }
}
