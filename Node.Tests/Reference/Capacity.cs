using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>What providers may sell (M-211 to M-217).</summary>
internal static class Capacity
{
    public static CapacityRow? Find(World world, AccountId provider, Book book) =>
        world.Capacities.Find(CapacityRow.KeyOf(provider, book));

    /// <summary>M-215.</summary>
    public static void Put(World world, CapacityRow row)
    {
        if (row is { Attested: 0, Offered: 0, Sold: 0 }) world.Capacities.Remove(row);
        else world.Capacities.Put(row);
    }

    /// <summary>Lots that a lease had leave what is sold; the row may be gone.</summary>
    public static void TakeSold(World world, AccountId provider, Book book, ulong lots)
    {
        if (Find(world, provider, book) is { } row) Put(world, row with { Sold = row.Sold - lots });
    }

    /// <summary>Free lots become offered, else INSUFFICIENT_CAPACITY.</summary>
    public static void Offer(World world, AccountId provider, Book book, ulong lots)
    {
        CapacityRow? row = Find(world, provider, book);
        Demand(row is not null && row.Free >= lots && !IsOver(world, row),
            ReceiptStatus.InsufficientCapacity);
        Put(world, row! with { Offered = row.Offered + lots });
    }

    /// <summary>M-213.</summary>
    public static bool IsOver(World world, CapacityRow row) =>
        row.Book.IsSpot && row.UntilMs <= world.NowMs;

    public static void Attest(World world, AccountId signer, AttestCapacity attest)
    {
        AccountId? member = Governance.MemberBehind(world, signer, Role.Auditor);
        Demand(member is not null, ReceiptStatus.NotPermitted);
        AccountId provider = world.Existing(World.ToAccount(attest.Provider));
        Demand(Governance.SponsorOf(world, world.PartyOf(provider)) != member,
            ReceiptStatus.NotIndependent);
        CreateProduct terms = Books.Known(world, attest.Product);
        Demand(attest.Delivery is Delivery.Slot or Delivery.Spot, ReceiptStatus.InvalidParameter);
        Demand(attest.Lots <= Limits.Lots, ReceiptStatus.InvalidLots);
        if (attest.Delivery == Delivery.Spot)
        {
            AttestSpot(world, member!.Value, provider, attest, terms);
            return;
        }
        DemandSlots(attest.FirstSlot, attest.LastSlot, Limits.SlotsPerAttestation);
        Demand(attest.UntilMs == 0, ReceiptStatus.InvalidParameter);
        foreach (Book book in Slots(attest.Product, attest.FirstSlot, attest.LastSlot))
        {
            Books.DemandOpen(world, book);
            CapacityRow row = Find(world, provider, book) ?? new(provider, book, default, 0, 0, 0, 0);
            Demand(attest.Lots >= row.Offered + row.Sold, ReceiptStatus.BelowCommitments);
            Put(world, row with { Attestor = member!.Value, Attested = attest.Lots });
        }
    }

    private static void AttestSpot(
        World world, AccountId member, AccountId provider, AttestCapacity attest, CreateProduct terms)
    {
        Demand(attest.FirstSlot == 0 && attest.LastSlot == 0, ReceiptStatus.InvalidParameter);
        var book = new Book(attest.Product, Delivery.Spot, 0);
        Demand(attest.UntilMs > world.NowMs, ReceiptStatus.InvalidParameter);
        Demand(terms.SpotListingPrice > 0, ReceiptStatus.NoSpot);
        Demand(attest.UntilMs - world.NowMs <= Limits.HorizonMs, ReceiptStatus.BeyondHorizon);
        CapacityRow row = Find(world, provider, book) ?? new(provider, book, default, 0, 0, 0, 0);
        Demand(row.UntilMs == 0 || !IsOver(world, row), ReceiptStatus.BookClosed);
        Demand(attest.Lots >= row.Offered + row.Sold
            && (attest.UntilMs >= row.UntilMs || row is { Offered: 0, Sold: 0 }),
            ReceiptStatus.BelowCommitments);
        Put(world, row with { Attestor = member, Attested = attest.Lots, UntilMs = attest.UntilMs });
    }

    public static void Move(World world, AccountId provider, MoveCapacity move)
    {
        CreateProduct terms = Books.Known(world, move.Product);
        DemandSlots(move.FirstSlot, move.LastSlot, Limits.SlotsPerAttestation);
        Demand(move.Lots is >= 1 and <= Limits.Lots, ReceiptStatus.InvalidLots);
        Demand(terms.SpotListingPrice > 0, ReceiptStatus.NoSpot);
        Demand(move.To is Delivery.Slot or Delivery.Spot, ReceiptStatus.InvalidParameter);
        var spot = new Book(move.Product, Delivery.Spot, 0);
        CapacityRow? row = Find(world, provider, spot);
        Demand(row is null || !IsOver(world, row), ReceiptStatus.BookClosed);
        UInt128 end = Books.StartMs(terms, move.LastSlot) + terms.SlotMs;
        if (move.To == Delivery.Slot) ToSlots(world, provider, move, row, end);
        else ToSpot(world, provider, move, row, end);
    }

    private static void ToSlots(
        World world, AccountId provider, MoveCapacity move, CapacityRow? spot, UInt128 end)
    {
        foreach (Book book in Slots(move.Product, move.FirstSlot, move.LastSlot))
            Books.DemandOpen(world, book);
        Demand(spot is null || end <= spot.UntilMs, ReceiptStatus.BeyondHorizon);
        Demand(spot is not null && spot.Free >= move.Lots, ReceiptStatus.InsufficientCapacity);
        foreach (Book book in Slots(move.Product, move.FirstSlot, move.LastSlot))
        {
            CapacityRow row = Find(world, provider, book)
                ?? new(provider, book, spot!.Attestor, 0, 0, 0, 0);
            Demand(row.Attested + move.Lots <= Limits.Lots, ReceiptStatus.InvalidLots);
            Put(world, row with { Attested = row.Attested + move.Lots });
        }
        Put(world, spot! with { Attested = spot.Attested - move.Lots });
    }

    private static void ToSpot(
        World world, AccountId provider, MoveCapacity move, CapacityRow? spot, UInt128 end)
    {
        CreateProduct terms = world.Terms(move.Product);
        Demand(move.FirstSlot == world.NowMs / terms.SlotMs, ReceiptStatus.InvalidParameter);
        AccountId attestor = default;
        foreach (Book book in Slots(move.Product, move.FirstSlot, move.LastSlot))
        {
            CapacityRow? row = Find(world, provider, book);
            Demand(row is not null && row.Free >= move.Lots, ReceiptStatus.InsufficientCapacity);
            if (book.Slot == move.FirstSlot) attestor = row!.Attestor;
            Put(world, row! with { Attested = row.Attested - move.Lots });
        }
        Demand(spot is null || spot.UntilMs <= end, ReceiptStatus.BeyondHorizon);
        CapacityRow gains = spot ?? new(
            provider, new Book(move.Product, Delivery.Spot, 0), attestor, 0, 0, 0, (ulong)end);
        Demand(gains.Attested + move.Lots <= Limits.Lots, ReceiptStatus.InvalidLots);
        Put(world, gains with { Attested = gains.Attested + move.Lots });
    }

    public static void Revoke(World world, AccountId signer, RevokeCapacity revoke)
    {
        AccountId? member = Governance.MemberBehind(world, signer, Role.Auditor);
        Demand(member is not null, ReceiptStatus.NotPermitted);
        AccountId provider = World.ToAccount(revoke.Provider);
        world.Existing(provider);
        Books.Known(world, revoke.Product);
        Demand(revoke.Delivery is Delivery.Slot or Delivery.Spot, ReceiptStatus.InvalidParameter);
        Demand(revoke.Lots <= Limits.Lots, ReceiptStatus.InvalidLots);
        Book[] books = [new(revoke.Product, Delivery.Spot, 0)];
        if (revoke.Delivery == Delivery.Slot)
        {
            DemandSlots(revoke.FirstSlot, revoke.LastSlot, Limits.SlotsPerRevocation);
            books = [.. Slots(revoke.Product, revoke.FirstSlot, revoke.LastSlot)];
        }
        else Demand(revoke.FirstSlot == 0 && revoke.LastSlot == 0, ReceiptStatus.InvalidParameter);
        CapacityRow[] rows = [.. books.Select(book => Find(world, provider, book)).OfType<CapacityRow>()];
        Demand(rows.Length > 0, ReceiptStatus.UnknownCapacity);
        foreach (CapacityRow row in rows)
        {
            Demand(Governance.Present(world, row.Attestor) == member, ReceiptStatus.NotPermitted);
            Demand(!IsOver(world, row), ReceiptStatus.BookClosed);
            Lower(world, row, revoke.Lots);
        }
    }

    private static void Lower(World world, CapacityRow row, ulong lots)
    {
        row = row with { Attested = Math.Min(row.Attested, lots) };
        Put(world, row);
        foreach (OrderRow ask in NewestAsks(world, row))
        {
            if (Find(world, row.Provider, row.Book) is not { } now) return;
            if (now.Offered + now.Sold <= now.Attested) return;
            Orders.Remove(world, ask);
        }
    }

    /// <summary>That take from this capacity, newest first (M-216).</summary>
    public static OrderRow[] NewestAsks(World world, CapacityRow row) =>
    [.. world.Orders.All.Where(o => o.Account == row.Provider && o.Book == row.Book && !o.IsBuy
            && o.Source is null)
        .OrderByDescending(o => o.EnteredMs).ThenByDescending(o => o.ClientId)];

    private static void DemandSlots(ulong first, ulong last, int most) =>
        Demand(first <= last && last - first < (ulong)most, ReceiptStatus.InvalidParameter);

    private static IEnumerable<Book> Slots(string product, ulong first, ulong last)
    {
        for (ulong i = 0; i <= last - first; i += 1) yield return new Book(product, Delivery.Slot, first + i);
    }
}
