using System.Numerics;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

internal sealed record NaiveVerdict(StateRow.Bundle Bundle, Hash32 Group)
{
    public BundleVerdict Verdict { get; set; }
    public BigInteger Cost { get; set; }
    public bool Paradoxical { get; set; }
}

/// <summary>One book as stage 3 finds it.</summary>
internal sealed record NaiveBook(
    List<NaiveOrder> Orders, BigInteger Reference, long Tick, NaiveAuction Auction)
{
    public List<(NaiveVerdict Bundle, NaiveOrder Leg)> Legs { get; init; } = [];
    public NaiveResult? Result { get; init; }
}

/// <summary>
/// The trials of M-505 to M-509 a second time: whole states are copied and compared, nothing is kept sorted,
/// no code is shared. Work limits are far away in these histories.
/// </summary>
internal sealed class NaiveBundles(RowsView rows, Hash32 parent)
{
    private Dictionary<(string, Delivery, ulong), NaiveBook> books = [];
    private List<NaiveVerdict> accepted = [];

    /// <summary>As stage 3 leaves them; without a result where neither stage cleared it.</summary>
    public Dictionary<(string, Delivery, ulong), NaiveBook> Books => books;

    /// <param name="cleared">Books of stage 2.</param>
    public List<NaiveVerdict> Run(
        IEnumerable<StateRow.Bundle> resting, Dictionary<(string, Delivery, ulong), NaiveBook> start,
        HashSet<(string, Delivery, ulong)> cleared)
    {
        books = start;
        List<NaiveVerdict> all = [.. resting.Where(b => Keys(b).Any(cleared.Contains))
            .OrderBy(b => b.AgedMs / 60_000).ThenBy(b => b.Failures)
            .ThenBy(b => b.Owner).ThenBy(b => b.ClientOrderId)
            .DistinctBy(b => rows.Parties[b.Owner])
            .OrderBy(b => b.AgedMs / 60_000).ThenBy(b => b.Failures).ThenBy(b => NaiveAuction.Tagged(
                "chain/bundle-party", [.. parent.ToArray(), .. NaiveAuction.Ascii(rows.Parties[b.Owner])]))
            .Take(32).Select(b => new NaiveVerdict(b, Group(b)))];
        all.Sort((a, b) => Compare(a.Bundle, b.Bundle));
        foreach (NaiveVerdict bundle in all) Try(bundle);
        if (accepted.Count > 0)
            foreach (NaiveVerdict bundle in all.Where(b => b.Verdict != BundleVerdict.Accepted)) Try(bundle);
        foreach (NaiveVerdict bundle in all)
        {
            bool stands = bundle.Verdict == BundleVerdict.Accepted;
            bundle.Cost = stands ? Cost(bundle, books) : 0;
            bundle.Paradoxical = !stands && CouldHaveBeen(bundle);
        }
        return all;
    }

    private void Try(NaiveVerdict bundle)
    {
        var trial = new Dictionary<(string, Delivery, ulong), NaiveBook>(books);
        bundle.Verdict = Trial(bundle, trial);
        if (bundle.Verdict != BundleVerdict.Accepted) return;
        books = trial;
        accepted.Add(bundle);
    }

    private BundleVerdict Trial(NaiveVerdict bundle, Dictionary<(string, Delivery, ulong), NaiveBook> trial)
    {
        foreach (StateRow.Leg leg in bundle.Bundle.Legs)
        {
            (string, Delivery, ulong) key = (leg.ProductName, bundle.Bundle.Delivery, leg.Slot);
            NaiveOrder order = Leg(bundle, leg, trial[key]);
            if (trial[key].Orders.Any(o => !o.Buys && o.Party == order.Party && o.Limit <= order.Limit))
                return BundleVerdict.OwnAsk;
            List<(NaiveVerdict Bundle, NaiveOrder Leg)> legs = [.. trial[key].Legs, (bundle, order)];
            NaiveResult? result = trial[key].Auction.Run(
                trial[key].Orders, [.. legs.Select(l => l.Leg)], passes: 4);
            if (result is null) return BundleVerdict.Passes;
            bool Whole(NaiveOrder of) => result.Fills.GetValueOrDefault(of) == of.Lots;
            if (!Whole(order)) return BundleVerdict.LegUnfilled;
            if (!legs.All(l => Whole(l.Leg))) return BundleVerdict.Displaces;
            trial[key] = trial[key] with { Legs = legs, Result = result };
        }
        if (Cost(bundle, trial) > bundle.Bundle.Limit) return BundleVerdict.AboveLimit;
        return accepted.Any(other => Cost(other, trial) > other.Bundle.Limit)
            ? BundleVerdict.AboveAnothersLimit : BundleVerdict.Accepted;
    }

    private NaiveOrder Leg(NaiveVerdict bundle, StateRow.Leg leg, NaiveBook book)
    {
        long limit = (long)(bundle.Bundle.Limit / leg.Lots) / book.Tick * book.Tick;
        return new NaiveOrder(
            rows.Parties[bundle.Bundle.Owner], bundle.Bundle.Owner, bundle.Bundle.ClientOrderId, Buys: true,
            limit, leg.Lots, bundle.Bundle.AgedMs / 60_000, leg.Lots, PostOnly: false)
        {
            OwnName = bundle.Group,
        };
    }

    private static BigInteger Cost(
        NaiveVerdict bundle, Dictionary<(string, Delivery, ulong), NaiveBook> at) =>
        bundle.Bundle.Legs.Aggregate(BigInteger.Zero, (sum, leg) => sum + (BigInteger)leg.Lots
            * at[(leg.ProductName, bundle.Bundle.Delivery, leg.Slot)].Result!.Price);

    private bool CouldHaveBeen(NaiveVerdict bundle)
    {
        foreach (StateRow.Leg leg in bundle.Bundle.Legs)
        {
            NaiveBook book = books[(leg.ProductName, bundle.Bundle.Delivery, leg.Slot)];
            if (book.Result is not { Volume.IsZero: false } result) return false;
            BigInteger left = 0;
            foreach (NaiveOrder ask in book.Orders)
                if (!ask.Buys && ask.Minimum == 0 && ask.Limit <= result.Price
                    && !result.Cancelled.ContainsKey(ask) && !result.Excluded.ContainsKey(ask))
                    left += ask.Lots - result.Fills.GetValueOrDefault(ask);
            if (left < leg.Lots) return false;
        }
        return Cost(bundle, books) <= bundle.Bundle.Limit;
    }

    private int Compare(StateRow.Bundle left, StateRow.Bundle right)
    {
        BigInteger a = left.Limit * Reference(right), b = right.Limit * Reference(left);
        return a != b ? b.CompareTo(a)
            : (left.AgedMs / 60_000, left.Owner, left.ClientOrderId)
                .CompareTo((right.AgedMs / 60_000, right.Owner, right.ClientOrderId));
    }

    private BigInteger Reference(StateRow.Bundle bundle) => bundle.Legs.Aggregate(BigInteger.Zero,
        (sum, leg) => sum + leg.Lots * books[(leg.ProductName, bundle.Delivery, leg.Slot)].Reference);

    private Hash32 Group(StateRow.Bundle bundle)
    {
        var number = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(number, bundle.ClientOrderId);
        return NaiveAuction.Tagged(
            "chain/group", [.. bundle.Owner.Bytes.ToArray(), .. number, .. parent.ToArray()]);
    }

    private static IEnumerable<(string, Delivery, ulong)> Keys(StateRow.Bundle bundle) =>
        bundle.Legs.Select(leg => (leg.ProductName, bundle.Delivery, leg.Slot));
}
