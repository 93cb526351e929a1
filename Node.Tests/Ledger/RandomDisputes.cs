using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>What tenants contest in random histories, and what panels say to it.</summary>
internal sealed class RandomDisputes(int seed)
{
    private readonly Random random = new(unchecked(seed * 17 + 5));

    /// <summary>By a tenant or a panel; null where there is nothing to say.</summary>
    public (AccountId Who, Operation What)? Next(Market market, StateRow.Lease[] leases)
    {
        if (random.Next(3) > 0 && OfPanel(market) is { } vote) return vote;
        StateRow.Lease[] open = [.. leases.Where(lease => lease.Service is { HasPending: true }
            or { PostedMs: > 0, Acknowledged: false, Disputed: false })];
        if (open.Length == 0) return null;
        StateRow.Lease lease = open[random.Next(open.Length)];
        return OfTenant(market, lease) is { } contest ? (lease.Tenant, contest) : null;
    }

    private Operation? OfTenant(Market market, StateRow.Lease lease)
    {
        LeaseService service = lease.Service;
        if (service.PostedMs > 0 && !service.Acknowledged && random.Next(2) == 0)
            return DisputeOps.Refuse(lease.Id);
        if (!service.HasPending || random.Next(4) == 0) return null;
        UInt128 claimed = market.Row<StateRow.PendingReceipt>(StateKey.PendingReceipt(lease.Id))!.Delivered;
        UInt128 stated = service.Delivered + (claimed - service.Delivered) * (UInt128)random.Next(100) / 100;
        return DisputeOps.Open(lease.Id, service.Receipts + 1, stated);
    }

    /// <summary>A vote, by a member of a panel or now and then by another; null without a dispute.</summary>
    private (AccountId Member, Operation Vote)? OfPanel(Market market)
    {
        StateRow.Dispute[] open = [.. market.AllRows().OfType<StateRow.Dispute>().OrderBy(row => row.Id)];
        if (open.Length == 0) return null;
        StateRow.Dispute dispute = open[random.Next(open.Length)];
        StateRow.Member[] members =
            [.. market.AllRows().OfType<StateRow.Member>().OrderBy(row => row.Number)];
        StateRow.Member[] panel = [.. members.Where(member => (member.Bit & dispute.Panel) != 0)];
        if (dispute.Phase == DisputePhase.Revealing && random.Next(10) > 0)
            panel = [.. panel.Where(member =>
                market.Row<StateRow.Ballot>(StateKey.Ballot(dispute.Id, member.Number)) is not null)];
        StateRow.Member[] voters = panel.Length == 0 || random.Next(10) == 0 ? members : panel;
        StateRow.Member voter = voters[random.Next(voters.Length)];
        // The same at the reveal as at the commitment, mostly.
        var verdict = (Verdict)((dispute.Id.Prefix / 7 + (ulong)voter.Number % 4 / 3) % 3 + 1);
        if (random.Next(20) == 0) verdict = (Verdict)random.Next(5);
        return (voter.Id, dispute.Phase == DisputePhase.Revealing
            ? DisputeOps.Reveal(dispute.Id, voter.Id, verdict)
            : DisputeOps.Commit(dispute.Id, dispute.Round, voter.Id, verdict));
    }
}
