using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>What time brings (L-6, L-14, L-15).</summary>
internal static class DueWork
{
    /// <param name="AtMs">At which it takes effect; negative for what waited since before time began.</param>
    private sealed record Item(Int128 AtMs, int Kind, Row Row, Hash32 Id, Func<int, int> Do);

    /// <summary>L-14.</summary>
    public static void AdvanceLiveTime(World world)
    {
        world.LiveBefore = world.Live;
        bool waits = world.Leases.All.Any(row => row.WindowEnd != 0)
            || world.Disputes.All.Any(row => row.Deadline != 0) || world.Requests.Count > 0;
        if (!waits || Items(world).Any(item => WasDue(world, item))) return;
        ulong step = Math.Min(world.NowMs - world.ParentMs, Limits.LiveStepMs);
        world.Clock.Put(new ClockRow(world.LiveBefore + step));
    }

    public static bool Waits(World world) => Items(world).Any();

    /// <returns>How many items more the block may do.</returns>
    public static int Run(World world, int left)
    {
        while (left > 0)
        {
            Item? next = Items(world).OrderBy(item => item.AtMs).ThenBy(item => item.Kind)
                .ThenBy(item => item.Id).FirstOrDefault();
            if (next is null) break;
            left -= next.Do(left);
        }
        return left;
    }

    /// <summary>It was due at the parent already, so it is left over.</summary>
    private static bool WasDue(World world, Item item) => item.Row switch
    {
        DisputeRow { Phase: DisputePhase.Drawing } row => Panels.DrawnAt(row) < world.Height,
        _ => item.AtMs <= world.ParentMs,
    };

    /// <summary>All that is due at the block's time.</summary>
    private static IEnumerable<Item> Items(World world) =>
        Books(world).Concat(Capacities(world)).Concat(Leases(world)).Concat(Orders(world))
            .Concat(Members(world)).Concat(Streams(world)).Concat(Disputes(world)).Concat(Requests(world))
            .Where(item => item.AtMs <= world.NowMs);

    /// <summary>Of something that takes one item.</summary>
    private static Item One(UInt128 atMs, int kind, Row row, Action<ulong> run) =>
        new((Int128)atMs, kind, row, row.Id(), _ =>
        {
            run((ulong)atMs);
            return 1;
        });

    private static IEnumerable<Item> Books(World world)
    {
        foreach (InstrumentRow row in world.Instruments.All)
        {
            if (row.Book.IsSpot) continue;
            CreateProduct terms = world.Terms(row.Book.Product);
            UInt128 start = Reference.Books.StartMs(terms, row.Book.Slot);
            UInt128 close = start < terms.LeadMs ? 0 : start - terms.LeadMs;
            yield return new Item((Int128)close, 1, row, row.Id(), left => Close(world, row, left));
        }
    }

    private static int Close(World world, InstrumentRow row, int left)
    {
        OrderRow[] orders = [.. world.Orders.All.Where(order => order.Book == row.Book).Take(left)];
        foreach (OrderRow order in orders) Reference.Orders.Remove(world, order);
        if (orders.Length == left) return left;
        world.Instruments.Remove(row);
        return orders.Length + 1;
    }

    private static IEnumerable<Item> Capacities(World world)
    {
        foreach (CapacityRow row in world.Capacities.All)
        {
            CreateProduct terms = world.Terms(row.Book.Product);
            UInt128 over = row.Book.IsSpot ? row.UntilMs
                : Reference.Books.StartMs(terms, row.Book.Slot) + terms.SlotMs;
            yield return new Item((Int128)over, 2, row, row.Id(), left => Expire(world, row, left));
        }
    }

    /// <summary>Its asks, quotations and SPOT leases end, then the row goes (M-213, M-546).</summary>
    private static int Expire(World world, CapacityRow row, int left)
    {
        OrderRow[] asks = Capacity.NewestAsks(world, row);
        foreach (OrderRow ask in asks) Reference.Orders.Remove(world, ask);
        QuotationRow[] quotations = Quotations.Of(world, row);
        LeaseRow[] leases = !row.Book.IsSpot ? [] : [.. world.Leases.All.Where(lease =>
            lease.Provider == row.Provider && lease.Book == row.Book && lease.State != LeaseState.Ended)];
        int all = asks.Length + quotations.Length + leases.Length, most = Math.Max(0, left - asks.Length);
        foreach (QuotationRow one in quotations.Take(most)) Quotations.End(world, one);
        if (quotations.Length > 0) world.Census.Count(Happenings.QuotationOutlived);
        foreach (LeaseRow lease in leases.Take(Math.Max(0, most - quotations.Length)))
            Endings.End(world, lease, row.UntilMs, Ending.Until);
        if (all > Math.Max(left, asks.Length)) return left;
        if (Capacity.Find(world, row.Provider, row.Book) is { } rest) world.Capacities.Remove(rest);
        return Math.Max(1, all);
    }

    private static IEnumerable<Item> Leases(World world)
    {
        foreach (LeaseRow row in world.Leases.All)
        {
            int kind = row.Book.IsSpot ? 10 : row.State == LeaseState.Booked ? 3 : 4;
            if (Contracts.WakeMs(world, row) is > 0 and var wake)
                yield return One(wake, kind, row, at => Contracts.Wake(world, row, at))
                    with
                { Id = row.Lease };
            if (row.WindowEnd != 0 && row.WindowEnd <= world.Live)
                yield return Live(world, row.WindowEnd, Windows.KindOf(row), row, row.Lease,
                    at => Windows.Over(world, row, at));
        }
    }

    private static Item Live(
        World world, ulong deadline, int kind, Row row, Hash32 id, Action<ulong> run, int items = 1)
    {
        Int128 at = (Int128)world.ParentMs + deadline - world.LiveBefore;
        return new Item(at, kind, row, id, _ =>
        {
            run((ulong)Int128.Max(at, 0));
            return items;
        });
    }

    private static IEnumerable<Item> Orders(World world)
    {
        foreach (OrderRow row in world.Orders.All)
            yield return One(row.EndMs, 5, row, _ => Reference.Orders.Remove(world, row));
        foreach (BundleRow row in world.Bundles.All)
            yield return One(Bundles.EndMs(world, row), 25, row, _ => Bundles.Remove(world, row));
    }

    private static IEnumerable<Item> Members(World world)
    {
        foreach (ProposalRow row in world.Proposals.All)
            if (row.IsOpen)
                yield return One(Proposals.DueMs(row), 6, row, _ => Proposals.Due(world, row));
        foreach (FreezeRow row in world.Freezes.All)
        {
            if (row.CancelSinceMs != 0)
                yield return One(row.CancelSinceMs, 7, row, _ => Freezing.CancelOne(world, row));
            yield return One(row.UntilMs, 8, row, _ => world.Freezes.Remove(row));
        }
    }

    private static IEnumerable<Item> Streams(World world)
    {
        foreach (StreamRow row in world.Streams.All)
        {
            if (Reference.Streams.DryAt(world, row) is { } dry)
                yield return One(dry, 11, row, at => Reference.Streams.RunDry(world, row, at));
            if (row.IsDry)
                yield return new Item(row.ClosesMs, 12, row, row.Id(), left => Close(world, row, left));
        }
    }

    /// <summary>M-628.</summary>
    private static int Close(World world, StreamRow row, int left)
    {
        LeaseRow[] leases = [.. world.Leases.All.Where(lease => lease.Tenant == row.Account
            && lease.Book.IsSpot && lease.State == LeaseState.Active
            && Contracts.Terms(world, lease).Asset == row.Symbol).Take(left)];
        foreach (LeaseRow lease in leases) Endings.End(world, lease, row.ClosesMs, Ending.Dry);
        return leases.Length;
    }

    private static IEnumerable<Item> Disputes(World world)
    {
        foreach (DisputeRow row in world.Disputes.All)
            if (row.Phase == DisputePhase.Drawing && Panels.DrawnAt(row) <= world.Height)
                yield return One(world.NowMs, 20, row, at => Panels.Draw(world, row, at))
                    with
                { Id = row.Dispute };
            else if (row.Deadline != 0 && row.Deadline <= world.Live)
                yield return Live(world, row.Deadline, row.Phase == DisputePhase.Committing ? 21 : 22, row,
                    row.Dispute, at => Panels.Over(world, row, at));
    }

    private static IEnumerable<Item> Requests(World world)
    {
        foreach (RequestRow row in world.Requests.All)
            if (row.Deadline <= world.Live)
                yield return Live(world, row.Deadline, row.IsRevealing ? 24 : 23, row, row.Request,
                    at => Decisions.Over(world, row, at),
                    row.IsRevealing ? 1 + Reference.Requests.QuotationsOf(world, row).Length : 1);
    }
}
