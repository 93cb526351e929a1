using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>The invariants of disputes and reputation, recomputed from rows and events alone.</summary>
internal static class DisputeChecks
{
    /// <summary>What both sides have locked beside orders and leases.</summary>
    public static IEnumerable<(AccountId Account, string Product, ulong Amount)> Bonds(RowsView rows)
    {
        var leases = rows.Of<StateRow.Lease>().ToDictionary(lease => lease.Id);
        foreach (StateRow.Dispute dispute in rows.Of<StateRow.Dispute>())
        {
            StateRow.Lease lease = leases[dispute.LeaseId];
            yield return (lease.Tenant, lease.ProductName, dispute.TenantBond);
            yield return (lease.Provider, lease.ProductName, dispute.ProviderBond);
        }
    }

    /// <summary>With what of it stands for a dispute.</summary>
    public static ulong CollateralOf(StateRow.Lease lease, RowsView rows) => lease.Collateral
        + (rows.Of<StateRow.Dispute>().SingleOrDefault(row => row.LeaseId == lease.Id)?.ProviderBond ?? 0);

    /// <summary>A dispute freezes what is contested, and nobody can slash more than there was.</summary>
    public static void Disputes(RowsView rows)
    {
        var disputes = rows.Of<StateRow.Dispute>().ToDictionary(dispute => dispute.LeaseId);
        foreach (StateRow.Lease lease in rows.Of<StateRow.Lease>())
        {
            Assert.That(lease.Service.Disputed, Is.EqualTo(disputes.ContainsKey(lease.Id)));
            if (!disputes.TryGetValue(lease.Id, out StateRow.Dispute? dispute)) continue;
            Assert.That(lease.Escrow, Is.GreaterThanOrEqualTo(dispute.Contested), "it waits in the lease");
            Assert.That(lease.Collateral + dispute.ProviderBond,
                Is.LessThanOrEqualTo(lease.Service.CollateralAtTrade));
            Assert.That(dispute.ProviderBond, Is.LessThanOrEqualTo(dispute.TenantBond));
            Assert.That((lease.Service.HasPending, lease.Service.WindowMs), Is.EqualTo((false, 0UL)));
            Assert.That(dispute.Receipt, Is.EqualTo(lease.Service.Receipts));
        }
        foreach (StateRow.Ballot ballot in rows.Of<StateRow.Ballot>())
        {
            StateRow.Dispute dispute = rows.Of<StateRow.Dispute>().Single(row => row.Id == ballot.DisputeId);
            Assert.That((dispute.Panel >> ballot.MemberNumber) & 1, Is.EqualTo((UInt128)1));
            Assert.That(dispute.Phase, Is.Not.EqualTo(DisputePhase.Drawing));
            if (ballot.Verdict != Verdict.Unspecified)
                Assert.That(dispute.Phase, Is.EqualTo(DisputePhase.Revealing));
        }
    }

    /// <summary>Reputation after a block is that before it and what its events say (M-821, M-822).</summary>
    public static void Reputation(RowsView before, RowsView after, BlockOutcome outcome)
    {
        var known = new NaiveReputation(before, after);
        Queue<StateRow.Lease> closed = new(outcome.ClosedLeases);
        foreach (LedgerEvent one in outcome.Events)
        {
            string provider = one.Provider == default ? "" : after.Parties[one.Provider];
            string tenant = after.Parties[one.Tenant];
            if (one.Kind == LedgerEventKind.Closed)
                known.Close(provider, tenant, closed.Dequeue().Service.Delivered, one.EffectiveMs);
            if (one.Kind == LedgerEventKind.ProviderFault) known.Add(provider, 0, (0, 0, 1), one.EffectiveMs);
            if (one.Kind == LedgerEventKind.TenantFault) known.Add(tenant, 1, (0, 0, 1), one.EffectiveMs);
        }
        Assert.That(known.Parties, Is.EquivalentTo(new NaiveReputation(after, after).Parties));
        Assert.That(known.Pairs, Is.EquivalentTo(new NaiveReputation(after, after).Pairs));
    }

    /// <summary>Each cause of a fault that has an event of its own is one.</summary>
    public static void Faults(RowsView rows, BlockOutcome outcome)
    {
        foreach (LedgerEvent one in outcome.Events)
        {
            LedgerEventKind? fault = one.Kind switch
            {
                LedgerEventKind.NoHandover or LedgerEventKind.Exited or LedgerEventKind.DecidedForTenant =>
                    LedgerEventKind.ProviderFault,
                LedgerEventKind.DecidedForProvider => LedgerEventKind.TenantFault,
                _ => null,
            };
            if (fault is null || rows.Parties[one.Provider] == rows.Parties[one.Tenant]) continue;
            Assert.That(outcome.Events.Any(other => other.Kind == fault && other.Lease == one.Lease));
        }
    }
}
