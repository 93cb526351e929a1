using Chain.Wire;

namespace Chain.Client.Replay;

/// <summary>
/// Compares a published transcript with what its own inputs lead to. Orders that could meet nobody and only
/// had their one auction (M-413) are not among the inputs: their cancellation is taken as told.
/// </summary>
public static class TranscriptCheck
{
    /// <param name="auction">From a node.</param>
    /// <param name="tick">Of the product, as <paramref name="minOrderLots"/>.</param>
    /// <returns>The first rule that is broken, or the first difference; null: it agrees.</returns>
    public static string? FirstFault(Auction auction, ulong tick, ulong minOrderLots)
    {
        if (TranscriptRules.FirstBroken(auction) is { } broken) return broken;
        if (tick is 0 or > Limits.Price) return $"M-201: no product has a tick of {tick}";
        if (!Hash32.TryRead(auction.Parent.Span, out Hash32 parent)) return "the parent is not 32 bytes";
        ReplayBook book = BookOf(auction, parent, tick, minOrderLots);
        return FirstDifference(auction, book, AuctionReplay.Run(book));
    }

    /// <summary>The inputs that the transcript itself names.</summary>
    public static ReplayBook BookOf(Auction auction, Hash32 parent, ulong tick, ulong minOrderLots) => new(
        auction.Summary.Instrument, auction.Summary.Reference, tick, minOrderLots, parent,
        [.. auction.Orders.Select(order => OrderOf(auction, order, parent))]);

    /// <param name="auction">Well-formed, as <see cref="TranscriptRules"/> has it.</param>
    public static string? FirstDifference(Auction auction, ReplayBook book, ReplayOutcome replayed) =>
        Numbers(auction.Summary, replayed)
            ?? Fills(auction, book, replayed)
            ?? Lists("exclusion", auction.Exclusions.Select(excluded => Text(auction, excluded)),
                replayed.Exclusions.Select(Text))
            ?? Lists("cancellation",
                OfInputs(auction, book).Select(cancelled => Text(auction, cancelled)),
                replayed.Cancellations.Select(Text))
            ?? Lists("lease", auction.Leases.Select(lease => Text(auction, lease)),
                replayed.Leases.Select(Text));

    private static ReplayOrder OrderOf(Auction auction, AuctionOrder order, Hash32 parent)
    {
        AuctionAccount account = auction.Accounts[(int)order.Account];
        var id = new AccountId(new Hash32(account.Account.Span));
        return new ReplayOrder(
            id, order.ClientOrderId, account.Party, order.Side == Side.Buy, order.Limit, order.Age,
            order.Lots, order.Minimum, order.PostOnly, order.Immediate, order.Exclusions)
        {
            Group = order.Leg ? ReplayBook.GroupOf(id, order.ClientOrderId, parent) : default,
            Source = Hash32.TryRead(order.Source.Span, out Hash32 source) ? source : default,
        };
    }

    private static string? Numbers(AuctionSummary told, ReplayOutcome replayed)
    {
        (string Name, ulong Told, ulong Replayed)[] numbers =
        [
            ("price", told.Price, replayed.Price), ("lots", told.Lots, replayed.Lots),
            ("low", told.Low, replayed.Low), ("high", told.High, replayed.High),
            ("passes", told.Passes, (ulong)replayed.Passes),
        ];
        foreach ((string name, ulong published, ulong own) in numbers)
            if (published != own) return $"{name}: published {published}, replayed {own}";
        return null;
    }

    private static string? Fills(Auction auction, ReplayBook book, ReplayOutcome replayed)
    {
        var fills = new Dictionary<(AccountId, ulong), ulong>();
        foreach (ReplayOrder order in book.Orders)
            fills[(order.Account, order.ClientOrderId)] = replayed.Fills.GetValueOrDefault(order);
        foreach (AuctionOrder order in auction.Orders)
        {
            var account = new AccountId(new Hash32(auction.Accounts[(int)order.Account].Account.Span));
            ulong own = fills.GetValueOrDefault((account, order.ClientOrderId));
            if (own != order.Fill)
                return $"fill of {TranscriptRules.Describe(auction, order)}: published {order.Fill}, "
                    + $"replayed {own}";
        }
        return null;
    }

    private static string? Lists(string what, IEnumerable<string> told, IEnumerable<string> replayed)
    {
        string[] published = [.. told], own = [.. replayed];
        for (int i = 0; i < Math.Max(published.Length, own.Length); i += 1)
        {
            string theirs = i < published.Length ? published[i] : "none";
            string ours = i < own.Length ? own[i] : "none";
            if (theirs != ours) return $"{what} {i + 1}: published {theirs}, replayed {ours}";
        }
        return null;
    }

    /// <summary>Without those that merely had their one auction and met nobody.</summary>
    private static IEnumerable<AuctionCancellation> OfInputs(Auction auction, ReplayBook book)
    {
        HashSet<(AccountId, ulong)> inputs =
            [.. book.Orders.Select(order => (order.Account, order.ClientOrderId))];
        return auction.Cancellations.Where(cancelled =>
            cancelled.Reason != AuctionReasonKind.ImmediateOver || inputs.Contains((
                new AccountId(new Hash32(auction.Accounts[(int)cancelled.Account].Account.Span)),
                cancelled.ClientOrderId)));
    }

    private static string Text(Auction auction, AuctionExclusion excluded) => Text(
        excluded.Side == Side.Buy, TranscriptRules.Hex(auction, excluded.Account), excluded.ClientOrderId,
        $"{excluded.Reason} after pass {excluded.Pass}");

    private static string Text(ReplayExclusion excluded) =>
        Text(excluded.Order, $"{excluded.Reason} after pass {excluded.Pass}");

    private static string Text(Auction auction, AuctionCancellation cancelled) => Text(
        cancelled.Side == Side.Buy, TranscriptRules.Hex(auction, cancelled.Account), cancelled.ClientOrderId,
        $"{cancelled.Reason} with {cancelled.Lots} lots");

    private static string Text(ReplayCancellation cancelled) =>
        Text(cancelled.Order, $"{cancelled.Reason} with {cancelled.Lots} lots");

    private static string Text(ReplayOrder order, string what) => Text(
        order.Buys, Convert.ToHexStringLower(order.Account.Bytes.Span), order.ClientOrderId, what);

    private static string Text(bool buys, string account, ulong id, string what) =>
        $"{(buys ? "buy" : "sell")} order {id} of {account} {what}";

    private static string Text(Auction auction, AuctionLease lease) =>
        $"{Convert.ToHexStringLower(lease.Lease.Span)} of {lease.Lots} lots from "
        + $"{TranscriptRules.Hex(auction, lease.Seller)} to {TranscriptRules.Hex(auction, lease.Tenant)}";

    private static string Text(ReplayLease lease) =>
        $"{Convert.ToHexStringLower(lease.Id.Span)} of {lease.Lots} lots from "
        + $"{Convert.ToHexStringLower(lease.Seller.Bytes.Span)} to "
        + $"{Convert.ToHexStringLower(lease.Tenant.Bytes.Span)}";
}
