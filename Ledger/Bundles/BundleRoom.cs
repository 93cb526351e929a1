using Chain.Ledger.Auctions;
using Chain.Wire;

namespace Chain.Ledger.Bundles;

/// <summary>
/// Places for bundles (M-504). When all are taken, whoever has most gives one up, so that nobody can keep the
/// others out.
/// </summary>
internal sealed class BundleRoom(LedgerTables tables)
{
    private readonly BundleRelease release = new(tables);

    /// <summary>Room for one more of that account's party.</summary>
    public ReceiptStatus TryMake(int account, in BlockContext block)
    {
        int party = tables.Accounts[account].Party;
        int own = tables.Bundles.OfParty(party).Length;
        if (own >= Limits.BundlesPerParty) return ReceiptStatus.TooManyOrders;
        if (tables.Bundles.Count < Limits.Bundles) return ReceiptStatus.Ok;
        int most = MostOf(block.ParentDigest);
        if (own >= tables.Bundles.OfParty(most).Length) return ReceiptStatus.BookFull;
        release.End(NewestOf(most));
        return ReceiptStatus.Ok;
    }

    /// <summary>The party with the most bundles, ties to the lower hash.</summary>
    private int MostOf(Hash32 parent)
    {
        int most = -1, bundles = 0;
        Hash32 lowest = default;
        foreach ((int party, List<int> own) in tables.Bundles.Parties)
        {
            if (own.Count < bundles) continue;
            Hash32 hash = LedgerHashes.OfBundleParty(parent, tables.Parties.KeyOf(party));
            if (own.Count == bundles && hash.CompareTo(lowest) > 0) continue;
            (most, bundles, lowest) = (party, own.Count, hash);
        }
        return most;
    }

    private int NewestOf(int party)
    {
        ReadOnlySpan<int> own = tables.Bundles.OfParty(party);
        int newest = own[0];
        foreach (int bundle in own)
        {
            ulong a = tables.Bundles[bundle].EnteredMs, b = tables.Bundles[newest].EnteredMs;
            if (a > b || (a == b && tables.Bundles.CompareIds(bundle, newest) > 0)) newest = bundle;
        }
        return newest;
    }
}
