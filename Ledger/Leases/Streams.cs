using Chain.Ledger.Tables;

namespace Chain.Ledger.Leases;

/// <summary>Streaming payment: debits, claims, joining and leaving (M-621 to M-629).</summary>
internal sealed class Streams(LedgerTables tables)
{
    private readonly LeaseBook book = new(tables);

    public StreamRow Of(StreamKey key) =>
        tables.Streams.Find(key) is >= 0 and var slot ? tables.Streams[slot] : default;

    /// <summary>From the account's available money.</summary>
    /// <returns>False, and nothing done, when less is available.</returns>
    public bool TryDeposit(StreamKey key, ulong amount, ulong timeMs)
    {
        if (!tables.Balances.TrySetAside(key.Account, key.Asset, amount)) return false;
        tables.Hold(key.Asset, pools: amount);
        StreamRow row = Of(key);
        // After its close it is too late: the money stays, the leases end (M-628).
        bool revives = row.IsDry && timeMs < row.ClosesMs;
        Set(key, revives || !row.IsDry ? row.Deposited(amount, timeMs)
            : row with { Funds = row.Funds + amount }, timeMs, added: amount);
        if (revives) book.Say(LedgerEventKind.Resumed, key, timeMs, timeMs: 0);
        return true;
    }

    /// <summary>Back to available money; the stream is settled and has it.</summary>
    public void Withdraw(StreamKey key, ulong amount, ulong timeMs)
    {
        StreamRow row = Of(key);
        Set(key, row with { Funds = row.Funds - amount }, timeMs, taken: amount);
        tables.Hold(key.Asset, pools: -(Int128)amount);
        tables.Balances.GiveBack(key.Account, key.Asset, amount);
    }

    public void Settle(StreamKey key, ulong timeMs)
    {
        if (tables.Streams.Find(key) >= 0) Set(key, Of(key).SettledTo(timeMs), timeMs);
    }

    /// <summary>Out of funds for a time on: what it has paid for stays (M-624).</summary>
    public void MarkDry(StreamKey key, ulong dryMs)
    {
        Set(key, Of(key).SettledTo(dryMs) with
        {
            DryMs = dryMs,
            ClosesMs = dryMs + Math.Min(ulong.MaxValue - dryMs, tables.Parameters.GraceMs),
        }, dryMs);
        book.Say(LedgerEventKind.Suspended, key, dryMs, Of(key).ClosesMs);
    }

    public void Join(in LeaseRow lease, ulong timeMs)
    {
        StreamKey key = tables.Leases.StreamOf(lease);
        Set(key, Of(key).Joined(lease.Rate, timeMs), timeMs);
    }

    public void Leave(in LeaseRow lease, ulong timeMs)
    {
        StreamKey key = tables.Leases.StreamOf(lease);
        Set(key, Of(key).Left(lease.Rate, lease.PostedMs), timeMs);
    }

    /// <summary>Moves what a lease claims from the pool to its escrow, which its row tells.</summary>
    /// <param name="key">Of the stream; settled so far, or dry.</param>
    /// <param name="fromFunds">Beside the pool's, of funds: a minimum charge (M-631).</param>
    public void Claim(StreamKey key, ulong fromPool, ulong fromFunds, Hash32 lease, ulong timeMs)
    {
        StreamRow row = Of(key);
        tables.Hold(key.Asset, escrow: (Int128)fromPool + fromFunds, pools: -((Int128)fromPool + fromFunds));
        Move(key, -(long)fromFunds, MovementReason.Reserve, lease);
        Set(key, row with { Pool = row.Pool - fromPool, Funds = row.Funds - fromFunds }, timeMs,
            taken: fromFunds);
    }

    /// <summary>
    /// Writes the row. What funds change by beside deposits, withdrawals and charges is debit, or comes back
    /// from the pool.
    /// </summary>
    private void Set(StreamKey key, in StreamRow row, ulong timeMs, ulong added = 0, ulong taken = 0)
    {
        StreamRow before = Of(key);
        Move(key, (long)row.Funds - (long)before.Funds - (long)added + (long)taken,
            MovementReason.Stream, default);
        tables.Streams.Set(key, row);
        ulong was = before.IsDry ? before.DryMs : before.RunsDryMs;
        ulong runsDry = row.IsDry ? row.DryMs : row.RunsDryMs;
        if (was != runsDry)
            book.Say(LedgerEventKind.DryInstant, key, timeMs, runsDry == StreamRow.Never ? 0 : runsDry);
    }

    private void Move(StreamKey key, long amount, MovementReason reason, Hash32 reference) =>
        tables.Journal.Add(new Movement(tables.Accounts.KeyOf(key.Account), tables.Assets.KeyOf(key.Asset),
            amount, reason, reference));
}
