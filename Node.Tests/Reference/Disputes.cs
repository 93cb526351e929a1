using System.Buffers.Binary;
using Chain.Crypto;
using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Contested hand-overs and receipts, up to the decision (M-731, M-732, M-735).</summary>
internal static class Disputes
{
    private const ulong D = Limits.MsPerHour;

    public static void Refuse(World world, AccountId signer, RefuseHandover refuse)
    {
        LeaseRow lease = Handovers.Known(world, refuse.Lease);
        Demand(lease.Tenant == signer, ReceiptStatus.NotPermitted);
        Demand(refuse.DisclosedKey.Length == Hash32.Size && (lease.DeliveryKey.IsEmpty
            || ECPrivKey.IsSecretOf(refuse.DisclosedKey.Span, new Hash32(lease.DeliveryKey.Span))),
            ReceiptStatus.InvalidKey);
        Demand(lease.PostedMs != 0, ReceiptStatus.NotHandedOver);
        Demand(!lease.Acknowledged, ReceiptStatus.AlreadyAcknowledged);
        Demand(!lease.Disputed, ReceiptStatus.LeaseDisputed);
        if (lease.Book.IsSpot && lease.State == LeaseState.Active) lease = Endings.Refused(world, lease);
        lease = lease with
        {
            State = LeaseState.Ended,
            WakeMs = 0,
            WindowEnd = 0,
            WindowPeriod = 0,
        };
        OrderRow[] asks = Resale.AsksOf(world, lease.Lease);
        if (asks.Length > 0) world.Census.Count(Happenings.AsksOfRefused);
        foreach (OrderRow ask in asks) Orders.Remove(world, ask);
        Begin(world, lease, 0, lease.Escrow, 0, 0, new Hash32(refuse.DisclosedKey.Span));
    }

    public static void Open(World world, AccountId signer, OpenDispute open)
    {
        LeaseRow lease = Handovers.Known(world, open.Lease);
        Demand(lease.Tenant == signer, ReceiptStatus.NotPermitted);
        Demand(open.Delivered.Length == 16, ReceiptStatus.InvalidParameter);
        Demand(!lease.Disputed, ReceiptStatus.LeaseDisputed);
        Demand(lease.Pending && open.Number == lease.Receipts + 1, ReceiptStatus.NoPendingReceipt);
        UInt128 stated = BinaryPrimitives.ReadUInt128BigEndian(open.Delivered.Span);
        PendingRow pending = world.Pendings.Find(PendingRow.KeyOf(lease.Lease))!;
        Demand(stated >= lease.Delivered && stated < pending.Delivered, ReceiptStatus.InvalidMeter);
        UInt128 unit = lease.Book.IsSpot ? D : Contracts.Terms(world, lease).SlotMs;
        ulong contested =
            (ulong)(lease.Price * pending.Delivered / unit - lease.Price * stated / unit);
        lease = Receipts.Disputed(world, lease, pending.ThroughMs, pending.Delivered, stated);
        Begin(world, lease with { WindowEnd = 0, WindowPeriod = 0 }, lease.Receipts, contested,
            pending.Delivered, stated, Hash32.Zero);
    }

    private static void Begin(World world, LeaseRow lease, ulong receipt, ulong contested,
        UInt128 claimed, UInt128 stated, Hash32 disclosed)
    {
        ulong bond = (ulong)UInt128.Max(
            world.Parameter(ChainParameter.DisputeMinimum), World.CeilingOf(contested, 20));
        Money.Lock(world, lease.Tenant, Contracts.Terms(world, lease).Asset, bond);
        ulong provider = Math.Min(bond, lease.Collateral);
        world.Leases.Put(lease with { Disputed = true, Collateral = lease.Collateral - provider });
        world.Disputes.Put(new DisputeRow(Hashes.OfDispute(lease.Lease, receipt), lease.Lease, receipt,
            DisputePhase.Drawing, 1, world.Height, 0, Panels.SponsorsOf(world, lease), 0, contested, bond,
            provider, claimed, stated, disclosed));
    }

    public static void Decide(World world, DisputeRow dispute, Verdict verdict, ulong atMs)
    {
        LeaseRow lease = world.Leases.Find(LeaseRow.KeyOf(dispute.Lease))!;
        Panels.DropBallots(world, dispute);
        world.Disputes.Remove(dispute);
        lease = Bonds(world, lease, dispute, verdict) with { Disputed = false };
        if (verdict != Verdict.Half)
            Reputation.Fault(world, lease, ofProvider: verdict == Verdict.Tenant, atMs);
        if (dispute.Receipt == 0)
        {
            HandOver(world, lease, verdict, atMs);
            return;
        }
        UInt128 delivered = verdict == Verdict.Provider ? dispute.Claimed
            : verdict == Verdict.Tenant ? dispute.Stated : (dispute.Claimed + dispute.Stated) / 2;
        lease = Receipts.Decided(world, lease, dispute.Claimed, dispute.Stated, delivered);
        Contracts.Settled(world, lease, atMs);
    }

    private static LeaseRow Bonds(World world, LeaseRow lease, DisputeRow dispute, Verdict verdict)
    {
        string asset = Contracts.Terms(world, lease).Asset;
        if (verdict == Verdict.Provider)
        {
            Money.TakeLocked(world, lease.Tenant, asset, dispute.TenantBond);
            Money.Give(world, lease.Provider, asset, dispute.TenantBond);
        }
        else Money.Unlock(world, lease.Tenant, asset, dispute.TenantBond);
        if (verdict != Verdict.Tenant)
            return lease with { Collateral = lease.Collateral + dispute.ProviderBond };
        Money.TakeLocked(world, lease.Provider, asset, dispute.ProviderBond);
        Money.Give(world, lease.Tenant, asset, dispute.ProviderBond);
        return lease;
    }

    private static void HandOver(World world, LeaseRow lease, Verdict verdict, ulong atMs)
    {
        string asset = Contracts.Terms(world, lease).Asset;
        if (verdict == Verdict.Tenant) lease = Contracts.Slash(world, lease, lease.Collateral);
        ulong earned = verdict == Verdict.Provider ? lease.Escrow
            : verdict == Verdict.Half ? lease.Escrow / 2 : 0;
        ulong fee = (ulong)Receipts.FeeOn(world, lease, earned);
        Money.TakeEscrow(world, asset, earned);
        Money.Give(world, lease.Provider, asset, earned - fee);
        Money.AddFees(world, asset, fee);
        Contracts.Close(world, lease with { Escrow = lease.Escrow - earned }, atMs);
    }
}
