namespace Chain.Tests.Reference;

/// <summary>An order, or a leg of a bundle, in an auction.</summary>
internal sealed record Entry(
    string Party, AccountId Account, ulong ClientId, bool IsBuy, ulong Limit, ulong Lots, ulong Age,
    ulong Minimum, bool PostOnly, OrderRow? Order, BundleRow? Bundle)
{
    public static bool Cross(Entry one, Entry other) => one.IsBuy != other.IsBuy
        && (one.IsBuy ? one.Limit >= other.Limit : other.Limit >= one.Limit);

    public bool Accepts(ulong price) => IsBuy ? Limit >= price : Limit <= price;

    // One order is one thing, whatever it looks like.
    public bool Equals(Entry? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>
/// One book at one price (M-404 to M-408, M-420, M-421). Nothing is settled: bundles may change it.
/// </summary>
internal sealed class Clearing
{
    private readonly World world;
    private readonly Book book;
    private readonly Hash32 instrument;
    private readonly List<Entry> marginal = [];

    // The marginal cohort's lots, of the side that has one.
    private ulong leftForBuyers, leftForSellers;

    /// <param name="most">Passes.</param>
    public Clearing(
        World world, Book book, IReadOnlyList<Entry> eligible, IReadOnlyList<Entry> legs, int most)
    {
        (this.world, this.book, instrument) = (world, book, Books.IdOf(book));
        Eligible = eligible;
        Entry[] kept = [.. eligible.Where(IsKept)];
        Cancelled = [.. eligible.Except(kept)];
        Entry[] all = [.. kept, .. legs];
        List<Entry> there = [.. all.Where(one => all.Any(other => Entry.Cross(one, other)))];
        Entry[] unreachable = [.. there.Where(one => one.Minimum > 0 && one.Minimum
            > Sum(all.Where(other => Entry.Cross(one, other))))];
        Exclude(there, unreachable);
        while (true)
        {
            Passes += 1;
            Fill(there);
            Entry[] offenders = [.. Offenders(there)];
            if (offenders.Length == 0) return;
            if (Passes == most)
            {
                TooManyPasses = true;
                return;
            }
            Exclude(there, offenders);
        }
    }

    public Hash32 Instrument => instrument;

    public IReadOnlyList<Entry> Eligible { get; }

    /// <summary>By M-406.</summary>
    public IReadOnlyList<Entry> Cancelled { get; }

    public List<Entry> Excluded { get; } = [];

    public Dictionary<Entry, ulong> Fills { get; } = [];

    public int Passes { get; private set; }

    public bool TooManyPasses { get; }

    /// <summary>0: no trade.</summary>
    public ulong Price { get; private set; }

    public UInt128 Lots { get; private set; }

    private void Exclude(List<Entry> there, Entry[] some)
    {
        there.RemoveAll(some.Contains);
        Excluded.AddRange(some);
    }

    /// <summary>M-406.</summary>
    private bool IsKept(Entry entry)
    {
        if (entry.PostOnly && Eligible.Any(other => Entry.Cross(entry, other))) return false;
        List<Entry> kept = [];
        foreach (Entry one in Eligible.Where(one => one.Party == entry.Party)
            .OrderBy(AgeOf).ThenBy(one => one.Account).ThenBy(one => one.ClientId))
            if (!kept.Any(other => Entry.Cross(one, other))) kept.Add(one);
        return kept.Contains(entry);
    }

    private ulong AgeOf(Entry entry) => world.Planted == Planted.AgeInSeconds && entry.Order is { } order
        ? order.EnteredMs / 1_000 : entry.Age;

    private static UInt128 Sum(IEnumerable<Entry> entries) =>
        entries.Aggregate(UInt128.Zero, (sum, one) => sum + one.Lots);

    /// <summary>M-404, M-405, then both sides.</summary>
    private void Fill(List<Entry> there)
    {
        Fills.Clear();
        marginal.Clear();
        (leftForBuyers, leftForSellers, Price, Lots) = (0, 0, 0, 0);
        ulong tick = world.Terms(book.Product).Tick;
        // Demand and supply change at limits and one tick beside them only.
        ulong[] prices = [.. there
            .SelectMany(one => new[] { one.Limit - Math.Min(one.Limit, tick), one.Limit, one.Limit + tick })
            .Where(price => price > 0).Distinct().Order()];
        UInt128 Demand(ulong price) => Sum(there.Where(one => one.IsBuy && one.Accepts(price)));
        UInt128 Supply(ulong price) => Sum(there.Where(one => !one.IsBuy && one.Accepts(price)));
        var levels = prices.Select(price => (Price: price, Buy: Demand(price), Sell: Supply(price)))
            .ToList();
        if (levels.Count == 0) return;
        Lots = levels.Max(level => UInt128.Min(level.Buy, level.Sell));
        if (Lots == 0) return;
        levels.RemoveAll(level => UInt128.Min(level.Buy, level.Sell) != Lots);
        ulong low = levels[0].Price, high = levels[^1].Price, reference = Books.Reference(world, book);
        UInt128 least = levels.Min(level => Gap(level.Buy, level.Sell));
        levels.RemoveAll(level => Gap(level.Buy, level.Sell) != least);
        ulong price = levels.All(level => level.Buy > level.Sell) ? levels[^1].Price
            : levels.All(level => level.Buy < level.Sell) ? levels[0].Price
            : Math.Clamp(reference, levels[0].Price, levels[^1].Price);
        ulong band = Books.Band(reference, tick);
        ulong floor = reference > band ? reference - band : 0;
        Price = Math.Clamp(Math.Clamp(price, floor, reference + band), low, high);
        leftForBuyers = FillSide(there.Where(one => one.IsBuy && one.Accepts(Price)));
        leftForSellers = FillSide(there.Where(one => !one.IsBuy && one.Accepts(Price)));
    }

    private static UInt128 Gap(UInt128 one, UInt128 other) => one > other ? one - other : other - one;

    /// <returns>Lots left for the marginal cohort; 0: there is none.</returns>
    private ulong FillSide(IEnumerable<Entry> side)
    {
        ulong left = (ulong)Lots;
        var cohorts = side.GroupBy(one => (one.Limit, Age: AgeOf(one)))
            .OrderBy(cohort => cohort.First().IsBuy ? ulong.MaxValue - cohort.Key.Limit : cohort.Key.Limit)
            .ThenBy(cohort => cohort.Key.Age);
        foreach (var cohort in cohorts)
        {
            UInt128 sum = Sum(cohort);
            if (sum > left)
            {
                if (left > 0) Ration([.. cohort], left);
                return left;
            }
            foreach (Entry one in cohort) Fills[one] = one.Lots;
            left -= (ulong)sum;
        }
        return 0;
    }

    /// <summary>M-408.</summary>
    private void Ration(Entry[] cohort, ulong left)
    {
        marginal.AddRange(cohort);
        bool isBuy = cohort[0].IsBuy;
        var parties = cohort.GroupBy(one => one.Party)
            .Select(group => (Party: group.Key, Weight: UInt128.Min(Sum(group), left))).ToList();
        UInt128 total = parties.Aggregate(UInt128.Zero, (sum, one) => sum + one.Weight);
        var shares = parties.ToDictionary(one => one.Party, one => one.Weight * left / total);
        UInt128 spare = left - shares.Values.Aggregate(UInt128.Zero, (sum, one) => sum + one);
        var inTurn = parties.OrderByDescending(one => one.Weight * left % total)
            .ThenBy(one => Hashes.OfRation(world, instrument, isBuy, one.Party)).ToList();
        if (world.Planted == Planted.SpareLotsToTheHigherHash) inTurn.Reverse();
        foreach (var one in inTurn.Take((int)spare)) shares[one.Party] += 1;
        foreach (Entry one in cohort.OrderBy(one => one.Account).ThenBy(one => one.ClientId))
        {
            UInt128 fill = UInt128.Min(one.Lots, shares[one.Party]);
            shares[one.Party] -= fill;
            if (fill > 0) Fills[one] = (ulong)fill;
        }
    }

    /// <summary>Whom this pass excludes (M-421).</summary>
    private IEnumerable<Entry> Offenders(List<Entry> there)
    {
        if (Lots == 0) return [];
        Entry[] x = [.. marginal.Where(one =>
            one.Minimum > (one.IsBuy ? leftForBuyers : leftForSellers))];
        Entry[] v = [.. there.Where(one => Fills.GetValueOrDefault(one) is > 0 and var fill
            && fill < one.Minimum)];
        if (x.Length + v.Length == 0) return [];
        if (Passes >= 16) return there.Where(one => one.Minimum > 0);
        if (Passes >= 8) return x.Union(v);
        return x.Length > 0 ? x : v.OrderByDescending(one => one.Minimum)
            .ThenBy(one => Hashes.OfRation(world, instrument, one.IsBuy, one.Party))
            .ThenBy(one => one.Account).ThenBy(one => one.ClientId).Take(1);
    }
}
