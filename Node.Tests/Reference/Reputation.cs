namespace Chain.Tests.Reference;

/// <summary>What parties have made of themselves (M-821, M-822).</summary>
internal static class Reputation
{
    private const ulong Most = (1UL << 63) - 1;

    public static void Fault(World world, LeaseRow lease, bool ofProvider, ulong atMs)
    {
        string provider = world.PartyOf(lease.Provider), tenant = world.PartyOf(lease.Tenant);
        if (provider == tenant) return;
        ReputationRow row = At(world, ofProvider ? provider : tenant, atMs);
        world.Reputations.Put(ofProvider
            ? row with { Provider = row.Provider with { Faults = Plus(row.Provider.Faults, 1) } }
            : row with { Tenant = row.Tenant with { Faults = Plus(row.Tenant.Faults, 1) } });
    }

    public static void Closed(World world, LeaseRow lease, ulong atMs)
    {
        string provider = world.PartyOf(lease.Provider), tenant = world.PartyOf(lease.Tenant);
        if (lease.Delivered == 0 || provider == tenant) return;
        (string low, string high) = string.CompareOrdinal(provider, tenant) < 0
            ? (provider, tenant) : (tenant, provider);
        PairRow pair = world.Pairs.Find(PairRow.KeyOf(low, high)) ?? new PairRow(low, high, atMs, 0);
        (int halvings, ulong since) = Decay(world, pair.SinceMs, atMs);
        pair = world.Pairs.Put(pair with { SinceMs = since, Leases = Halved(pair.Leases, halvings) });
        if (pair.Leases >= 16) return;
        world.Pairs.Put(pair with { Leases = pair.Leases + 1 });
        ulong hours = (ulong)UInt128.Min(lease.Delivered / Limits.MsPerHour, Most);
        ReputationRow one = At(world, provider, atMs);
        world.Reputations.Put(one with { Provider = More(one.Provider, hours) });
        ReputationRow other = At(world, tenant, atMs);
        world.Reputations.Put(other with { Tenant = More(other.Tenant, hours) });
    }

    private static Counts More(Counts counts, ulong hours) => counts with
    {
        Leases = Plus(counts.Leases, 1),
        LotHours = Plus(counts.LotHours, hours),
    };

    private static ulong Plus(ulong number, ulong more) => Math.Min(number + more, Most);

    private static ReputationRow At(World world, string party, ulong atMs)
    {
        ReputationRow row = world.Reputations.Find(ReputationRow.KeyOf(party))
            ?? new ReputationRow(party, atMs, default, default);
        (int halvings, ulong since) = Decay(world, row.SinceMs, atMs);
        Counts Half(Counts counts) => new(Halved(counts.Leases, halvings),
            Halved(counts.LotHours, halvings), Halved(counts.Faults, halvings));
        return row with { SinceMs = since, Provider = Half(row.Provider), Tenant = Half(row.Tenant) };
    }

    private static (int Halvings, ulong SinceMs) Decay(World world, ulong sinceMs, ulong atMs)
    {
        ulong half = world.Parameter(Wire.ChainParameter.ReputationHalfLifeMs);
        ulong n = atMs < sinceMs ? 0 : (atMs - sinceMs) / half;
        return ((int)Math.Min(n, 64), sinceMs + n * half);
    }

    private static ulong Halved(ulong number, int times) => times >= 64 ? 0 : number >> times;
}
