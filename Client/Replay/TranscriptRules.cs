using Chain.Wire;

namespace Chain.Client.Replay;

/// <summary>
/// What must hold of every transcript whatever made it: bought is sold, at one price within every limit, the
/// better order first, no party with itself. It needs no second auction.
/// </summary>
public static class TranscriptRules
{
    private const int PassesWithLegs = 4;

    /// <returns>The first rule that does not hold; null when all do.</returns>
    public static string? FirstBroken(Auction auction)
    {
        if ((Shape(auction) ?? Numbers(auction)) is { } malformed) return malformed;
        AuctionSummary at = auction.Summary;
        if (at.Lots > 0 && (at.Price < at.Low || at.Price > at.High))
            return $"M-405: the price {at.Price} is outside {at.Low} to {at.High}";
        if (at.Passes > PassesWithLegs && auction.Orders.Any(order => order.Leg))
            return $"M-506: {at.Passes} passes with a bundle's leg";
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            UInt128 sum = 0;
            foreach (AuctionOrder order in auction.Orders)
                if (order.Side == side) sum += order.Fill;
            if (sum != at.Lots) return $"M-409: the {Name(side)} side trades {sum} lots, not {at.Lots}";
        }
        foreach (AuctionOrder order in auction.Orders)
            if (order.Fill > 0 && OfFill(auction, order) is { } broken) return broken;
        return Priority(auction) ?? Parties(auction) ?? Leases(auction);
    }

    /// <summary>Every place names an account, everything stands in its order.</summary>
    private static string? Shape(Auction auction)
    {
        if (auction.Summary is null) return "the transcript has no summary";
        if (auction.Summary.Instrument is null) return "the transcript names no instrument";
        foreach (AuctionAccount account in auction.Accounts)
            if (account.Account.Length != Hash32.Size) return "an account is not 32 bytes";
        IEnumerable<uint> places = auction.Orders.Select(order => order.Account)
            .Concat(auction.Exclusions.Select(excluded => excluded.Account))
            .Concat(auction.Cancellations.Select(cancelled => cancelled.Account))
            .Concat(auction.Leases.SelectMany(lease => (uint[])[lease.Seller, lease.Tenant]));
        if (places.Any(place => place >= auction.Accounts.Count)) return "a place names no account";
        if (auction.Orders.Any(order => order.Side is not (Side.Buy or Side.Sell)))
            return "an order has no side";
        if (auction.Orders.Any(order => order.Leg && order.Side != Side.Buy)) return "M-501: a leg sells";
        return auction.Orders.DistinctBy(order => (order.Account, order.ClientOrderId)).Count()
            < auction.Orders.Count ? "M-301: an order stands in it twice" : null;
    }

    /// <summary>Numbers that no order and no book has lead to no auction.</summary>
    private static string? Numbers(Auction auction)
    {
        if (auction.Summary.Reference > Limits.Price)
            return $"M-403: no reference is {auction.Summary.Reference}";
        foreach (AuctionOrder order in auction.Orders)
        {
            if (order.Lots is 0 or > Limits.Lots || order.Limit is 0 or > Limits.Price)
                return $"M-306: {Describe(auction, order)} is of {order.Lots} lots at {order.Limit}";
            if (order.Exclusions >= Limits.Exclusions)
                return $"M-422: {Describe(auction, order)} sat out {order.Exclusions} auctions";
        }
        return null;
    }

    private static string? OfFill(Auction auction, AuctionOrder order)
    {
        string who = Describe(auction, order);
        if (order.Fill > order.Lots) return $"M-407: {who} trades more than it has";
        if (order.Fill < order.Minimum) return $"M-310: {who} trades less than its minimum {order.Minimum}";
        if (order.Leg && order.Fill != order.Lots) return $"M-506: {who}, a leg, is not filled whole";
        ulong price = auction.Summary.Price;
        bool within = order.Side == Side.Buy ? order.Limit >= price : order.Limit <= price;
        return within ? null : $"M-404: {who} trades at {price}, outside its limit {order.Limit}";
    }

    /// <summary>Who is behind somebody with lots left, and did not have to leave, trades nothing.</summary>
    private static string? Priority(Auction auction)
    {
        HashSet<(uint, ulong)> left =
            [.. auction.Exclusions.Select(excluded => (excluded.Account, excluded.ClientOrderId)),
                .. auction.Cancellations.Where(cancelled =>
                    cancelled.Reason is AuctionReasonKind.SelfCrossing or AuctionReasonKind.WouldTake)
                    .Select(cancelled => (cancelled.Account, cancelled.ClientOrderId))];
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            AuctionOrder? behind = null;
            foreach (AuctionOrder order in auction.Orders.Where(order => order.Side == side))
            {
                if (behind is not null && order.Fill > 0
                    && (behind.Limit, behind.Age) != (order.Limit, order.Age))
                    return $"M-407: {Describe(auction, order)} trades before {Describe(auction, behind)}";
                if (order.Fill < order.Lots && !left.Contains((order.Account, order.ClientOrderId)))
                    behind ??= order;
            }
        }
        return null;
    }

    private static string? Parties(Auction auction)
    {
        HashSet<string> buyers = [.. auction.Orders.Where(order => order.Fill > 0 && order.Side == Side.Buy)
            .Select(order => auction.Accounts[(int)order.Account].Party)];
        AuctionOrder? both = auction.Orders.FirstOrDefault(order => order.Fill > 0 && order.Side == Side.Sell
            && buyers.Contains(auction.Accounts[(int)order.Account].Party));
        return both is null ? null
            : $"M-406: party {auction.Accounts[(int)both.Account].Party} trades with itself";
    }

    private static string? Leases(Auction auction)
    {
        var sold = new Int128[auction.Accounts.Count];
        var bought = new Int128[auction.Accounts.Count];
        foreach (AuctionOrder order in auction.Orders)
            (order.Side == Side.Buy ? bought : sold)[order.Account] += order.Fill;
        foreach (AuctionLease lease in auction.Leases)
        {
            sold[lease.Seller] -= lease.Lots;
            bought[lease.Tenant] -= lease.Lots;
        }
        for (int place = 0; place < sold.Length; place += 1)
            if (sold[place] != 0 || bought[place] != 0)
                return $"M-410: the leases of {Hex(auction, (uint)place)} are not what it traded";
        return null;
    }

    internal static string Describe(Auction auction, AuctionOrder order) =>
        $"{Name(order.Side)} order {order.ClientOrderId} of {Hex(auction, order.Account)}";

    internal static string Name(Side side) => side == Side.Buy ? "buy" : "sell";

    internal static string Hex(Auction auction, uint place) =>
        Convert.ToHexStringLower(auction.Accounts[(int)place].Account.Span);
}
