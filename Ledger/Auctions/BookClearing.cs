namespace Chain.Ledger.Auctions;

/// <summary>What an auction depends on beside its orders.</summary>
/// <param name="Instrument">Hash of the instrument's key.</param>
/// <param name="Parent">Digest of the parent block: with it, the seed of every tie.</param>
/// <param name="Reference">R.</param>
/// <param name="Step">δ.</param>
/// <param name="NewSinceMs">Who entered at this time or later has not met this book's auction yet.</param>
internal readonly record struct AuctionTerms(
    Hash32 Instrument, Hash32 Parent, ulong Reference, ulong Step, ulong Tick, ulong NewSinceMs);

/// <param name="At">Null when nothing trades.</param>
internal readonly record struct Cleared(Clearing? At, int Passes)
{
    /// <summary>Somebody would have to be excluded after the last pass that was allowed.</summary>
    public bool OutOfPasses { get; init; }
}

/// <summary>
/// One auction of one book (M-404 to M-408, M-420, M-421): from the eligible orders of both sides to price,
/// fills and who left. It writes nothing, so a book may be cleared as often as one likes;
/// <see cref="Settlement"/> makes the result true.
/// </summary>
internal sealed class BookClearing(LedgerTables tables)
{
    private readonly Admission admission = new(tables);
    private readonly Rationing rationing = new(tables);
    private readonly MinimumFills minimums = new(tables);

    /// <summary>Fills and leavers are left in the two sides.</summary>
    /// <param name="legs">Of bundles, beside the bids; all others are judged without them (M-506).</param>
    /// <param name="passes">At most so many.</param>
    public Cleared Run(
        AuctionSide bids, AuctionSide asks, in AuctionTerms terms, ReadOnlySpan<Entry> legs = default,
        int passes = Limits.AuctionPasses)
    {
        admission.Judge(bids, asks);
        bids.Dismiss(pass: 0);
        asks.Dismiss(pass: 0);
        bids.Add(legs);
        bids.Sort();
        asks.Sort();
        // No order takes part (M-420).
        if (bids.Levels.IsEmpty || asks.Levels.IsEmpty || bids.Levels[0].Price < asks.Levels[0].Price)
            return default;
        bool plain = bids.Minimums + asks.Minimums == 0;
        if (!plain)
        {
            ulong bestBid = bids.Levels[0].Price, bestAsk = asks.Levels[0].Price;
            bids.Trim(bestAsk);
            asks.Trim(bestBid);
            MinimumFills.ExcludeUnreachable(bids, asks);
        }
        for (int pass = 1; ; pass += 1)
        {
            Require.That(pass <= passes);
            Clearing? clearing =
                PriceRule.Find(bids.Levels, asks.Levels, terms.Reference, terms.Step, terms.Tick);
            ulong lots = clearing?.Lots ?? 0;
            Margin atBids = rationing.Fill(bids, lots, terms), atAsks = rationing.Fill(asks, lots, terms);
            if (plain || lots == 0 || !minimums.Exclude(pass, bids, atBids, asks, atAsks, terms))
                return new Cleared(clearing, pass);
            if (pass == passes) return new Cleared(null, pass) { OutOfPasses = true };
        }
    }
}
