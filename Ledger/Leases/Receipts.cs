using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Leases;

/// <summary>What final receipts of delivery do: they pay, refund and slash (M-712 to M-716).</summary>
internal sealed class Receipts(LedgerTables tables)
{
    private readonly LeaseBook book = new(tables);
    private readonly Streams streams = new(tables);
    private readonly Windows windows = new(tables);
    private readonly Reputation reputation = new(tables);

    /// <summary>A receipt without the tenant's signature waits to be challenged.</summary>
    public void Wait(int lease, in PendingReceiptRow receipt, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        tables.PendingReceipts.Insert(tables.Leases.KeyOf(lease), receipt);
        tables.Leases.Update(lease, row with
        {
            HasPending = true,
            WindowMs = windows.EndOf(ChainParameter.ChallengeMs),
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
        Book(lease, receipt, receipt.Delivered, kind, atMs);
        windows.Next(lease, atMs);
    }

    /// <summary>
    /// The pending receipt is disputed: final at once at what the tenant states, but what lies between is
    /// neither refunded nor slashed yet (M-737).
    /// </summary>
    /// <returns>The money that lies between.</returns>
    public ulong Contest(int lease, UInt128 stated, ulong atMs)
    {
        PendingReceiptRow pending = tables.PendingReceipts[
            tables.PendingReceipts.Find(tables.Leases.KeyOf(lease))];
        Book(lease, pending, stated, LedgerEventKind.ReceiptFinal, atMs);
        LeaseRow row = tables.Leases[lease];
        ProductRow product = tables.Products[row.Instrument.Product];
        return (ulong)(Meter.At(row, product, row.ThroughMs, pending.Delivered).Earned
            - Meter.Last(row, product).Earned);
    }

    /// <summary>A disputed receipt's meter is decided: what was not paid yet, is (M-735).</summary>
    public LeaseMoney Decide(int lease, UInt128 claimed, UInt128 delivered)
    {
        LeaseRow row = tables.Leases[lease];
        ProductRow product = tables.Products[row.Instrument.Product];
        Meter stated = Meter.Last(row, product);
        Meter granted = Meter.At(row, product, row.ThroughMs, claimed);
        Meter after = Meter.At(row, product, row.ThroughMs, delivered);
        tables.Leases.Update(lease, row with { Delivered = delivered });
        return Pay(lease, new LeaseMoney(
            Claimed: 0, (ulong)(after.Earned - stated.Earned), (ulong)(after.Fee - stated.Fee),
            (ulong)(after.Refund - granted.Refund), after.Slash - granted.Slash));
    }

    /// <summary>Pays at a meter that may earn less than it grants undelivered.</summary>
    /// <param name="earning">Lot-ms that are earned: the receipt's, or what the tenant states.</param>
    private void Book(
        int lease, in PendingReceiptRow receipt, UInt128 earning, LedgerEventKind kind, ulong atMs)
    {
        DropPending(lease);
        ulong claimed = Claim(lease, Math.Max(atMs, receipt.ThroughMs), receipt.ThroughMs);
        LeaseRow row = tables.Leases[lease];
        ProductRow product = tables.Products[row.Instrument.Product];
        Meter before = Meter.Last(row, product);
        Meter earned = Meter.At(row, product, receipt.ThroughMs, earning);
        Meter missing = Meter.At(row, product, receipt.ThroughMs, receipt.Delivered);
        tables.Leases.Update(lease, row with
        {
            Receipts = row.Receipts + 1,
            ThroughMs = receipt.ThroughMs,
            Delivered = earning,
        });
        LeaseMoney money = Pay(lease, new LeaseMoney(
            claimed, (ulong)(earned.Earned - before.Earned), (ulong)(earned.Fee - before.Fee),
            (ulong)(missing.Refund - before.Refund), missing.Slash - before.Slash));
        if (missing.Undelivered > before.Undelivered) reputation.Fault(lease, byProvider: true, atMs);
        book.Say(kind, lease, atMs, receipt.ThroughMs, receipt.Evidence, money);
    }

    /// <returns>What was moved: collateral only while there is any.</returns>
    private LeaseMoney Pay(int lease, LeaseMoney money)
    {
        LeaseRow row = tables.Leases[lease];
        money = money with { Slashed = Math.Min(money.Slashed, row.Collateral) };
        tables.Leases.Update(lease, row with { Escrow = row.Escrow - money.Paid - money.Refunded });
        book.PayOut(lease, row.Provider, money.Paid, MovementReason.Earned);
        book.Charge(lease, money.Fee);
        book.PayOut(lease, row.Tenant, money.Refunded, MovementReason.Refund);
        book.Slash(lease, money.Slashed);
        return money;
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
