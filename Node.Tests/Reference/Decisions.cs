using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>The windows of a request for quotation end (M-543, M-544).</summary>
internal static class Decisions
{
    public static void Over(World world, RequestRow request, ulong atMs)
    {
        QuotationRow[] quotations = Requests.QuotationsOf(world, request);
        if (request.IsRevealing) Decide(world, request, quotations, atMs);
        else if (quotations.Length == 0)
        {
            world.Census.Count(Happenings.NobodyQuoted);
            Requests.Remove(world, request);
        }
        else
            world.Requests.Put(request with
            {
                IsRevealing = true,
                Deadline = Windows.Of(world, ChainParameter.RevealMs),
            });
    }

    private static void Decide(World world, RequestRow request, QuotationRow[] quotations, ulong atMs)
    {
        QuotationRow[] inTurn = [.. quotations.Where(row => Qualifies(world, request, row, atMs))
            .OrderBy(row => row.Price)
            .ThenBy(row => Hashes.OfTie(world, request, world.PartyOf(row.Provider)))];
        QuotationRow? winner = world.Planted == Planted.QuotationTieToTheHigherHash
            ? inTurn.LastOrDefault(row => row.Price == inTurn[0].Price) : inTurn.FirstOrDefault();
        world.Census.Count(winner is null ? Happenings.NoWinner
            : request.IsSpot ? Happenings.SpotWon : Happenings.SlotWon);
        foreach (QuotationRow row in quotations.Where(row => row != winner)) Lose(world, request, row);
        if (winner is not null) Quotations.End(world, winner);
        Requests.Remove(world, request);
        if (winner is not null) Win(world, request, winner);
    }

    private static bool Qualifies(World world, RequestRow request, QuotationRow row, ulong atMs)
    {
        string? flaw = FlawOf(world, request, row, atMs);
        if (flaw is not null) world.Census.Count(flaw);
        return flaw is null;
    }

    /// <summary>Why it cannot win; null: it can.</summary>
    private static string? FlawOf(World world, RequestRow request, QuotationRow row, ulong atMs)
    {
        CreateProduct terms = world.Terms(row.Book.Product);
        CapacityRow capacity = Capacity.Find(world, row.Provider, row.Book)!;
        bool isLate = row.Book.IsSpot ? atMs >= capacity.UntilMs
            : atMs >= Books.StartMs(terms, row.Book.Slot);
        bool isPrice = row.Price >= 1 && row.Price <= request.Reserve && row.Price % terms.Tick == 0;
        bool isCovered = (UInt128)capacity.Offered + capacity.Sold <= capacity.Attested
            || world.Planted == Planted.RevokedQuotationQualifies;
        return !row.IsRevealed ? Happenings.Unrevealed
            : !isPrice ? Happenings.PriceCannotWin
            : isLate ? Happenings.TooLate
            : !isCovered ? Happenings.Revoked
            : Freezing.IsFrozen(world, row.Provider, atMs) ? Happenings.ProviderFrozen
            : Freezing.IsFrozen(world, request.Account, atMs) ? Happenings.TenantFrozen : null;
    }

    /// <summary>The bond of one that was not revealed is the tenant's.</summary>
    private static void Lose(World world, RequestRow request, QuotationRow row)
    {
        Quotations.End(world, row);
        if (row.IsRevealed || world.Planted == Planted.BondOfSilentQuotationFree) return;
        string asset = Requests.AssetOf(world, request);
        Money.Take(world, row.Provider, asset, row.Bond);
        Money.Give(world, request.Account, asset, row.Bond);
    }

    /// <summary>A lease at the winner's own price. All locks of the request are free by now.</summary>
    private static void Win(World world, RequestRow request, QuotationRow row)
    {
        CapacityRow capacity = Capacity.Find(world, row.Provider, row.Book)
            ?? throw new OverflowException("a winner without a capacity");
        Capacity.Put(world, capacity with { Sold = capacity.Sold + request.Lots });
        CreateProduct terms = world.Terms(row.Book.Product);
        ulong collateral = request.Lots * row.CollateralPerLot, fee = 0;
        Money.Lock(world, row.Provider, terms.Asset, collateral);
        if (!row.Book.IsSpot)
        {
            ulong cost = (ulong)((UInt128)request.Lots * row.Price);
            fee = Settlement.FeeOf(world, terms, cost);
            Money.Take(world, request.Account, terms.Asset, cost + fee);
            Money.AddFees(world, terms.Asset, fee);
            Money.AddEscrow(world, terms.Asset, cost);
        }
        Hash32 id = Hashes.OfLease(
            world, Books.IdOf(row.Book), row.Provider.Bytes, request.Request);
        LeaseRow lease = Contracts.New(world, id, row.Book, row.Provider, request.Account, request.Lots,
            row.Price, collateral);
        world.Leases.Put(lease with { Fee = fee, DeliveryKey = request.DeliveryKey });
    }
}
