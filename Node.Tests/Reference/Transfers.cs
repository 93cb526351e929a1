using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>SPOT leases, or lots of them, that pass to another account (M-803 to M-805).</summary>
internal static class Transfers
{
    public static void Offer(World world, AccountId signer, OfferTransfer offer)
    {
        LeaseRow lease = Handovers.Known(world, offer.Lease);
        Demand(lease.Tenant == signer, ReceiptStatus.NotPermitted);
        Demand(lease.Book.IsSpot, ReceiptStatus.InvalidParameter);
        Demand(lease.PostedMs != 0, ReceiptStatus.NotHandedOver);
        Demand(lease.State != LeaseState.Ended, ReceiptStatus.LeaseEnded);
        Demand(lease.Acknowledged, ReceiptStatus.NotAcknowledged);
        Demand(!lease.Disputed, ReceiptStatus.LeaseDisputed);
        Demand(lease.EndMs == 0, ReceiptStatus.NoticeGiven);
        Demand(Find(world, lease.Lease) is null, ReceiptStatus.TransferWaits);
        Demand(lease.Splits < Limits.Splits, ReceiptStatus.TooManySplits);
        AccountId taker = world.Existing(World.ToAccount(offer.To));
        Demand(taker != lease.Tenant, ReceiptStatus.InvalidParameter);
        ulong least = Contracts.Terms(world, lease).MinOrderLots;
        Demand(offer.Lots == lease.Lots || (offer.Lots < lease.Lots && offer.Lots >= least
            && lease.Lots - offer.Lots >= least), ReceiptStatus.InvalidLots);
        Demand(offer.Price <= Limits.Notional, ReceiptStatus.InvalidPrice);
        world.Transfers.Put(
            new TransferRow(lease.Lease, taker, offer.Lots, offer.Price, 0, ByteString.Empty));
    }

    public static void Accept(World world, AccountId signer, AcceptTransfer accept)
    {
        (TransferRow transfer, LeaseRow lease) = Known(world, accept.Lease);
        Demand(transfer.Taker == signer, ReceiptStatus.NotPermitted);
        Demand(transfer.Reserve == 0, ReceiptStatus.TransferAccepted);
        Demand(accept.Lots == transfer.Lots && accept.Price == transfer.Price, ReceiptStatus.OfferChanged);
        ByteString deliveryKey = Orders.DeliveryKey(accept.DeliveryKey);
        Demand(!lease.Disputed, ReceiptStatus.LeaseDisputed);
        string asset = Contracts.Terms(world, lease).Asset;
        Streams.DemandPlaces(world, signer, asset, 1);
        UInt128 reserve = ReserveOf(world, lease, transfer.Lots);
        Demand(transfer.Price + reserve <= Limits.Notional, ReceiptStatus.Overflow);
        Money.Lock(world, signer, asset, transfer.Price + (ulong)reserve);
        world.Transfers.Put(transfer with { Reserve = (ulong)reserve, DeliveryKey = deliveryKey });
    }

    public static void Withdraw(World world, AccountId signer, WithdrawTransfer withdraw)
    {
        (TransferRow transfer, LeaseRow lease) = Known(world, withdraw.Lease);
        Demand(lease.Tenant == signer, ReceiptStatus.NotPermitted);
        Demand(transfer.Reserve == 0, ReceiptStatus.TransferAccepted);
        world.Transfers.Remove(transfer);
    }

    private static TransferRow? Find(World world, Hash32 lease) =>
        world.Transfers.Find(TransferRow.KeyOf(lease));

    private static (TransferRow Transfer, LeaseRow Lease) Known(World world, ByteString id)
    {
        Hash32 lease = World.ToAccount(id).Bytes;
        TransferRow? transfer = Find(world, lease);
        Demand(transfer is not null, ReceiptStatus.UnknownTransfer);
        return (transfer!, world.Leases.Find(LeaseRow.KeyOf(lease))!);
    }

    private static UInt128 ReserveOf(World world, LeaseRow lease, ulong lots) =>
        lots * Orders.BuyerPerLot(world, lease.Book, lease.Price);

    /// <summary>Of this lease, if one waits: what was locked for it is free (M-805).</summary>
    public static void Over(World world, LeaseRow lease)
    {
        if (Find(world, lease.Lease) is not { } transfer) return;
        world.Census.Count(transfer.Reserve == 0 ? Happenings.OfferOver : Happenings.AcceptedOver);
        if (transfer.Reserve != 0)
            Money.Unlock(world, transfer.Taker, Contracts.Terms(world, lease).Asset,
                transfer.Price + transfer.Reserve);
        world.Transfers.Remove(transfer);
    }

    /// <summary>At the end of a period: true if the lease has passed on, and so has ended (M-804).</summary>
    public static bool TakesEffect(World world, LeaseRow lease, ulong atMs)
    {
        if (Find(world, lease.Lease) is not { Reserve: > 0 } transfer) return false;
        if (Fails(world, lease, transfer, atMs))
        {
            world.Census.Count(Happenings.TransferFails);
            Over(world, lease);
            return false;
        }
        world.Transfers.Remove(transfer);
        Pay(world, lease, transfer);
        UInt128 collateral = lease.Collateral;
        ulong part = (ulong)(collateral * transfer.Lots / lease.Lots);
        if (world.Planted == Planted.CollateralStaysWithTheRest) part = 0;
        string asset = Contracts.Terms(world, lease).Asset;
        Money.Unlock(world, transfer.Taker, asset, transfer.Reserve);
        world.Leases.Put(Child(world, lease, transfer.Taker, transfer.Lots, part) with
        {
            DeliveryKey = transfer.DeliveryKey,
            Splits = lease.Splits + 1,
        });
        ulong left = lease.Lots - transfer.Lots;
        world.Census.Count(left > 0 ? Happenings.PassedInPart : Happenings.PassedWhole);
        if (left > 0) lease = GoOn(world, lease, left, lease.Collateral - part, atMs);
        CapacityRow capacity = Capacity.Find(world, lease.Provider, lease.Book)!;
        Capacity.Put(world, capacity with { Sold = capacity.Sold + lease.Lots });
        Endings.End(world, lease with { Collateral = 0 }, atMs, Ending.Transfer);
        return true;
    }

    private static bool Fails(World world, LeaseRow lease, TransferRow transfer, ulong atMs)
    {
        CreateProduct terms = Contracts.Terms(world, lease);
        UInt128 money = Money.Of(world, lease.Tenant, terms.Asset).Available;
        return lease.Disputed || Streams.Of(world, lease)!.IsDry
            || Freezing.IsFrozen(world, lease.Tenant, atMs)
            || Freezing.IsFrozen(world, transfer.Taker, atMs)
            || !Streams.HasPlaces(world, transfer.Taker, terms.Asset, 1)
            || money + transfer.Price < terms.RekeyFee;
    }

    private static void Pay(World world, LeaseRow lease, TransferRow transfer)
    {
        CreateProduct terms = Contracts.Terms(world, lease);
        Money.TakeLocked(world, transfer.Taker, terms.Asset, transfer.Price);
        Money.Give(world, lease.Tenant, terms.Asset, transfer.Price);
        Money.Take(world, lease.Tenant, terms.Asset, terms.RekeyFee);
        Money.Give(world, lease.Provider, terms.Asset, terms.RekeyFee);
    }

    private static LeaseRow Child(
        World world, LeaseRow lease, AccountId tenant, ulong lots, ulong collateral) =>
        Contracts.New(world, Hashes.OfLease(world, Books.IdOf(lease.Book), lease.Lease, tenant.Bytes),
            lease.Book, lease.Provider, tenant, lots, lease.Price, collateral);

    /// <summary>The tenant's rest, with nothing asked for again.</summary>
    /// <returns>The lease without the reserve of the rest.</returns>
    private static LeaseRow GoOn(World world, LeaseRow lease, ulong lots, ulong collateral, ulong atMs)
    {
        var reserve = (ulong)ReserveOf(world, lease, lots);
        Money.Unlock(world, lease.Tenant, Contracts.Terms(world, lease).Asset, reserve);
        LeaseRow rest = world.Leases.Put(Child(world, lease, lease.Tenant, lots, collateral) with
        {
            State = LeaseState.Active,
            PostedMs = atMs,
            ThroughMs = atMs,
            PeriodMs = atMs,
            WakeMs = atMs + world.Parameter(ChainParameter.SpotPeriodMs),
            WindowEnd = 0,
            Acknowledged = true,
            Postings = lease.Postings,
            DeliveryKey = lease.DeliveryKey,
            Group = lease.Group,
            Splits = lease.Splits,
        });
        Streams.Join(world, rest, atMs);
        return lease with { Reserve = lease.Reserve - reserve };
    }
}
