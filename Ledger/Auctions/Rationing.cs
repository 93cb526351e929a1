using System.Runtime.InteropServices;

namespace Chain.Ledger.Auctions;

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
    /// <param name="entries">Sorted; their fills are set.</param>
    public void Fill(Span<Entry> entries, ulong lots, Wire.Side side, Hash32 parent, Hash32 instrument)
    {
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
                Ration(cohort, lots, side, parent, instrument);
                return;
            }
            foreach (ref Entry entry in cohort) entry.Fill = entry.Lots;
            lots -= sum;
            start = end;
        }
    }

    private static bool IsOneCohort(in Entry left, in Entry right) =>
        left.Limit == right.Limit && left.Age == right.Age;

    private void Ration(Span<Entry> cohort, ulong lots, Wire.Side side, Hash32 parent, Hash32 instrument)
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
        if (spare > 0) Spread(spare, side, parent, instrument);
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
        foreach (Entry entry in cohort)
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
    private void Spread(ulong spare, Wire.Side side, Hash32 parent, Hash32 instrument)
    {
        Span<Share> all = CollectionsMarshal.AsSpan(shares);
        order.Clear();
        for (int i = 0; i < all.Length; i += 1)
        {
            all[i].Tie = LedgerHashes.OfParty(parent, instrument, side, tables.Parties.KeyOf(all[i].Party));
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
