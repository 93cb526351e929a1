using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>Bundles that could be bought in a block, tried on its auctions (M-505 to M-509).</summary>
internal static class Trials
{
    private enum Outcome { NotTried, Failed, Accepted }

    /// <returns>What is bought; its legs stand in the clearings.</returns>
    public static BundleRow[] Run(World world, Work work)
    {
        var stage2 = work.Cleared.Keys.ToHashSet();
        BundleRow[] candidates = Candidates(world, stage2);
        var outcomes = candidates.ToDictionary(row => row.Id(), _ => Outcome.NotTried);
        List<BundleRow> accepted = [];
        foreach (BundleRow bundle in candidates)
        {
            Outcome outcome = outcomes[bundle.Id()] = Try(world, work, bundle, accepted);
            if (outcome == Outcome.Accepted) accepted.Add(bundle);
        }
        if (accepted.Count > 0)
            foreach (BundleRow bundle in candidates.Where(row => outcomes[row.Id()] == Outcome.Failed))
                if (Try(world, work, bundle, accepted) == Outcome.Accepted)
                {
                    outcomes[bundle.Id()] = Outcome.Accepted;
                    accepted.Add(bundle);
                }
        foreach (BundleRow bundle in candidates.Where(row => outcomes[row.Id()] == Outcome.Failed))
            Fail(world, bundle);
        foreach (BundleRow bundle in world.Bundles.All.Where(row => row.TimeInForce == TimeInForce.Ioc
            && row.Legs.Any(leg => stage2.Contains(row.BookOf(leg)))
            && outcomes.GetValueOrDefault(row.Id()) != Outcome.Accepted))
            Bundles.Remove(world, bundle);
        return [.. accepted];
    }

    private static void Fail(World world, BundleRow bundle)
    {
        if (bundle.Failures + 1 >= Limits.BundleFailures) Bundles.Remove(world, bundle);
        else world.Bundles.Put(bundle with { AgedMs = world.NowMs, Failures = bundle.Failures + 1 });
    }

    /// <summary>In the order in which they are tried.</summary>
    private static BundleRow[] Candidates(World world, HashSet<Book> stage2)
    {
        IEnumerable<BundleRow> first = world.Bundles.All
            .Where(row => Bundles.EndMs(world, row) > world.NowMs
                && !Freezing.IsFrozen(world, row.Account)
                && row.Legs.Any(leg => stage2.Contains(row.BookOf(leg))))
            .GroupBy(row => world.PartyOf(row.Account))
            .Select(party => party.OrderBy(row => row.Age).ThenBy(row => row.Failures)
                .ThenBy(row => row.Account).ThenBy(row => row.ClientId).First())
            .OrderBy(row => row.Age).ThenBy(row => row.Failures)
            .ThenBy(row => Hashes.OfBundleParty(world, world.PartyOf(row.Account)))
            .Take(Limits.BundlesPerBlock);
        List<BundleRow> sorted = [.. first];
        sorted.Sort((one, other) =>
        {
            // limit / cost, the higher first
            UInt128 left = (UInt128)other.Limit * ReferenceCost(world, one);
            UInt128 right = (UInt128)one.Limit * ReferenceCost(world, other);
            int order = left.CompareTo(right);
            if (order == 0) order = one.Age.CompareTo(other.Age);
            if (order == 0) order = one.Account.CompareTo(other.Account);
            return order == 0 ? one.ClientId.CompareTo(other.ClientId) : order;
        });
        return [.. sorted];
    }

    private static UInt128 ReferenceCost(World world, BundleRow bundle)
    {
        UInt128 cost = bundle.Legs.Aggregate(UInt128.Zero, (sum, leg) =>
            sum + (UInt128)leg.Lots * Books.Reference(world, bundle.BookOf(leg)));
        return UInt128.Clamp(cost, 1, ulong.MaxValue);
    }

    private static Outcome Try(World world, Work work, BundleRow bundle, List<BundleRow> accepted)
    {
        if (!Fits(world, work, bundle, accepted)) return Outcome.NotTried;
        var clearings = new Dictionary<Book, Clearing>();
        foreach (Leg leg in bundle.Legs)
        {
            Book book = bundle.BookOf(leg);
            Entry own = EntryOf(world, bundle, leg);
            Entry[] legs = [.. LegsIn(world, book, accepted), own];
            Entry[] eligible = Auctions.Eligible(world, book);
            ulong c = VisitsOf(world, work, book, legs);
            if (eligible.Any(one => one.Party == own.Party && Entry.Cross(one, own)))
            {
                work.Visits += c;
                return Outcome.Failed;
            }
            var clearing = new Clearing(world, book, eligible, legs, Limits.PassesPerTrial);
            work.Visits += c * (ulong)clearing.Passes;
            if (clearing.TooManyPasses || legs.Any(one => clearing.Fills.GetValueOrDefault(one) != one.Lots))
                return Outcome.Failed;
            clearings.Add(book, clearing);
        }
        ulong PriceOf(Book book) =>
            clearings.TryGetValue(book, out Clearing? here) ? here.Price : work.Cleared[book].Price;
        bool IsWithin(BundleRow one) => one.Legs.Aggregate(UInt128.Zero, (sum, leg) =>
            sum + (UInt128)leg.Lots * PriceOf(one.BookOf(leg))) <= one.Limit;
        if (!IsWithin(bundle) || !accepted.All(IsWithin)) return Outcome.Failed;
        foreach (Leg leg in bundle.Legs)
        {
            Book book = bundle.BookOf(leg);
            if (!work.Cleared.ContainsKey(book)) work.Order.Add(book);
            work.Cleared[book] = clearings[book];
        }
        return Outcome.Accepted;
    }

    /// <summary>M-509.</summary>
    private static bool Fits(World world, Work work, BundleRow bundle, List<BundleRow> accepted)
    {
        ulong sum = 0;
        foreach (Leg leg in bundle.Legs)
        {
            Book book = bundle.BookOf(leg);
            sum += VisitsOf(
                world, work, book, [.. LegsIn(world, book, accepted), EntryOf(world, bundle, leg)]);
        }
        return work.Visits + Limits.PassesPerTrial * sum <= Limits.OrderVisitsPerBlock
            && (ulong)work.Fills + sum <= Limits.FillsPerBlock
            && (ulong)work.Leases(world) + sum <= Limits.LeasesPerBlock;
    }

    private static ulong VisitsOf(World world, Work work, Book book, Entry[] legs) =>
        Auctions.Crossing([.. world.Orders.All.Where(order => order.Book == book)],
            [.. legs.Select(leg => leg.Limit)]) + (ulong)legs.Length;

    private static IEnumerable<Entry> LegsIn(World world, Book book, List<BundleRow> bundles) =>
        bundles.SelectMany(row => row.Legs.Where(leg => row.BookOf(leg) == book)
            .Select(leg => EntryOf(world, row, leg)));

    private static Entry EntryOf(World world, BundleRow bundle, Leg leg)
    {
        ulong tick = world.Terms(leg.Product).Tick;
        ulong limit = Math.Min(bundle.Limit / leg.Lots, Limits.Price) / tick * tick;
        return new Entry(world.PartyOf(bundle.Account), bundle.Account, bundle.ClientId, true, limit,
            leg.Lots, bundle.Age, leg.Lots, false, null, bundle);
    }
}
