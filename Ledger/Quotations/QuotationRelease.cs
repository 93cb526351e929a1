using Chain.Ledger.Tables;

namespace Chain.Ledger.Quotations;

/// <summary>Ends quotations without a lease, and frees what stands for them (M-544, M-546).</summary>
internal sealed class QuotationRelease(LedgerTables tables)
{
    private readonly RequestEvents events = new(tables);

    /// <param name="quotation">Its request is still there.</param>
    /// <param name="forfeits">The bond of one that was not revealed goes to the tenant.</param>
    /// <param name="atMs">When that takes effect.</param>
    public void End(int quotation, bool forfeits, ulong atMs)
    {
        QuotationKey key = tables.Quotations.KeyOf(quotation);
        QuotationRow row = tables.Quotations[quotation];
        int request = tables.Requests.Find(key.Request);
        int asset = tables.Products[row.Trades.Product].Asset;
        ulong lots = tables.Requests[request].Lots;
        tables.Capacity.Move(tables.Quotations.CapacityOf(quotation), -(long)lots, sold: 0);
        ulong lost = forfeits && !row.Revealed ? row.Bond : 0;
        var cause = new Cause(MovementReason.QuoteBond, tables.Requests.IdOf(request));
        tables.Balances.Spend(key.Provider, asset, lots * row.CollateralPerLot + row.Bond, lost, cause);
        tables.Quotations.Delete(quotation);
        if (lost == 0) return;
        tables.Balances.Credit(key.Request.Account, asset, lost, cause);
        events.Say(LedgerEventKind.QuoteNotRevealed, request, atMs, key.Provider, slashed: lost);
    }
}
