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
        int most = tables.Bundles.Parties.Max(party => party.Value.Count);
        if (own >= most) return ReceiptStatus.BookFull;
        release.End(NewestOf(PartyWith(most, block.ParentDigest)));
        return ReceiptStatus.Ok;
    }

    /// <summary>Of the parties with so many bundles that of the lowest hash.</summary>
    private int PartyWith(int bundles, Hash32 parent) => tables.Bundles.Parties
        .Where(party => party.Value.Count == bundles)
        .MinBy(party => LedgerHashes.OfBundleParty(parent, tables.Parties.KeyOf(party.Key))).Key;

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
