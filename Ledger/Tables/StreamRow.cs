namespace Chain.Ledger.Tables;

/// <summary>
/// What one account pays as it goes in one asset (M-621). Money per ms is kept exact: in units of 1/D, D the
/// ms of an hour, so that settling often or once gives the same.
/// </summary>
/// <param name="Funds">The account's, minor units.</param>
/// <param name="Pool">Debited, and not yet claimed by a lease.</param>
/// <param name="Rate">Of all its leases, minor units per hour.</param>
/// <param name="Remainder">
/// In 1/D. Below D, but while dry it grows: what is owed is in it up to <paramref name="SettledMs"/>.
/// </param>
/// <param name="DryMs">The last instant that was paid for; 0: it is not dry.</param>
/// <param name="ClosesMs">While dry: when its leases end.</param>
internal readonly record struct StreamRow(
    ulong Funds, ulong Pool, UInt128 Rate, ulong SettledMs, UInt128 Remainder, uint Leases, ulong DryMs,
    ulong ClosesMs)
{
    public const ulong Never = ulong.MaxValue;

    public bool IsDry => DryMs != 0;

    public bool IsEmpty => Funds == 0 && Pool == 0 && Leases == 0;

    /// <summary>
    /// The last instant at which the debit is covered (M-624); <see cref="Never"/> if none.
    /// </summary>
    public ulong RunsDryMs
    {
        get
        {
            if (Rate == 0) return Never;
            UInt128 lasts = (((UInt128)Funds + 1) * Limits.MsPerHour - 1 - Remainder) / Rate;
            return lasts >= Never - SettledMs ? Never : SettledMs + (ulong)lasts;
        }
    }

    /// <summary>What a lease of a rate claims in so many ms (M-623).</summary>
    public static UInt128 ClaimOf(UInt128 rate, ulong ms) => rate * ms / Limits.MsPerHour;

    /// <summary>Debited up to a time (M-622); a dry stream is not.</summary>
    public StreamRow SettledTo(ulong timeMs)
    {
        if (IsDry || timeMs < SettledMs) return this;
        (UInt128 debit, UInt128 remainder) = UInt128.DivRem(Accrued(timeMs), Limits.MsPerHour);
        Require.That(debit <= Funds);
        return this with
        {
            Funds = Funds - (ulong)debit,
            Pool = Pool + (ulong)debit,
            Remainder = remainder,
            SettledMs = timeMs,
        };
    }

    /// <summary>Of a dry stream, what a deposit must more than pay (M-625).</summary>
    public UInt128 OwedAt(ulong timeMs) => Accrued(timeMs) / Limits.MsPerHour;

    /// <summary>With a deposit; one into a dry stream has paid what is owed (M-626).</summary>
    public StreamRow Deposited(ulong amount, ulong timeMs)
    {
        StreamRow row = this with { Funds = Funds + amount };
        return IsDry ? (row with { DryMs = 0, ClosesMs = 0 }).SettledTo(timeMs) : row;
    }

    /// <summary>With a lease more from a time on, to which it was settled unless it is dry.</summary>
    public StreamRow Joined(UInt128 rate, ulong timeMs)
    {
        StreamRow row = SettledTo(timeMs);
        return row with
        {
            Remainder = row.Accrued(timeMs),
            SettledMs = timeMs,
            Rate = Rate + rate,
            Leases = Leases + 1,
        };
    }

    /// <summary>
    /// Without a lease that joined at a time. A dry stream owes nothing for it; the last leaves no pool.
    /// </summary>
    public StreamRow Left(UInt128 rate, ulong joinedMs)
    {
        if (Leases == 1)
            return new StreamRow(Funds + Pool, 0, 0, SettledMs, 0, 0, 0, 0);
        UInt128 own = IsDry && SettledMs > Math.Max(DryMs, joinedMs)
            ? rate * (SettledMs - Math.Max(DryMs, joinedMs)) : 0;
        return this with { Rate = Rate - rate, Leases = Leases - 1, Remainder = Remainder - own };
    }

    private UInt128 Accrued(ulong timeMs) => Remainder + Rate * (timeMs - SettledMs);
}
