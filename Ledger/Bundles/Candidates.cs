using Chain.Ledger.Auctions;
using Chain.Ledger.Tables;

namespace Chain.Ledger.Bundles;

/// <summary>
/// Whom a block tries, and in which order (M-505, M-506): one of a party, the oldest first, so that who fails
/// makes room for the others; then by how much more than the reference they would pay.
/// </summary>
internal sealed class Candidates(LedgerTables tables)
{
    /// <param name="cleared">Books of stage 2.</param>
    /// <param name="meant">All that had a leg there, tried or not; in no order.</param>
    /// <returns>In the order of trials.</returns>
    public List<Candidate> Select(
        IEnumerable<InstrumentKey> cleared, in BlockContext block, out HashSet<int> meant)
    {
        meant = [];
        foreach (InstrumentKey book in cleared)
            foreach (int bundle in tables.Bundles.Of(book))
                if (IsEligible(bundle, block.TimestampMs)) meant.Add(bundle);

        var first = new Dictionary<int, int>();
        foreach (int bundle in meant)
        {
            int party = tables.Bundles.PartyOf(bundle);
            if (!first.TryGetValue(party, out int other) || ComparePlaces(bundle, other) < 0)
                first[party] = bundle;
        }
        List<Candidate> oldest = Oldest(first, block);
        oldest.Sort(CompareOffers);
        return oldest;
    }

    private bool IsEligible(int bundle, ulong timestampMs)
    {
        if (tables.Bundles.EndsMs(tables.Bundles[bundle]) <= timestampMs) return false;
        int account = tables.Bundles.KeyOf(bundle).Account;
        return tables.Freezes.Count == 0 || !tables.Freezes.IsFrozen(account, timestampMs);
    }

    private List<Candidate> Oldest(Dictionary<int, int> first, in BlockContext block)
    {
        var all = new List<(ulong Age, int Failures, Hash32 Party, int Bundle)>();
        foreach ((int party, int bundle) in first)
            all.Add((tables.Bundles[bundle].Age, tables.Bundles[bundle].Failures,
                LedgerHashes.OfBundleParty(block.ParentDigest, tables.Parties.KeyOf(party)), bundle));
        all.Sort();
        var oldest = new List<Candidate>();
        foreach ((_, _, _, int bundle) in all.Take(Limits.BundlesPerBlock))
            oldest.Add(Describe(bundle, block));
        return oldest;
    }

    private Candidate Describe(int bundle, in BlockContext block)
    {
        OrderKey key = tables.Bundles.KeyOf(bundle);
        BundleRow row = tables.Bundles[bundle];
        UInt128 cost = 0;
        foreach (Leg leg in row.Legs)
        {
            ref readonly InstrumentRow book = ref tables.Instruments[tables.Instruments.Find(leg.Instrument)];
            cost += (UInt128)leg.Lots
                * book.ReferenceAt(block.TimestampMs, tables.Products[leg.Instrument.Product]);
        }
        return new Candidate(bundle, key, row, tables.Bundles.PartyOf(bundle),
            LedgerHashes.OfGroup(tables.Accounts.KeyOf(key.Account), key.ClientOrderId, block.ParentDigest),
            (ulong)UInt128.Clamp(cost, 1, ulong.MaxValue));
    }

    /// <summary>The better offer first: limit ÷ cost, without dividing.</summary>
    private int CompareOffers(Candidate left, Candidate right)
    {
        UInt128 a = (UInt128)left.Row.Limit * right.Cost, b = (UInt128)right.Row.Limit * left.Cost;
        return a != b ? b.CompareTo(a) : CompareAges(left.Bundle, right.Bundle);
    }

    private int ComparePlaces(int left, int right)
    {
        ulong a = tables.Bundles[left].Age, b = tables.Bundles[right].Age;
        int c = tables.Bundles[left].Failures, d = tables.Bundles[right].Failures;
        return a == b && c != d ? c.CompareTo(d) : CompareAges(left, right);
    }

    private int CompareAges(int left, int right)
    {
        ulong a = tables.Bundles[left].Age, b = tables.Bundles[right].Age;
        return a != b ? a.CompareTo(b) : tables.Bundles.CompareIds(left, right);
    }
}
