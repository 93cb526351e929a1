using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Lots of SLOT leases sold on in their book (M-801, M-802).</summary>
internal static class Resale
{
    /// <summary>By client order id: all are of the lease's tenant.</summary>
    public static OrderRow[] AsksOf(World world, Hash32 source) =>
        [.. world.Orders.All.Where(order => order.Source == source)];

    /// <summary>M-801, of an ask that is not there.</summary>
    public static void DemandLots(World world, OrderRow ask, Hash32 source)
    {
        LeaseRow? found = world.Leases.Find(LeaseRow.KeyOf(source));
        Demand(found is not null, ReceiptStatus.UnknownLease);
        LeaseRow lease = found!;
        Demand(lease.Tenant == ask.Account, ReceiptStatus.NotPermitted);
        Demand(lease.Book == ask.Book, ReceiptStatus.InvalidParameter);
        Demand(lease.State == LeaseState.Booked, ReceiptStatus.LeaseEnded);
        Demand(lease.Splits < Limits.Splits, ReceiptStatus.TooManySplits);
        ulong left = lease.Lots;
        foreach (OrderRow other in AsksOf(world, source)) left -= other.Remaining;
        Demand(ask.Remaining <= left, ReceiptStatus.InsufficientLots);
        left -= ask.Remaining;
        Demand(left == 0 || left >= Contracts.Terms(world, lease).MinOrderLots, ReceiptStatus.InvalidLots);
    }

    /// <summary>Takes a child out of its source, of which lots were sold in the auction before.</summary>
    /// <param name="world">The market.</param>
    /// <param name="whole">The source before the auction.</param>
    /// <param name="buyer">Its tenant, or a bundle of it.</param>
    /// <param name="before">Lots of the children before.</param>
    /// <param name="after">Lots with this one.</param>
    public static LeaseRow Child(World world, LeaseRow whole, Trader buyer, ulong before, ulong after)
    {
        ulong To(ulong of, ulong lots) => (ulong)(world.Planted == Planted.PartsOfASourceRoundedUp
            ? World.CeilingOf((UInt128)of * lots, whole.Lots) : (UInt128)of * lots / whole.Lots);
        ulong Part(ulong of) => To(of, after) - To(of, before);
        ulong collateral = Part(whole.Collateral), fee = Part(whole.Fee), lots = after - before;
        LeaseRow child = Contracts.New(world,
            Hashes.OfLease(world, Books.IdOf(whole.Book), whole.Lease, buyer.Name), whole.Book,
            whole.Provider, buyer.Account, lots, whole.Price, collateral)
            with
        {
            Fee = fee,
            Splits = whole.Splits + 1,
        };
        LeaseRow source = world.Leases.Find(LeaseRow.KeyOf(whole.Lease))!;
        source = source with
        {
            Lots = source.Lots - lots,
            Escrow = source.Escrow - child.Escrow,
            Collateral = source.Collateral - collateral,
            CollateralAtTrade = source.CollateralAtTrade - collateral,
            Fee = source.Fee - fee,
        };
        world.Census.Count(source.Lots == 0 ? Happenings.SoldWhole : Happenings.SoldInPart);
        if (source.Lots == 0) Contracts.Close(world, source, world.NowMs);
        else world.Leases.Put(source);
        return child;
    }

    /// <summary>What a child brings its source's tenant, and that one owes of it.</summary>
    public static void Pay(World world, LeaseRow source, ulong price, ulong fee)
    {
        CreateProduct terms = Contracts.Terms(world, source);
        bool isPosted = source.PostedMs != 0 && world.Planted != Planted.NoRekeyingFeeOfASource;
        ulong rekey = !isPosted ? 0 : Math.Min(terms.RekeyFee, price - fee);
        if (rekey > 0) world.Census.Count(Happenings.Rekeyed);
        Money.AddFees(world, terms.Asset, fee);
        Money.Give(world, source.Provider, terms.Asset, rekey);
        Money.Give(world, source.Tenant, terms.Asset, price - fee - rekey);
    }
}
