using System.Buffers.Binary;
using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Receipts of delivery, and what they pay (M-711 to M-714).</summary>
internal static class Receipts
{
    private const ulong D = Limits.MsPerHour;

    /// <summary>What has been paid in all, since service began.</summary>
    private readonly record struct Paid(UInt128 Earned, UInt128 Fee, UInt128 Back, UInt128 Slashed);

    public static void Post(World world, AccountId signer, PostDelivery post)
    {
        LeaseRow lease = Handovers.Known(world, post.Lease);
        Demand(lease.Provider == signer, ReceiptStatus.NotPermitted);
        Demand(post.Delivered.Length == 16 && post.EvidenceRoot.Length == Hash32.Size,
            ReceiptStatus.InvalidParameter);
        Demand(!lease.Disputed, ReceiptStatus.LeaseDisputed);
        Demand(lease.Acknowledged, ReceiptStatus.NotAcknowledged);
        Demand(post.Number == lease.Receipts + 1, ReceiptStatus.ReceiptOutOfOrder);
        UInt128 delivered = BinaryPrimitives.ReadUInt128BigEndian(post.Delivered.Span);
        Demand(post.TenantSignature.IsEmpty
            || new Hash32(post.TenantKey.Span) == Keys.PresentOf(world, lease.Tenant),
            ReceiptStatus.WrongKey);
        Demand(!lease.Pending || !post.TenantSignature.IsEmpty, ReceiptStatus.ReceiptPending);
        DemandMeter(world, lease, post.ThroughMs, delivered);
        if (post.TenantSignature.IsEmpty)
        {
            Wait(world, lease, post.ThroughMs, delivered, new Hash32(post.EvidenceRoot.Span));
            return;
        }
        bool reaches = lease.Pending || post.ThroughMs >= lease.WindowPeriod;
        if (reaches) lease = lease with { WindowEnd = 0, WindowPeriod = 0 };
        Final(world, lease, post.ThroughMs, delivered, world.NowMs);
    }

    private static void DemandMeter(World world, LeaseRow lease, ulong throughMs, UInt128 delivered)
    {
        ulong most = lease.State == LeaseState.Ended ? Contracts.BilledMs(world, lease)
            : Streams.Of(world, lease) is { IsDry: true } stream ? Math.Min(world.NowMs, stream.DryMs)
            : world.NowMs;
        Demand(throughMs > lease.ThroughMs && throughMs <= most && delivered >= lease.Delivered
            && delivered - lease.Delivered <= (UInt128)lease.Lots * (throughMs - lease.ThroughMs),
            ReceiptStatus.InvalidMeter);
    }

    private static void Wait(
        World world, LeaseRow lease, ulong throughMs, UInt128 delivered, Hash32 evidence)
    {
        world.Pendings.Put(new PendingRow(lease.Lease, throughMs, delivered, evidence));
        world.Leases.Put(lease with
        {
            Pending = true,
            WindowEnd = Windows.Of(world, ChainParameter.ChallengeMs),
            WindowPeriod = 0,
        });
    }

    /// <summary>A receipt is final: signed, unchallenged, or none that came in time (M-716).</summary>
    public static void Final(World world, LeaseRow lease, ulong throughMs, UInt128 delivered, ulong atMs)
    {
        lease = Drop(world, lease);
        if (Undelivered(world, lease, throughMs, delivered)
            > Undelivered(world, lease, lease.ThroughMs, lease.Delivered))
            Reputation.Fault(world, lease, ofProvider: true, atMs);
        lease = ClaimThrough(world, lease, throughMs, atMs);
        lease = Pay(world, lease, Of(world, lease, throughMs, delivered),
            Of(world, lease, lease.ThroughMs, lease.Delivered));
        Contracts.Settled(world, lease with
        {
            Receipts = lease.Receipts + 1,
            ThroughMs = throughMs,
            Delivered = delivered,
        }, atMs);
    }

    /// <summary>M-737: final at what the tenant admits, refund and slash as the provider said.</summary>
    public static LeaseRow Disputed(
        World world, LeaseRow lease, ulong throughMs, UInt128 claimed, UInt128 stated)
    {
        lease = Drop(world, lease);
        if (Undelivered(world, lease, throughMs, claimed)
            > Undelivered(world, lease, lease.ThroughMs, lease.Delivered))
            Reputation.Fault(world, lease, ofProvider: true, world.NowMs);
        lease = ClaimThrough(world, lease, throughMs, world.NowMs);
        lease = Pay(world, lease, Between(world, lease, throughMs, claimed, stated),
            Of(world, lease, lease.ThroughMs, lease.Delivered));
        return lease with { Receipts = lease.Receipts + 1, ThroughMs = throughMs, Delivered = stated };
    }

    /// <summary>M-735: what lay between is paid.</summary>
    public static LeaseRow Decided(
        World world, LeaseRow lease, UInt128 claimed, UInt128 stated, UInt128 delivered)
    {
        lease = Pay(world, lease, Of(world, lease, lease.ThroughMs, delivered),
            Between(world, lease, lease.ThroughMs, claimed, stated));
        return lease with { Delivered = delivered };
    }

    private static Paid Between(
        World world, LeaseRow lease, ulong throughMs, UInt128 claimed, UInt128 stated)
    {
        Paid all = Of(world, lease, throughMs, claimed), said = Of(world, lease, throughMs, stated);
        return all with { Earned = said.Earned, Fee = said.Fee };
    }

    private static LeaseRow Drop(World world, LeaseRow lease)
    {
        if (world.Pendings.Find(PendingRow.KeyOf(lease.Lease)) is { } row) world.Pendings.Remove(row);
        return lease with { Pending = false };
    }

    /// <summary>A SPOT lease's share of its stream so far (M-623, M-713).</summary>
    private static LeaseRow ClaimThrough(World world, LeaseRow lease, ulong throughMs, ulong atMs)
    {
        if (!lease.Book.IsSpot || lease.State == LeaseState.Ended) return lease;
        UInt128 At(ulong time) => time <= lease.PostedMs ? 0 : lease.Rate * (time - lease.PostedMs) / D;
        world.Streams.Put(Streams.Settle(Streams.Of(world, lease)!, atMs));
        ulong claim = (ulong)(At(throughMs) - At(lease.ThroughMs));
        Streams.Claim(world, lease, claim, 0);
        return lease with { Escrow = lease.Escrow + claim };
    }

    /// <summary>When service began (M-613).</summary>
    public static ulong BeginMs(World world, LeaseRow lease, ulong postedMs) => lease.Book.IsSpot
        ? postedMs : Math.Max(postedMs, Contracts.StartMs(world, lease));

    /// <summary>U of M-713, with M-714.</summary>
    private static UInt128 Undelivered(World world, LeaseRow lease, ulong throughMs, UInt128 delivered)
    {
        if (IsNone(lease, throughMs)) return 0;
        ulong begin = lease.Book.IsSpot ? lease.PostedMs : Contracts.StartMs(world, lease);
        return (UInt128)lease.Lots * (throughMs - begin) - delivered;
    }

    /// <summary>Before the first receipt nothing is paid, whatever the service has missed.</summary>
    private static bool IsNone(LeaseRow lease, ulong throughMs) =>
        lease.Receipts == 0 && throughMs == lease.ThroughMs;

    private static Paid Of(World world, LeaseRow lease, ulong throughMs, UInt128 delivered)
    {
        if (IsNone(lease, throughMs)) return default;
        CreateProduct terms = Contracts.Terms(world, lease);
        UInt128 unit = lease.Book.IsSpot ? D : terms.SlotMs;
        ulong notice = lease.Book.IsSpot ? terms.NoticeMs : terms.SlotMs;
        UInt128 undelivered = Undelivered(world, lease, throughMs, delivered);
        UInt128 earned = lease.Price * delivered / unit;
        UInt128 back = world.Planted == Planted.RefundRoundedUp
            ? World.CeilingOf(lease.Price * undelivered, unit) : lease.Price * undelivered / unit;
        UInt128 slashed = (UInt128)(new System.Numerics.BigInteger(lease.CollateralAtTrade)
            * (System.Numerics.BigInteger)undelivered / ((System.Numerics.BigInteger)lease.Lots * notice));
        return new Paid(earned, FeeOn(world, lease, earned), back,
            UInt128.Min(lease.CollateralAtTrade, slashed));
    }

    /// <summary>The provider's fee on what it has earned.</summary>
    public static UInt128 FeeOn(World world, LeaseRow lease, UInt128 earned) => lease.Book.IsSpot
        ? earned * Contracts.Terms(world, lease).FeeBps / 10_000 : lease.Fee * earned / lease.Rate;

    private static LeaseRow Pay(World world, LeaseRow lease, Paid now, Paid before)
    {
        string asset = Contracts.Terms(world, lease).Asset;
        ulong earned = (ulong)(now.Earned - before.Earned), fee = (ulong)(now.Fee - before.Fee);
        ulong back = (ulong)(now.Back - before.Back);
        Money.TakeEscrow(world, asset, earned + back);
        Money.Give(world, lease.Provider, asset, earned - fee);
        Money.AddFees(world, asset, fee);
        Money.Give(world, lease.Tenant, asset, back);
        lease = lease with { Escrow = lease.Escrow - earned - back };
        return Contracts.Slash(world, lease, (ulong)(now.Slashed - before.Slashed));
    }
}
