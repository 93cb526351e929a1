using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Leases;

/// <summary>
/// The one window of a lease that runs on live time (L-14): hand-over, acknowledgement, challenge, receipt.
/// </summary>
internal sealed class Windows(LedgerTables tables)
{
    private readonly LeaseBook book = new(tables);
    private readonly Closing closing = new(tables);

    /// <summary>Live time at which a window that begins now ends.</summary>
    /// <param name="length">The parameter that says how long it is.</param>
    public ulong EndOf(ChainParameter length) => tables.Clock.LiveMs + tables.Parameters.Of(length);

    /// <summary>By the tenant, or by its silence (M-614).</summary>
    public void Acknowledge(int lease, ulong atMs)
    {
        tables.Leases.Update(lease, tables.Leases[lease].WithoutWindow() with { Acknowledged = true });
        if (tables.Handovers.Find(tables.Leases.KeyOf(lease)) is >= 0 and var handover)
            tables.Handovers.Delete(handover);
        book.Say(LedgerEventKind.Acknowledged, lease, atMs);
        Next(lease, atMs);
    }

    /// <summary>
    /// Starts the receipt window where a period has ended that no receipt reaches (M-716); closes a lease
    /// whose receipts reach its end (M-633). Of a lease whose other window runs, or that is disputed, it does
    /// nothing.
    /// </summary>
    public void Next(int lease, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        if (!row.Acknowledged || row.HasPending || row.Disputed) return;
        if (row.State == LeaseState.Ended && row.ThroughMs >= row.PeriodMs)
        {
            closing.Close(lease, atMs);
            return;
        }
        if (row.WindowToMs > row.ThroughMs) return;
        if (row.PeriodMs > row.ThroughMs) Start(lease);
        else if (row.WindowMs != 0) tables.Leases.Update(lease, row.WithoutWindow());
    }

    /// <summary>A receipt window for the last period that has ended.</summary>
    public void Start(int lease)
    {
        LeaseRow row = tables.Leases[lease];
        tables.Leases.Update(lease, row with
        {
            WindowMs = EndOf(ChainParameter.ReceiptMs),
            WindowToMs = row.PeriodMs,
        });
    }
}
