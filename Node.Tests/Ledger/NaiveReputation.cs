using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>Reputation again, one halving at a time: the oracle of <see cref="DisputeChecks"/>.</summary>
internal sealed class NaiveReputation
{
    private readonly ulong halfLifeMs;

    /// <param name="rows">What it begins with.</param>
    /// <param name="parameters">Whose half-life counts.</param>
    public NaiveReputation(RowsView rows, RowsView parameters)
    {
        halfLifeMs = parameters.Of<StateRow.Parameter>()
            .Single(row => row.Of == ChainParameter.ReputationHalfLifeMs).Value;
        foreach (StateRow.Reputation row in rows.Of<StateRow.Reputation>())
            Parties.Add(row.PartyName, (row.SinceMs, Of(row.AsProvider), Of(row.AsTenant)));
        foreach (StateRow.Pair row in rows.Of<StateRow.Pair>())
            Pairs.Add((row.Low, row.High), (row.SinceMs, row.Leases));
    }

    public Dictionary<string, (ulong SinceMs, (ulong, ulong, ulong) Provider, (ulong, ulong, ulong) Tenant)>
        Parties
    { get; } = [];

    public Dictionary<(string, string), (ulong SinceMs, ulong Leases)> Pairs { get; } = [];

    public void Close(string provider, string tenant, UInt128 delivered, ulong atMs)
    {
        if (provider == tenant || delivered == 0) return;
        string[] names = [provider, tenant];
        Array.Sort(names, StringComparer.Ordinal);
        (ulong since, ulong leases) = Pairs.GetValueOrDefault((names[0], names[1]), (atMs, 0UL));
        for (; since + halfLifeMs <= atMs; since += halfLifeMs) leases /= 2;
        Pairs[(names[0], names[1])] = (since, Math.Min(leases + 1, Math.Max(leases, 16)));
        if (leases >= 16) return;
        ulong hours = (ulong)(delivered / 3_600_000);
        Add(provider, 0, (1, hours, 0), atMs);
        Add(tenant, 1, (1, hours, 0), atMs);
    }

    /// <param name="side">0: as provider, 1: as tenant.</param>
    public void Add(string party, int side, (ulong Leases, ulong Hours, ulong Faults) more, ulong atMs)
    {
        var (since, provider, tenant) = Parties.GetValueOrDefault(party, (atMs, default, default));
        for (; since + halfLifeMs <= atMs; since += halfLifeMs)
            (provider, tenant) = (Half(provider), Half(tenant));
        if (side == 0) provider = Sum(provider, more);
        else tenant = Sum(tenant, more);
        Parties[party] = (since, provider, tenant);
    }

    private static (ulong, ulong, ulong) Of(in PartyRecord record) =>
        (record.Leases, record.LotHours, record.Faults);

    private static (ulong, ulong, ulong) Half((ulong A, ulong B, ulong C) of) =>
        (of.A / 2, of.B / 2, of.C / 2);

    private static (ulong, ulong, ulong) Sum((ulong A, ulong B, ulong C) a, (ulong A, ulong B, ulong C) b) =>
        (a.A + b.A, a.B + b.B, a.C + b.C);
}
