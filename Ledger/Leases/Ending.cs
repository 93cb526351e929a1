using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Leases;

/// <summary>How leases end (M-629 to M-632): by time, by notice, with their capacity, out of money.</summary>
internal sealed class Ending(LedgerTables tables)
{
    private readonly LeaseBook book = new(tables);
    private readonly Streams streams = new(tables);
    private readonly Windows windows = new(tables);
    private readonly Closing closing = new(tables);
    private readonly Reputation reputation = new(tables);

    /// <summary>A slot has begun: hand-over is due from here on, where it has not come (M-612).</summary>
    public void StartSlot(int lease, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        tables.Leases.Update(lease, row with
        {
            State = LeaseState.Active,
            WindowMs = row.IsPosted
                ? row.WindowMs : windows.EndOf(ChainParameter.HandoverMs),
        });
        book.Say(LedgerEventKind.Started, lease, atMs);
    }

    /// <summary>A slot is over.</summary>
    public void EndSlot(int lease, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        if (!row.IsPosted)
        {
            closing.NoHandover(lease, atMs);
            return;
        }
        tables.Leases.Update(lease, row with { State = LeaseState.Ended, PeriodMs = atMs });
        book.Say(LedgerEventKind.Ended, lease, atMs, atMs);
        windows.Next(lease, atMs);
    }

    /// <summary>A SPOT lease's period is over, or its notice.</summary>
    public void Wake(int lease, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        if (row.EndMs == atMs)
        {
            EndSpot(lease, atMs);
            return;
        }
        tables.Leases.Update(lease, row with { PeriodMs = atMs, WakeMs = NextWake(atMs, row.EndMs) });
        windows.Next(lease, atMs);
    }

    /// <param name="fromMs">When a period begins.</param>
    /// <param name="endMs">Of notice; 0: none was given.</param>
    public ulong NextWake(ulong fromMs, ulong endMs)
    {
        ulong length = tables.Parameters.Of(ChainParameter.SpotPeriodMs);
        ulong period = fromMs + Math.Min(ulong.MaxValue - fromMs, length);
        return endMs == 0 ? period : Math.Min(endMs, period);
    }

    /// <summary>
    /// A SPOT lease ends: it claims, leaves its stream, and waits for its receipts (M-631).
    /// </summary>
    public void EndSpot(int lease, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        if (!row.IsPosted)
        {
            closing.Withdraw(lease, atMs);
            return;
        }
        StreamRow paying = streams.Of(tables.Leases.StreamOf(row));
        bool byTenant = row.TenantEnds && atMs == row.EndMs || paying.IsDry && atMs >= paying.ClosesMs;
        ulong claimed = Claim(lease, atMs, byTenant ? Math.Max(atMs, MinimumMs(row)) : atMs, fromFunds: true);
        book.Say(LedgerEventKind.Ended, lease, atMs, tables.Leases[lease].EndMs,
            money: new LeaseMoney(claimed, 0, 0, 0, 0));
        windows.Next(lease, atMs);
    }

    /// <summary>
    /// Its lots go on in other leases (M-804): it claims up to there, and waits for its receipts.
    /// </summary>
    public void EndTransferred(int lease, ulong atMs)
    {
        ulong claimed = Claim(lease, atMs, atMs, fromFunds: false);
        book.Say(LedgerEventKind.Ended, lease, atMs, atMs, money: new LeaseMoney(claimed, 0, 0, 0, 0));
        windows.Next(lease, atMs);
    }

    /// <summary>
    /// The tenant refuses the hand-over: what the lease would claim, at least the minimum charge, waits in
    /// its escrow for the verdict (M-614).
    /// </summary>
    public void Refuse(int lease, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        ulong claimed = row.InStream
            ? Claim(lease, atMs, Math.Max(atMs, MinimumMs(row)), fromFunds: false) : 0;
        tables.Leases.Update(lease, tables.Leases[lease].WithoutWindow() with { State = LeaseState.Ended });
        book.Say(LedgerEventKind.Refused, lease, atMs, money: new LeaseMoney(claimed, 0, 0, 0, 0));
    }

    /// <summary>Up to where a tenant that leaves pays (M-631).</summary>
    private ulong MinimumMs(in LeaseRow row) =>
        row.PostedMs + tables.Products[row.Instrument.Product].NoticeMs;

    /// <summary>A SPOT lease claims for the last time, leaves its stream and gives back its lots.</summary>
    /// <param name="endMs">Up to when it claims; what lies behind the end, beside the pool.</param>
    /// <param name="fromFunds">That may come out of the stream's funds; else the reserve alone.</param>
    /// <returns>What it claimed.</returns>
    private ulong Claim(int lease, ulong atMs, ulong endMs, bool fromFunds)
    {
        LeaseRow row = tables.Leases[lease];
        StreamKey stream = tables.Leases.StreamOf(row);
        streams.Settle(stream, atMs);
        StreamRow paying = streams.Of(stream);
        // What lies behind the dry instant, and the minimum charge behind the end, the pool has not got.
        ulong pooledMs = paying.IsDry ? Math.Max(row.PostedMs, Math.Min(atMs, paying.DryMs)) : atMs;
        UInt128 pooled = StreamRow.ClaimOf(row.Rate, pooledMs - row.PostedMs);
        ulong fromPool = (ulong)(pooled - StreamRow.ClaimOf(row.Rate, row.ThroughMs - row.PostedMs));
        UInt128 rest = StreamRow.ClaimOf(row.Rate, endMs - row.PostedMs) - pooled;
        ulong ofFunds = paying.IsDry || !fromFunds ? 0 : (ulong)UInt128.Min(rest, paying.Funds);
        ulong fromReserve = (ulong)UInt128.Min(rest - ofFunds, row.Reserve);

        streams.Claim(stream, fromPool, ofFunds, tables.Leases.KeyOf(lease), atMs);
        streams.Leave(row, atMs);
        tables.Leases.Update(lease, row with
        {
            Escrow = row.Escrow + fromPool + ofFunds,
            WakeMs = 0,
            EndMs = endMs,
            PeriodMs = endMs,
        });
        closing.ReleaseSpot(lease, fromReserve, atMs);
        return fromPool + ofFunds + fromReserve;
    }

    /// <summary>
    /// The provider leaves at once: what is left of its collateral is the tenant's (M-630).
    /// </summary>
    public void Exit(int lease, ulong atMs)
    {
        ulong collateral = tables.Leases[lease].Collateral;
        book.Slash(lease, collateral);
        book.Say(LedgerEventKind.Exited, lease, atMs, money: new LeaseMoney(0, 0, 0, 0, collateral));
        reputation.Fault(lease, byProvider: true, atMs);
        EndSpot(lease, atMs);
    }

    /// <summary>A dry stream's grace is over: its leases end with it, as many as may (M-628).</summary>
    /// <returns>The budget used, at least 1.</returns>
    public int CloseStream(int slot, int budget)
    {
        StreamKey key = tables.Streams.KeyOf(slot);
        ulong atMs = tables.Streams[slot].ClosesMs;
        int used = 0;
        while (used < budget && tables.Leases.TryFirstOf(key, out int lease))
        {
            reputation.Fault(lease, byProvider: false, atMs);
            EndSpot(lease, atMs);
            used += 1;
        }
        return used;
    }
}
