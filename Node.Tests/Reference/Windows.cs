using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>Windows in live time (L-14, M-716).</summary>
internal static class Windows
{
    /// <summary>The end of one that begins in this block.</summary>
    public static ulong Of(World world, ChainParameter length) => world.Parameter(length)
        + (world.Planted == Planted.WindowCountedFromItsParent ? world.LiveBefore : world.Live);

    /// <summary>Which window of a lease runs; 0: none.</summary>
    public static int KindOf(LeaseRow lease) => lease.WindowEnd == 0 ? 0
        : lease.PostedMs == 0 ? 13 : !lease.Acknowledged ? 14 : lease.Pending ? 15 : 16;

    /// <summary>With a receipt window, if it is time for one: no other runs, no receipt is there.</summary>
    public static LeaseRow Receipt(World world, LeaseRow lease) =>
        lease.WindowEnd != 0 || !lease.Acknowledged || lease.Disputed || lease.Pending
            || lease.PeriodMs == 0 || lease.PeriodMs <= lease.ThroughMs
            ? lease : lease with
            {
                WindowEnd = Of(world, ChainParameter.ReceiptMs),
                WindowPeriod = lease.PeriodMs,
            };

    /// <summary>Its end, with the time at which it takes effect.</summary>
    public static void Over(World world, LeaseRow lease, ulong atMs)
    {
        int kind = KindOf(lease);
        ulong period = lease.WindowPeriod;
        lease = lease with { WindowEnd = 0, WindowPeriod = 0 };
        if (kind == 13) Contracts.NoHandover(world, lease, atMs);
        else if (kind == 14) Handovers.Acknowledged(world, lease, atMs);
        else if (kind == 15)
        {
            PendingRow pending = world.Pendings.Find(PendingRow.KeyOf(lease.Lease))!;
            Receipts.Final(world, lease, pending.ThroughMs, pending.Delivered, atMs);
        }
        else if (Streams.Of(world, lease) is { IsDry: true } && lease.State != LeaseState.Ended)
            world.Leases.Put(Receipt(world, lease));
        else
            Receipts.Final(world, lease, period, lease.Delivered, atMs);
    }
}
