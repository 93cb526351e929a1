using Chain.Client;
using Chain.Client.Replay;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Api;
using Chain.Node.Execution;
using Chain.Wire;

namespace Chain.Node.Hosting;

/// <summary>
/// <c>chain auction replay --home</c>: proves one stored transcript from a stopped node's blocks alone. It
/// executes every block from the genesis on, takes the book's orders out of the state when the block's last
/// transaction has run, clears it by a second implementation of the rules, and compares.
/// </summary>
/// <param name="Transcript">As stored; null: nothing happened, and that is right.</param>
/// <param name="Fault">Where it does not agree; null: it does.</param>
/// <param name="CertifiedAt">Height of a block with a quorum's signatures that follows from this one, whose
/// header or an ancestor's names the state after it; null: none is stored yet.</param>
internal sealed record AuctionAudit(Auction? Transcript, string? Fault, ulong? CertifiedAt)
{
    /// <exception cref="StoreException">Locked, DerivedStale, or Damaged: the blocks do not hold.</exception>
    public static AuctionAudit Run(
        GenesisState genesis, ChainTrust trust, string path, Instrument instrument, Height height,
        Action<Height>? progress = null)
    {
        using ChainStore store = ChainStore.Open(path, genesis.ChainHash);
        if (height.Value == 0 || height > store.Head.Height)
            return new AuctionAudit(
                null, $"there is no block {height}; the newest is {store.Head.Height}", null);
        byte[] key = StateKey.Instrument(instrument.Product, instrument.Delivery, instrument.Slot);
        Auction? stored = Transcripts.Of(store.Reads, key, height);
        var chain = new StoredChain(genesis, store.Reads, store.Head);
        while (chain.State.Height.Next < height)
        {
            (BlockHeader passed, _) = chain.Next();
            progress?.Invoke(passed.Height);
        }
        AuctionInputs? inputs = null;
        ulong timestampMs = store.Reads.Header(height)!.Header.TimestampMs;
        (BlockHeader header, BlockOutcome outcome) = chain.Next(phase =>
        {
            if (phase == BlockPhase.Auctions)
                inputs = new AuctionInputs(Rows(chain.State), instrument, timestampMs);
        });
        chain.CheckNewest();
        return new AuctionAudit(
            stored, Compare(stored, inputs!, outcome, instrument, header.Parent),
            Certified(store, trust, header));
    }

    /// <summary>Of an executed block.</summary>
    /// <param name="stored">What is published of that book.</param>
    /// <returns>The first difference; null: none.</returns>
    public static string? Compare(
        Auction? stored, AuctionInputs inputs, BlockOutcome outcome, Instrument instrument, Hash32 parent)
    {
        AuctionResult? executed = outcome.Auctions.SingleOrDefault(auction =>
            (auction.Product, auction.Delivery, auction.Slot)
                == (instrument.Product, instrument.Delivery, instrument.Slot));
        if (stored is null)
            return executed is null ? null : "the blocks lead to an auction of which no transcript is stored";
        if (executed is null) return "the blocks lead to no such auction";
        Auction fresh = PackedAuction.Unpack(PackedAuction.Pack(executed));
        fresh.Summary = AuctionRows.Summary(outcome.Block, executed, (int)stored.Summary.Index);
        if (!fresh.Summary.Equals(stored.Summary)) return $"the blocks lead to {fresh.Summary}";
        if (!fresh.Orders.Equals(stored.Orders) || !fresh.Exclusions.Equals(stored.Exclusions)
            || !fresh.Cancellations.Equals(stored.Cancellations)
            || !fresh.Accounts.Select(account => account.Account)
                .SequenceEqual(stored.Accounts.Select(account => account.Account)))
            return "orders, exclusions or cancellations are not those that the blocks lead to";
        if (TranscriptRules.FirstBroken(stored) is { } broken) return broken;
        ReplayBook book = inputs.Book(parent);
        if (book.Reference != stored.Summary.Reference)
            return $"R: published {stored.Summary.Reference}, from the rows {book.Reference}";
        var legs = new List<ReplayOrder>();
        if (TakeLegs(stored, inputs, outcome, parent, legs) is { } wrong) return wrong;
        book = book with { Orders = [.. book.Orders, .. legs] };
        ReplayOutcome replayed = AuctionReplay.Run(book);
        return Inputs(stored, book) ?? TranscriptCheck.FirstDifference(stored, book, replayed);
    }

    private static IEnumerable<StateRow> Rows(LedgerState state) => state.Rows()
        .Select(change => StateRow.Decode(change.Key.Span, change.After!.Value.Span)!);

    /// <summary>Legs are those of the bundles that the block accepted, each within its limit.</summary>
    private static string? TakeLegs(
        Auction stored, AuctionInputs inputs, BlockOutcome outcome, Hash32 parent, List<ReplayOrder> legs)
    {
        HashSet<(AccountId, ulong)> told = [.. stored.Orders.Where(order => order.Leg).Select(order => (
            new AccountId(new Hash32(stored.Accounts[(int)order.Account].Account.Span)),
            order.ClientOrderId))];
        foreach (BundleResult result in outcome.Bundles)
        {
            if (result.Verdict != BundleVerdict.Accepted) continue;
            if (inputs.BundleOf(result.Account, result.ClientOrderId) is not { } bundle)
                return $"bundle {result.ClientOrderId} was accepted and is not in the state";
            if (inputs.LegIn(bundle) is null) continue;
            if (!told.Remove((result.Account, result.ClientOrderId)))
                return $"the leg of bundle {result.ClientOrderId} is missing";
            if (CostOf(bundle, outcome) is not { } cost || cost > bundle.Limit)
                return $"M-506: bundle {result.ClientOrderId} costs more than its limit {bundle.Limit}";
            legs.Add(inputs.LegOf(bundle, parent));
        }
        return told.Count == 0 ? null : "a leg is of no bundle that was accepted";
    }

    /// <summary>Σ lots · price over all its books; null where one of them did not trade.</summary>
    private static UInt128? CostOf(StateRow.Bundle bundle, BlockOutcome outcome)
    {
        UInt128 cost = 0;
        foreach (StateRow.Leg leg in bundle.Legs)
        {
            AuctionResult? book = outcome.Trades.SingleOrDefault(auction =>
                (auction.Product, auction.Delivery, auction.Slot)
                    == (leg.ProductName, bundle.Delivery, leg.Slot));
            if (book is null) return null;
            cost += (UInt128)book.Price * leg.Lots;
        }
        return cost;
    }

    /// <summary>The orders of the transcript are those of the book that meet somebody, as they were.</summary>
    private static string? Inputs(Auction stored, ReplayBook book)
    {
        HashSet<ReplayOrder> told = [.. TranscriptCheck.BookOf(
            stored, book.Parent, book.Tick, book.MinOrderLots).Orders];
        foreach (ReplayOrder order in AuctionReplay.Meeting(book.Orders))
            if (!told.Remove(order))
                return $"order {order.ClientOrderId} of {order.Account.Bytes} met somebody and is missing, "
                    + "or stands there otherwise";
        return told.Count == 0 ? null : $"{told.Count} orders of the transcript were not there to trade";
    }

    /// <summary>The first stored certificate that covers what the block led to, checked by the validators'
    /// keys.</summary>
    private static ulong? Certified(ChainStore store, ChainTrust trust, BlockHeader header)
    {
        var checker = new ProofChecker(trust);
        for (Hash32 parent = header.Digest; header.Height < store.Head.Height; parent = header.Digest)
        {
            StoredHeader next = store.Reads.Header(header.Height.Next)!;
            header = next.Header;
            if (header.Parent != parent)
                throw new StoreException(
                    StoreErrorKind.Damaged, $"block {header.Height} does not follow the one before it");
            if (next.Certificate is not { } certificate) continue;
            return checker.FindFault(header, certificate) is { } fault
                ? throw new StoreException(
                    StoreErrorKind.Damaged,
                    $"the certificate of block {header.Height} does not hold: {fault}")
                : header.Height.Value;
        }
        return null;
    }
}
