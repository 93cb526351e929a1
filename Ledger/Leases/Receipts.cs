using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Leases;

/// <summary>What final receipts of delivery do: they pay, refund and slash (M-712 to M-716).</summary>
internal sealed class Receipts(LedgerTables tables)
{
    private readonly LeaseBook book = new(tables);
    private readonly Streams streams = new(tables);
    private readonly Windows windows = new(tables);

    /// <summary>A receipt without the tenant's signature waits to be challenged.</summary>
    public void Wait(int lease, in PendingReceiptRow receipt, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        tables.PendingReceipts.Insert(tables.Leases.KeyOf(lease), receipt);
        tables.Leases.Update(lease, row with
        {
            HasPending = true,
            WindowMs = windows.EndOf(tables.Parameters.Of(ChainParameter.ChallengeMs)),
            WindowToMs = 0,
        });
        book.Say(LedgerEventKind.ReceiptPending, lease, atMs, receipt.ThroughMs, receipt.Evidence);
    }

    /// <summary>The pending one was not challenged.</summary>
    public void FinishPending(int lease, ulong atMs)
    {
        int slot = tables.PendingReceipts.Find(tables.Leases.KeyOf(lease));
        PendingReceiptRow pending = tables.PendingReceipts[slot];
        Finish(lease, pending, LedgerEventKind.ReceiptFinal, atMs);
    }

    /// <summary>No receipt came: what none covers was not delivered (M-716).</summary>
    public void Forfeit(int lease, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        // What a dry stream has not paid cannot be settled yet: the time starts again.
        if (row.InStream && streams.Of(tables.Leases.StreamOf(row)).IsDry)
        {
            windows.Start(lease);
            return;
        }
        var last = new PendingReceiptRow(row.WindowToMs, row.Delivered, default);
        Finish(lease, last, LedgerEventKind.ReceiptForfeit, atMs);
    }

    /// <summary>A receipt is final: it replaces a pending one, pays and closes (M-713).</summary>
    public void Finish(int lease, in PendingReceiptRow receipt, LedgerEventKind kind, ulong atMs)
    {
        DropPending(lease);
        ulong claimed = Claim(lease, Math.Max(atMs, receipt.ThroughMs), receipt.ThroughMs);
        LeaseRow row = tables.Leases[lease];
        ProductRow product = tables.Products[row.Instrument.Product];
        Meter before = Meter.Last(row, product);
        Meter after = Meter.At(row, product, receipt.ThroughMs, receipt.Delivered);
        ulong paid = (ulong)(after.Earned - before.Earned), fee = (ulong)(after.Fee - before.Fee);
        ulong refund = (ulong)(after.Refund - before.Refund);
        ulong slash = Math.Min(after.Slash - before.Slash, row.Collateral);

        tables.Leases.Update(lease, row with
        {
            Escrow = row.Escrow - paid - refund,
            Receipts = row.Receipts + 1,
            ThroughMs = receipt.ThroughMs,
            Delivered = receipt.Delivered,
        });
        book.PayOut(lease, row.Provider, paid, MovementReason.Earned);
        book.Charge(lease, fee);
        book.PayOut(lease, row.Tenant, refund, MovementReason.Refund);
        book.Slash(lease, slash);
        book.Say(kind, lease, atMs, receipt.ThroughMs, receipt.Evidence,
            new LeaseMoney(claimed, paid, fee, refund, slash));
        windows.Next(lease, atMs);
    }

    /// <summary>A lease of a stream claims up to a receipt's end (M-623).</summary>
    private ulong Claim(int lease, ulong settleMs, ulong throughMs)
    {
        LeaseRow row = tables.Leases[lease];
        if (!row.InStream) return 0;
        StreamKey stream = tables.Leases.StreamOf(row);
        streams.Settle(stream, settleMs);
        ulong claim = (ulong)(StreamRow.ClaimOf(row.Rate, throughMs - row.PostedMs)
            - StreamRow.ClaimOf(row.Rate, row.ThroughMs - row.PostedMs));
        streams.Claim(stream, claim, fromFunds: 0, tables.Leases.KeyOf(lease), settleMs);
        tables.Leases.Update(lease, row with { Escrow = row.Escrow + claim });
        return claim;
    }

    private void DropPending(int lease)
    {
        LeaseRow row = tables.Leases[lease];
        if (!row.HasPending) return;
        tables.PendingReceipts.Delete(tables.PendingReceipts.Find(tables.Leases.KeyOf(lease)));
        tables.Leases.Update(lease, row.WithoutWindow() with { HasPending = false });
    }
}
