using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Streaming payment (M-604, M-621 to M-629).</summary>
internal static class Streams
{
    private const ulong D = Limits.MsPerHour;

    public static StreamRow? Of(World world, LeaseRow lease) => !lease.Book.IsSpot ? null
        : world.Streams.Find(StreamRow.KeyOf(lease.Tenant, Contracts.Terms(world, lease).Asset));

    public static void Put(World world, StreamRow stream)
    {
        if (stream is { Funds: 0, Pool: 0, Leases: 0 }) world.Streams.Remove(stream);
        else world.Streams.Put(stream);
    }

    /// <summary>M-604.</summary>
    public static void DemandPlaces(World world, AccountId tenant, string asset, UInt128 lots) =>
        Demand(HasPlaces(world, tenant, asset, lots), ReceiptStatus.TooManyLeases);

    public static bool HasPlaces(World world, AccountId tenant, string asset, UInt128 lots)
    {
        UInt128 there = (ulong)world.Leases.All.Count(row => row.Tenant == tenant && row.Book.IsSpot
            && row.State != LeaseState.Ended && Contracts.Terms(world, row).Asset == asset);
        foreach (OrderRow order in world.Orders.All)
            if (order.Account == tenant && order.Book.IsSpot && order.IsBuy
                && world.Terms(order.Book.Product).Asset == asset)
                there += order.Remaining;
        foreach (BundleRow bundle in world.Bundles.All)
            if (bundle.Account == tenant && bundle.Delivery == Delivery.Spot
                && world.Terms(bundle.Legs[0].Product).Asset == asset)
                foreach (Leg leg in bundle.Legs) there += leg.Lots;
        there += (ulong)world.Requests.All.Count(row => row.Account == tenant && row.IsSpot
            && Requests.AssetOf(world, row) == asset);
        return there + lots <= Limits.LeasesPerStream;
    }

    /// <summary>M-622.</summary>
    public static StreamRow Settle(StreamRow stream, ulong atMs)
    {
        if (stream.IsDry || atMs < stream.SettledMs) return stream;
        UInt128 x = stream.Remainder + stream.Rate * (atMs - stream.SettledMs);
        ulong debit = (ulong)(x / D);
        return stream with
        {
            Funds = stream.Funds - debit,
            Pool = stream.Pool + debit,
            Remainder = x % D,
            SettledMs = atMs,
        };
    }

    /// <summary>M-624; null: never.</summary>
    public static ulong? DryAt(World world, StreamRow stream)
    {
        if (stream.IsDry || stream.Rate == 0) return null;
        UInt128 at = stream.SettledMs
            + (((UInt128)stream.Funds + 1) * D - 1 - stream.Remainder) / stream.Rate;
        if (world.Planted == Planted.StreamDryOneInstantLate) at += 1;
        return at > ulong.MaxValue ? null : (ulong)at;
    }

    public static void RunDry(World world, StreamRow stream, ulong atMs) =>
        world.Streams.Put(Settle(stream, atMs) with
        {
            DryMs = atMs,
            ClosesMs = atMs + world.GraceMs,
        });

    /// <summary>A lease is posted now.</summary>
    public static void Join(World world, LeaseRow lease, ulong atMs)
    {
        string asset = Contracts.Terms(world, lease).Asset;
        StreamRow stream = Of(world, lease)
            ?? new StreamRow(lease.Tenant, asset, 0, 0, 0, atMs, 0, 0, 0, 0);
        stream = stream.IsDry ? stream with
        {
            Remainder = stream.Remainder + stream.Rate * (atMs - stream.SettledMs),
            SettledMs = atMs,
        } : Settle(stream, atMs);
        world.Streams.Put(stream with { Rate = stream.Rate + lease.Rate, Leases = stream.Leases + 1 });
    }

    /// <summary>M-623, M-625.</summary>
    public static void Leave(World world, LeaseRow lease)
    {
        StreamRow stream = Of(world, lease)!;
        if (stream.IsDry)
        {
            ulong since = Math.Max(stream.DryMs, lease.PostedMs);
            ulong owed = stream.SettledMs > since ? stream.SettledMs - since : 0;
            stream = stream with { Remainder = stream.Remainder - lease.Rate * owed };
        }
        stream = stream with { Rate = stream.Rate - lease.Rate, Leases = stream.Leases - 1 };
        if (stream.Leases == 0)
            stream = stream with
            {
                Funds = stream.Funds + stream.Pool,
                Pool = 0,
                Remainder = 0,
                DryMs = 0,
                ClosesMs = 0,
            };
        Put(world, stream);
    }

    /// <summary>Moves from the pool, or from funds, to a lease's escrow.</summary>
    public static void Claim(World world, LeaseRow lease, ulong fromPool, ulong fromFunds)
    {
        string asset = Contracts.Terms(world, lease).Asset;
        StreamRow stream = Of(world, lease)!;
        world.Streams.Put(
            stream with { Pool = stream.Pool - fromPool, Funds = stream.Funds - fromFunds });
        Money.Change(world, asset, totals => totals with
        {
            Pools = totals.Pools - fromPool - fromFunds,
            Escrow = totals.Escrow + fromPool + fromFunds,
        });
    }

    public static void Deposit(World world, AccountId account, Deposit deposit)
    {
        Money.Known(world, deposit.Asset);
        Demand(deposit.Amount > 0, ReceiptStatus.InvalidAmount);
        Money.Take(world, account, deposit.Asset, deposit.Amount);
        StreamRow stream = world.Streams.Find(StreamRow.KeyOf(account, deposit.Asset))
            ?? new StreamRow(account, deposit.Asset, 0, 0, 0, 0, 0, 0, 0, 0);
        stream = stream with { Funds = stream.Funds + deposit.Amount };
        if (stream.IsDry && world.NowMs < stream.ClosesMs)
        {
            UInt128 owed = (stream.Remainder + stream.Rate * (world.NowMs - stream.SettledMs)) / D;
            Demand(deposit.Amount > owed, ReceiptStatus.InsufficientDeposit);
            stream = Settle(stream with { DryMs = 0, ClosesMs = 0 }, world.NowMs);
        }
        world.Streams.Put(stream);
        Money.Change(world, deposit.Asset, totals => totals with { Pools = totals.Pools + deposit.Amount });
    }

    public static void Withdraw(World world, AccountId account, Withdraw withdraw)
    {
        Money.Known(world, withdraw.Asset);
        Demand(withdraw.Amount > 0, ReceiptStatus.InvalidAmount);
        StreamRow? stream = world.Streams.Find(StreamRow.KeyOf(account, withdraw.Asset));
        Demand(stream is not null, ReceiptStatus.InsufficientBalance);
        Demand(!stream!.IsDry, ReceiptStatus.StreamDry);
        stream = Settle(stream, world.NowMs);
        Demand(stream.Funds >= withdraw.Amount, ReceiptStatus.InsufficientBalance);
        Put(world, stream with { Funds = stream.Funds - withdraw.Amount });
        Money.Change(world, withdraw.Asset,
            totals => totals with { Pools = totals.Pools - withdraw.Amount });
        Money.Give(world, account, withdraw.Asset, withdraw.Amount);
    }
}
