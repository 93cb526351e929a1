using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Leases;

/// <summary>What leases make of the parties' reputation (M-821, M-822).</summary>
internal sealed class Reputation(LedgerTables tables)
{
    private const ulong CountedPerPair = 16;

    private readonly LeaseBook book = new(tables);

    /// <summary>A lease that was served has closed.</summary>
    public void Completed(in LeaseRow lease, ulong atMs)
    {
        int provider = tables.Accounts[lease.Provider].Party, tenant = tables.Accounts[lease.Tenant].Party;
        if (lease.Delivered == 0 || provider == tenant || !Counts(provider, tenant, atMs)) return;
        ulong hours = (ulong)UInt128.Min(lease.Delivered / Limits.MsPerHour, Decay.Most);
        var served = new PartyRecord(Leases: 1, hours, Faults: 0);
        Add(provider, atMs, asProvider: served, asTenant: default);
        Add(tenant, atMs, asProvider: default, asTenant: served);
    }

    /// <param name="byProvider">Else the tenant's.</param>
    public void Fault(int lease, bool byProvider, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        int provider = tables.Accounts[row.Provider].Party, tenant = tables.Accounts[row.Tenant].Party;
        if (provider == tenant) return;
        var fault = new PartyRecord(Leases: 0, LotHours: 0, Faults: 1);
        if (byProvider) Add(provider, atMs, fault, asTenant: default);
        else Add(tenant, atMs, asProvider: default, fault);
        book.Say(byProvider ? LedgerEventKind.ProviderFault : LedgerEventKind.TenantFault, lease, atMs);
    }

    /// <summary>Only a few leases of the same two parties make a name.</summary>
    private bool Counts(int provider, int tenant, ulong atMs)
    {
        PairKey key = tables.Pairs.KeyFor(provider, tenant);
        int slot = tables.Pairs.Find(key);
        PairRow pair = slot < 0 ? new PairRow(atMs, 0) : tables.Pairs[slot].At(atMs, HalfLifeMs);
        bool counts = pair.Leases < CountedPerPair;
        if (counts) pair = pair with { Leases = pair.Leases + 1 };
        if (slot < 0) tables.Pairs.Insert(key, pair);
        else tables.Pairs.Update(slot, pair);
        return counts;
    }

    private void Add(int party, ulong atMs, in PartyRecord asProvider, in PartyRecord asTenant)
    {
        int slot = tables.Reputations.Find(party);
        ReputationRow row = slot < 0
            ? new ReputationRow(atMs, default, default) : tables.Reputations[slot].At(atMs, HalfLifeMs);
        row = row with
        {
            AsProvider = row.AsProvider.Plus(asProvider),
            AsTenant = row.AsTenant.Plus(asTenant),
        };
        if (slot < 0) tables.Reputations.Insert(party, row);
        else tables.Reputations.Update(slot, row);
    }

    private ulong HalfLifeMs => tables.Parameters.Of(ChainParameter.ReputationHalfLifeMs);
}
