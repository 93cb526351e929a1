using System.Runtime.InteropServices;

namespace Chain.Ledger.Auctions;

/// <summary>The cohort that does not fit whole: entries [start, end), and the lots left for it.</summary>
internal readonly record struct Margin(int Start, int End, ulong Left);

/// <summary>
/// Who trades on one side (M-407, M-408): better limit, then lower age; the cohort that does not fit whole is
/// rationed per party, so that splitting an order over ids or accounts gains nothing.
/// </summary>
internal sealed class Rationing(LedgerTables tables) : IComparer<int>
{
    private record struct Share(int Party, UInt128 Wants, ulong Gets, UInt128 Remainder, Hash32 Tie);

    private readonly Dictionary<int, int> shareOf = [];
    private readonly List<Share> shares = [];
    private readonly List<int> order = [];

    /// <summary>
    /// Distributes exactly <paramref name="lots"/>, which the side must have within its limits.
    /// </summary>
    /// <param name="side">Sorted; the fills of all its entries are set.</param>
    /// <returns>Empty where every cohort that trades fits whole.</returns>
    public Margin Fill(AuctionSide side, ulong lots, in AuctionTerms terms)
    {
        Span<Entry> entries = side.Entries;
        foreach (ref Entry entry in entries) entry.Fill = 0;
        int start = 0;
        while (lots > 0)
        {
            Require.That(start < entries.Length);
            int end = start;
            ulong sum = 0;
            for (; end < entries.Length && IsOneCohort(entries[start], entries[end]); end += 1)
                sum += entries[end].Lots;
            Span<Entry> cohort = entries[start..end];
            if (sum > lots)
            {
                Ration(cohort, lots, side.Side, terms);
                return new Margin(start, end, lots);
            }
            foreach (ref Entry entry in cohort) entry.Fill = entry.Lots;
            lots -= sum;
            start = end;
        }
        return default;
    }

    private static bool IsOneCohort(in Entry left, in Entry right) =>
        left.Limit == right.Limit && left.Age == right.Age;

    private void Ration(Span<Entry> cohort, ulong lots, Wire.Side side, in AuctionTerms terms)
    {
        SumPerParty(cohort);
        UInt128 total = 0;
        foreach (ref Share share in CollectionsMarshal.AsSpan(shares))
        {
            share.Wants = UInt128.Min(share.Wants, lots);
            total += share.Wants;
        }
        ulong spare = lots;
        foreach (ref Share share in CollectionsMarshal.AsSpan(shares))
        {
            (UInt128 whole, UInt128 remainder) = UInt128.DivRem(share.Wants * lots, total);
            share.Gets = (ulong)whole;
            share.Remainder = remainder;
            spare -= share.Gets;
        }
        if (spare > 0) Spread(spare, side, terms);
        foreach (ref Entry entry in cohort)
        {
            ref Share share = ref CollectionsMarshal.AsSpan(shares)[shareOf[entry.Party]];
            entry.Fill = Math.Min(entry.Lots, share.Gets);
            share.Gets -= entry.Fill;
        }
    }

    private void SumPerParty(ReadOnlySpan<Entry> cohort)
    {
        shareOf.Clear();
        shares.Clear();
        foreach (ref readonly Entry entry in cohort)
        {
            if (!shareOf.TryGetValue(entry.Party, out int at))
            {
                at = shares.Count;
                shareOf.Add(entry.Party, at);
                shares.Add(new Share(entry.Party, 0, 0, 0, default));
            }
            CollectionsMarshal.AsSpan(shares)[at].Wants += entry.Lots;
        }
    }

    /// <summary>One spare lot each to the largest remainders, ties to the lower hash.</summary>
    private void Spread(ulong spare, Wire.Side side, in AuctionTerms terms)
    {
        Span<Share> all = CollectionsMarshal.AsSpan(shares);
        order.Clear();
        for (int i = 0; i < all.Length; i += 1)
        {
            string party = tables.Parties.KeyOf(all[i].Party);
            all[i].Tie = LedgerHashes.OfParty(terms.Parent, terms.Instrument, side, party);
            order.Add(i);
        }
        order.Sort(this);
        for (int i = 0; i < (int)spare; i += 1) all[order[i]].Gets += 1;
    }

    int IComparer<int>.Compare(int x, int y)
    {
        Share left = shares[x], right = shares[y];
        return left.Remainder != right.Remainder
            ? right.Remainder.CompareTo(left.Remainder)
            : left.Tie.CompareTo(right.Tie);
    }
}
