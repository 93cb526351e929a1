using Chain.Ledger.Tables;

namespace Chain.Ledger.Leases;

/// <summary>Transfers of SPOT leases that wait (M-803), and how they end without effect (M-805).</summary>
internal sealed class Transfers(LedgerTables tables)
{
    private readonly LeaseBook book = new(tables);

    /// <returns>Slot of the transfer of a lease; -1 where none waits.</returns>
    public int Of(int lease) =>
        tables.Transfers.Count == 0 ? -1 : tables.Transfers.Find(tables.Leases.KeyOf(lease));

    /// <summary>One that waits is over: what its acceptance locked is free again.</summary>
    public void Drop(int lease, ulong atMs)
    {
        int slot = Of(lease);
        if (slot < 0) return;
        TransferRow row = tables.Transfers[slot];
        LeaseRow of = tables.Leases[lease];
        if (row.IsAccepted)
            tables.Balances.Unlock(row.Taker, book.AssetOf(of), row.Price + row.Reserve, spent: 0);
        tables.Transfers.Delete(slot);
        book.Say(LedgerEventKind.TransferOver, lease, atMs);
        book.Tell(row.Taker, LedgerEventKind.TransferOver, lease, atMs);
    }
}
