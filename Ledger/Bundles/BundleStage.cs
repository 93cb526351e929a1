using Chain.Ledger.Auctions;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Bundles;

/// <summary>
/// Stage 3 of a block (M-505 to M-511): tries bundles on the auctions of stage 2 before these are settled, so
/// that a book's fills, plain and bundled, become final at once and at one price.
/// </summary>
internal sealed class BundleStage(LedgerTables tables, BookClearing clearing)
{
    private readonly Candidates candidates = new(tables);
    private readonly Trials trials = new(tables, clearing);
    private readonly BundleRelease release = new(tables);

    private HashSet<int> meant = [];
    private List<Candidate> tried = [];
    private List<Candidate> accepted = [];

    /// <summary>Puts the auctions of accepted bundles in the place of those before.</summary>
    public void Try(BlockAuctions auctions, in BlockContext block)
    {
        accepted = [];
        tried = candidates.Select(auctions.Cleared, block, out meant);
        for (int round = 0; round < Limits.BundleRounds && accepted.Count >= round; round += 1)
            foreach (Candidate bundle in tried)
            {
                if (bundle.Verdict is BundleVerdict.Accepted) continue;
                if (round > 0 && bundle.Verdict is BundleVerdict.NotTried) continue;
                BundleVerdict verdict = trials.Try(bundle, auctions, accepted, block);
                if (round == 0 || verdict != BundleVerdict.NotTried) bundle.Verdict = verdict;
                if (verdict == BundleVerdict.Accepted) accepted.Add(bundle);
            }
    }

    /// <summary>After the auctions were settled: bundles go, or wait with one failure more.</summary>
    /// <returns>In the order of trials.</returns>
    public BundleResult[] Finish(BlockAuctions auctions, in BlockContext block)
    {
        var results = new BundleResult[tried.Count];
        for (int i = 0; i < results.Length; i += 1) results[i] = Describe(tried[i], auctions);
        foreach (Candidate bundle in tried)
        {
            meant.Remove(bundle.Bundle);
            if (bundle.Verdict == BundleVerdict.Accepted) Fill(bundle, auctions);
            else if (bundle.Verdict != BundleVerdict.NotTried) Fail(bundle, block);
            else EndImmediate(bundle.Bundle);
        }
        foreach (int bundle in meant) EndImmediate(bundle);
        return results;
    }

    /// <summary>Its books have settled what its legs cost; the rest of its lock is free again.</summary>
    private void Fill(Candidate bundle, BlockAuctions auctions)
    {
        ulong spent = 0;
        foreach (Leg leg in bundle.Row.Legs)
        {
            ulong price = auctions.Of(tables.Instruments.Find(leg.Instrument))!.Cleared.At!.Value.Price;
            ProductRow product = tables.Products[leg.Instrument.Product];
            spent += product.BuyerCost(
                leg.Instrument.Delivery, leg.Lots, price, tables.Parameters.GraceMs);
        }
        int asset = tables.Products[bundle.Row.Legs[0].Instrument.Product].Asset;
        tables.Balances.Unlock(bundle.Key.Account, asset, bundle.Row.Locked - spent, spent: 0);
        tables.Bundles.Delete(bundle.Bundle);
    }

    private void Fail(Candidate bundle, in BlockContext block)
    {
        int failures = bundle.Row.Failures + 1;
        if (failures == Limits.BundleFailures || bundle.Row.TimeInForce == TimeInForce.Ioc)
            release.End(bundle.Bundle);
        else
            tables.Bundles.Update(bundle.Bundle, bundle.Row with
            {
                AgedMs = block.TimestampMs,
                Failures = (byte)failures,
            });
    }

    /// <summary>Its one block is over, whether it was tried or not.</summary>
    private void EndImmediate(int bundle)
    {
        if (tables.Bundles[bundle].TimeInForce == TimeInForce.Ioc) release.End(bundle);
    }

    private BundleResult Describe(Candidate bundle, BlockAuctions auctions)
    {
        bool stands = bundle.Verdict == BundleVerdict.Accepted;
        return new BundleResult(
            tables.Accounts.KeyOf(bundle.Key.Account), bundle.Key.ClientOrderId, bundle.Verdict,
            bundle.Row.Limit, stands ? (ulong)trials.CostOf(bundle, [], auctions) : 0,
            stands ? bundle.Group : default, !stands && IsParadoxical(bundle, auctions));
    }

    /// <summary>Each leg alone could have been had from what the final auctions left.</summary>
    private bool IsParadoxical(Candidate bundle, BlockAuctions auctions)
    {
        UInt128 cost = 0;
        foreach (Leg leg in bundle.Row.Legs)
        {
            if (auctions.Of(tables.Instruments.Find(leg.Instrument)) is not { Cleared.At: { } at } book)
                return false;
            ulong left = 0;
            foreach (ref readonly Entry ask in book.Asks.Entries)
                if (ask.Minimum == 0 && ask.Limit <= at.Price) left += ask.Lots - ask.Fill;
            if (left < leg.Lots) return false;
            cost += (UInt128)leg.Lots * at.Price;
        }
        return cost <= bundle.Row.Limit;
    }
}
