using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Why a SPOT lease ends.</summary>
internal enum Ending { Notice, Dry, Until, Exit, Transfer }

/// <summary>How SPOT leases end (M-614, M-628 to M-631).</summary>
internal static class Endings
{
    private const ulong D = Limits.MsPerHour;

    public static void GiveNotice(World world, AccountId signer, GiveNotice notice)
    {
        if (!notice.Group.IsEmpty)
        {
            ToGroup(world, signer, notice);
            return;
        }
        LeaseRow lease = Handovers.Known(world, notice.Lease);
        Demand(lease.Provider == signer || lease.Tenant == signer, ReceiptStatus.NotPermitted);
        DemandRuns(lease);
        if (lease.EndMs == 0) Noticed(world, lease, lease.Tenant == signer);
    }

    private static void ToGroup(World world, AccountId signer, GiveNotice notice)
    {
        Demand(notice.Lease.IsEmpty, ReceiptStatus.InvalidParameter);
        Hash32 group = World.ToAccount(notice.Group).Bytes;
        LeaseRow[] open = [.. world.Leases.All.Where(row => row.Group == group
            && row.Tenant == signer && row.Book.IsSpot && row.State != LeaseState.Ended)];
        Demand(open.Length > 0, ReceiptStatus.UnknownLease);
        foreach (LeaseRow lease in open.Where(row => row.EndMs == 0).Take(Limits.NoticesPerOperation))
            Noticed(world, lease, ofTenant: true);
    }

    private static void DemandRuns(LeaseRow lease)
    {
        Demand(lease.Book.IsSpot, ReceiptStatus.InvalidParameter);
        Demand(lease.State != LeaseState.Ended, ReceiptStatus.LeaseEnded);
        Demand(lease.PostedMs != 0, ReceiptStatus.NotHandedOver);
    }

    private static void Noticed(World world, LeaseRow lease, bool ofTenant)
    {
        ulong end = world.NowMs + Contracts.Terms(world, lease).NoticeMs;
        Transfers.Over(world, lease);
        world.Leases.Put(lease with
        {
            EndMs = end,
            WakeMs = lease.WakeMs == 0 ? end : Math.Min(end, lease.WakeMs),
            NoticeOfTenant = ofTenant,
        });
    }

    public static void Exit(World world, AccountId signer, ExitLease exit)
    {
        LeaseRow lease = Handovers.Known(world, exit.Lease);
        Demand(lease.Provider == signer, ReceiptStatus.NotPermitted);
        DemandRuns(lease);
        Reputation.Fault(world, lease, ofProvider: true, world.NowMs);
        End(world, Contracts.Slash(world, lease, lease.Collateral), world.NowMs, Ending.Exit);
    }

    /// <summary>M-631.</summary>
    public static void End(World world, LeaseRow lease, ulong atMs, Ending why)
    {
        if (lease.PostedMs == 0)
        {
            Contracts.Close(world, Contracts.Release(world, lease), atMs);
            return;
        }
        Transfers.Over(world, lease);
        if (why == Ending.Dry) Reputation.Fault(world, lease, ofProvider: false, atMs);
        bool minimum = why == Ending.Dry || (why == Ending.Notice && lease.NoticeOfTenant);
        ulong least = lease.PostedMs + Contracts.Terms(world, lease).NoticeMs;
        ulong billed = minimum ? Math.Max(atMs, least) : atMs;
        lease = Contracts.Release(world, ClaimAtEnd(world, lease, atMs, billed, fromFunds: true));
        Contracts.Settled(world, lease with
        {
            State = LeaseState.Ended,
            EndMs = billed,
            PeriodMs = billed,
            WakeMs = 0,
        }, atMs);
    }

    /// <summary>An ACTIVE one is refused: it leaves its stream, with the minimum charge (M-614).</summary>
    public static LeaseRow Refused(World world, LeaseRow lease)
    {
        ulong claimed = (ulong)(lease.Rate * (world.NowMs - lease.PostedMs) / D);
        ulong least = (ulong)(lease.Rate * Contracts.Terms(world, lease).NoticeMs / D);
        lease = ClaimAtEnd(world, lease, world.NowMs, world.NowMs, fromFunds: false);
        if (claimed < least) lease = FromReserve(world, lease, least - claimed);
        ulong billed = Math.Max(world.NowMs, lease.PostedMs + Contracts.Terms(world, lease).NoticeMs);
        return Contracts.Release(world, lease) with { EndMs = billed, PeriodMs = billed };
    }

    private static LeaseRow ClaimAtEnd(
        World world, LeaseRow lease, ulong atMs, ulong billed, bool fromFunds)
    {
        UInt128 At(ulong time) => time <= lease.PostedMs ? 0 : lease.Rate * (time - lease.PostedMs) / D;
        StreamRow stream = Streams.Settle(Streams.Of(world, lease)!, atMs);
        world.Streams.Put(stream);
        ulong paid = stream.IsDry ? Math.Min(atMs, Math.Max(stream.DryMs, lease.PostedMs)) : atMs;
        ulong claimed = (ulong)(At(paid) - At(lease.ThroughMs));
        ulong more = (ulong)(At(billed) - At(paid));
        ulong funds = stream.IsDry || !fromFunds ? 0 : Math.Min(more, stream.Funds);
        Streams.Claim(world, lease, claimed, funds);
        lease = FromReserve(
            world, lease with { Escrow = lease.Escrow + claimed + funds }, more - funds);
        Streams.Leave(world, lease);
        return lease;
    }

    private static LeaseRow FromReserve(World world, LeaseRow lease, ulong amount)
    {
        string asset = Contracts.Terms(world, lease).Asset;
        ulong taken = Math.Min(amount, lease.Reserve);
        Money.TakeLocked(world, lease.Tenant, asset, taken);
        Money.AddEscrow(world, asset, taken);
        return lease with { Reserve = lease.Reserve - taken, Escrow = lease.Escrow + taken };
    }
}
