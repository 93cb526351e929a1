using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Reference;

/// <summary>Leases, from the trade to the close (M-601 to M-603, M-612, M-632, M-633).</summary>
internal static class Contracts
{
    public static CreateProduct Terms(World world, LeaseRow lease) => world.Terms(lease.Book.Product);

    public static ulong StartMs(World world, LeaseRow lease) =>
        (ulong)Books.StartMs(Terms(world, lease), lease.Book.Slot);

    public static ulong SlotEndMs(World world, LeaseRow lease) =>
        StartMs(world, lease) + Terms(world, lease).SlotMs;

    /// <summary>The end of an ENDED lease, for receipts.</summary>
    public static ulong BilledMs(World world, LeaseRow lease) =>
        lease.Book.IsSpot ? lease.EndMs : SlotEndMs(world, lease);

    /// <summary>
    /// As a trade makes it: BOOKED, nothing posted, of SPOT with its reserve locked (M-601 to M-603, M-612).
    /// </summary>
    public static LeaseRow New(World world, Hash32 id, Book book, AccountId provider, AccountId tenant,
        ulong lots, ulong price, ulong collateral)
    {
        ulong reserve = book.IsSpot ? (ulong)(lots * Orders.BuyerPerLot(world, book, price)) : 0;
        if (book.IsSpot) Money.Lock(world, tenant, world.Terms(book.Product).Asset, reserve);
        ulong escrow = book.IsSpot ? 0 : (ulong)((UInt128)lots * price);
        ulong window = book.IsSpot ? Windows.Of(world, ChainParameter.HandoverMs) : 0;
        return new LeaseRow(id, book, provider, tenant, lots, price, escrow, collateral, LeaseState.Booked,
            world.Height, null, collateral, 0, reserve, 0, 0, false, false, false, false, 0, 0, 0, 0, 0, 0,
            window, 0, ByteString.Empty, 0);
    }

    /// <summary>0: never. A slot's start or end, a period's end, the end by notice.</summary>
    public static ulong WakeMs(World world, LeaseRow lease) => lease.State == LeaseState.Ended ? 0
        : lease.Book.IsSpot ? lease.WakeMs
        : lease.State == LeaseState.Booked ? StartMs(world, lease) : SlotEndMs(world, lease);

    /// <summary>At that time.</summary>
    public static void Wake(World world, LeaseRow lease, ulong atMs)
    {
        if (lease.Book.IsSpot)
        {
            if (lease.EndMs == atMs) Endings.End(world, lease, atMs, Ending.Notice);
            else Period(world, lease, atMs);
        }
        else if (lease.State == LeaseState.Booked)
        {
            ulong window = lease.PostedMs == 0
                ? Windows.Of(world, ChainParameter.HandoverMs) : lease.WindowEnd;
            world.Leases.Put(lease with
            {
                State = LeaseState.Active,
                WindowEnd = window,
            });
        }
        else if (lease.PostedMs == 0)
            NoHandover(world, lease, atMs);
        else
            Settled(world, lease with
            {
                State = LeaseState.Ended,
                PeriodMs = atMs,
                WakeMs = 0,
            }, atMs);
    }

    private static void Period(World world, LeaseRow lease, ulong atMs)
    {
        if (Transfers.TakesEffect(world, lease, atMs)) return;
        ulong next = atMs + world.Parameter(ChainParameter.SpotPeriodMs);
        if (lease.EndMs != 0) next = Math.Min(next, lease.EndMs);
        Settled(world, lease with { PeriodMs = atMs, WakeMs = next }, atMs);
    }

    /// <summary>Puts a lease whose state has moved on: a window begins, or it closes.</summary>
    public static void Settled(World world, LeaseRow lease, ulong atMs)
    {
        lease = world.Leases.Put(Windows.Receipt(world, lease));
        if (lease is { State: LeaseState.Ended, Acknowledged: true, Pending: false, Disputed: false }
            && lease.ThroughMs >= BilledMs(world, lease))
            Close(world, lease, atMs);
    }

    /// <summary>M-612.</summary>
    public static void NoHandover(World world, LeaseRow lease, ulong atMs)
    {
        Reputation.Fault(world, lease, ofProvider: true, atMs);
        lease = Slash(world, lease, lease.Collateral);
        if (lease.Book.IsSpot) lease = Release(world, lease);
        Close(world, lease, atMs);
    }

    /// <summary>Of a SPOT lease that ends: its lots and what is left of its reserve.</summary>
    public static LeaseRow Release(World world, LeaseRow lease)
    {
        Capacity.TakeSold(world, lease.Provider, lease.Book, lease.Lots);
        Money.Unlock(world, lease.Tenant, Terms(world, lease).Asset, lease.Reserve);
        return lease with { Reserve = 0 };
    }

    /// <summary>Collateral to the tenant, at most what is left (M-702).</summary>
    public static LeaseRow Slash(World world, LeaseRow lease, ulong amount)
    {
        ulong taken = Math.Min(amount, lease.Collateral);
        string asset = Terms(world, lease).Asset;
        Money.TakeLocked(world, lease.Provider, asset, taken);
        Money.Give(world, lease.Tenant, asset, taken);
        return lease with { Collateral = lease.Collateral - taken };
    }

    /// <summary>M-633: nothing is left of it in the state.</summary>
    public static void Close(World world, LeaseRow lease, ulong atMs)
    {
        string asset = Terms(world, lease).Asset;
        Money.TakeEscrow(world, asset, lease.Escrow);
        Money.Give(world, lease.Tenant, asset, lease.Escrow);
        Money.Unlock(world, lease.Provider, asset, lease.Collateral);
        Reputation.Closed(world, lease, atMs);
        if (world.Handovers.Find(HandoverRow.KeyOf(lease.Lease)) is { } row) world.Handovers.Remove(row);
        world.Leases.Remove(lease);
    }
}
