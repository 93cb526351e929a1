using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Chain.Ledger;

namespace Chain.Tests.Ledger;

/// <param name="Minimum">Lots to fill at least, or none; 0: no such condition.</param>
internal sealed record NaiveOrder(
    string Party, AccountId Account, ulong Id, bool Buys, long Limit, BigInteger Lots, ulong Age,
    BigInteger Minimum, bool PostOnly)
{
    /// <summary>Of a bundle's leg its group, of a resold lease its id; else default.</summary>
    public Hash32 OwnName { get; init; }
}

internal sealed record NaiveResult
{
    public long Price { get; init; }
    public BigInteger Volume { get; init; }
    public long Low { get; init; }
    public long High { get; init; }
    public Dictionary<NaiveOrder, BigInteger> Fills { get; init; } = [];
    public List<(AccountId Provider, AccountId Tenant, BigInteger Lots)> Leases { get; init; } = [];
    public Dictionary<NaiveOrder, AuctionReason> Cancelled { get; init; } = [];
    public Dictionary<NaiveOrder, (int Pass, AuctionReason Reason)> Excluded { get; init; } = [];
}

/// <summary>
/// The auction of the market rules (M-404 to M-422) written a second time: every tick tried, every order
/// compared with every other, big integers, no shared code.
/// </summary>
internal sealed class NaiveAuction(long reference, long tick, Hash32 parent, byte[] instrument)
{
    private sealed record Pass(
        long Price, BigInteger Volume, long Low, long High, Dictionary<NaiveOrder, BigInteger> Fills,
        List<NaiveOrder> Marginal);

    public static NaiveResult Run(
        IReadOnlyCollection<NaiveOrder> book, long reference, long tick, Hash32 parent, byte[] instrument) =>
        new NaiveAuction(reference, tick, parent, instrument).Run(book, [], 17)!;

    /// <returns>Null when the passes are not enough.</returns>
    public NaiveResult? Run(
        IReadOnlyCollection<NaiveOrder> book, IReadOnlyCollection<NaiveOrder> legs, int passes)
    {
        var result = new NaiveResult();
        foreach (NaiveOrder order in SelfCrossed(book)) result.Cancelled[order] = AuctionReason.SelfCrossing;
        foreach (NaiveOrder order in book.Where(o => o.PostOnly && book.Any(other => Cross(o, other))))
            result.Cancelled[order] = AuctionReason.PostOnly;

        List<NaiveOrder> left = [.. book.Except(result.Cancelled.Keys), .. legs];
        List<NaiveOrder> orders = [.. left.Where(o => left.Any(other => Cross(o, other)))];
        BigInteger Reachable(NaiveOrder order) => Sum(orders.Where(other => Cross(order, other)));
        foreach (NaiveOrder order in orders.Where(o => o.Minimum > Reachable(o)).ToList())
            result.Excluded[order] = (0, AuctionReason.UnreachableMinimum);
        for (int number = 1; ; number += 1)
        {
            orders = [.. orders.Except(result.Excluded.Keys)];
            Pass? pass = Price(orders);
            if (pass is null) return result;
            Dictionary<NaiveOrder, AuctionReason> excluded = ToExclude(number, orders, pass);
            if (excluded.Count == 0)
                return result with
                {
                    Price = pass.Price,
                    Volume = pass.Volume,
                    Low = pass.Low,
                    High = pass.High,
                    Fills = pass.Fills,
                    Leases = Leases(pass.Fills),
                };
            if (number == 17) throw new InvalidOperationException("the 17th pass excludes");
            if (number == passes) return null;
            foreach ((NaiveOrder order, AuctionReason reason) in excluded)
                result.Excluded.Add(order, (number, reason));
        }
    }

    private Dictionary<NaiveOrder, AuctionReason> ToExclude(int number, List<NaiveOrder> orders, Pass pass)
    {
        List<NaiveOrder> below = [.. pass.Fills.Where(f => f.Value < f.Key.Minimum).Select(f => f.Key)];
        if (pass.Marginal.Count + below.Count == 0) return [];
        if (number == 16)
            return orders.Where(o => o.Minimum > 0).ToDictionary(o => o, _ => AuctionReason.LastPass);
        var excluded = pass.Marginal.ToDictionary(o => o, _ => AuctionReason.MarginalMinimum);
        if (number >= 8)
            foreach (NaiveOrder order in below) excluded.TryAdd(order, AuctionReason.BelowMinimum);
        else if (excluded.Count == 0)
            excluded.Add(
                below.OrderByDescending(o => o.Minimum).ThenBy(o => PartyHash(o.Buys, o.Party))
                    .ThenBy(o => o.Account).ThenBy(o => o.Id).First(),
                AuctionReason.LargestMinimum);
        return excluded;
    }

    private Pass? Price(List<NaiveOrder> orders)
    {
        if (orders.Count == 0) return null;
        List<long> ticks = [];
        for (long p = orders.Min(o => o.Limit); p <= orders.Max(o => o.Limit); p += tick) ticks.Add(p);
        BigInteger volume = ticks.Max(p => BigInteger.Min(Demand(orders, p), Supply(orders, p)));
        if (volume == 0) return null;

        List<long> best =
            [.. ticks.Where(p => BigInteger.Min(Demand(orders, p), Supply(orders, p)) == volume)];
        long price = Price(orders, best);
        var fills = new Dictionary<NaiveOrder, BigInteger>();
        List<NaiveOrder> marginal =
        [
            .. Fill([.. orders.Where(o => o.Buys && o.Limit >= price)], volume, fills),
            .. Fill([.. orders.Where(o => !o.Buys && o.Limit <= price)], volume, fills),
        ];
        return new Pass(price, volume, best.Min(), best.Max(), fills, marginal);
    }

    private static bool Cross(NaiveOrder one, NaiveOrder other) =>
        one.Buys != other.Buys && (one.Buys ? one.Limit >= other.Limit : one.Limit <= other.Limit);

    private static BigInteger Sum(IEnumerable<NaiveOrder> orders) =>
        orders.Aggregate(BigInteger.Zero, (sum, o) => sum + o.Lots);

    private static BigInteger Demand(List<NaiveOrder> orders, long price) =>
        Sum(orders.Where(o => o.Buys && o.Limit >= price));

    private static BigInteger Supply(List<NaiveOrder> orders, long price) =>
        Sum(orders.Where(o => !o.Buys && o.Limit <= price));

    private long Price(List<NaiveOrder> orders, List<long> best)
    {
        BigInteger Surplus(long p) => Demand(orders, p) - Supply(orders, p);
        BigInteger least = best.Min(p => BigInteger.Abs(Surplus(p)));
        List<long> target = [.. best.Where(p => BigInteger.Abs(Surplus(p)) == least)];
        long t = target.All(p => Surplus(p) > 0) ? target.Max()
            : target.All(p => Surplus(p) < 0) ? target.Min()
            : target.OrderBy(p => Math.Abs(p - reference)).ThenBy(p => p).First();
        long delta = Math.Max(tick, reference / 16 / tick * tick);
        long near = Math.Min(Math.Max(t, reference - delta), reference + delta);
        return Math.Min(Math.Max(near, best.Min()), best.Max());
    }

    private static List<NaiveOrder> SelfCrossed(IReadOnlyCollection<NaiveOrder> book)
    {
        List<NaiveOrder> dropped = [];
        foreach (var party in book.GroupBy(o => o.Party))
        {
            List<NaiveOrder> kept = [];
            foreach (NaiveOrder order in party.OrderBy(o => o.Age).ThenBy(o => o.Account).ThenBy(o => o.Id))
                (kept.Any(k => Cross(k, order)) ? dropped : kept).Add(order);
        }
        return dropped;
    }

    /// <returns>Orders of the marginal cohort whose minimum is above what is left for it.</returns>
    private List<NaiveOrder> Fill(
        List<NaiveOrder> side, BigInteger left, Dictionary<NaiveOrder, BigInteger> fills)
    {
        var cohorts = side.GroupBy(o => (Limit: o.Buys ? -o.Limit : o.Limit, o.Age))
            .OrderBy(g => g.Key.Limit).ThenBy(g => g.Key.Age);
        foreach (var cohort in cohorts)
        {
            BigInteger sum = Sum(cohort);
            Dictionary<string, BigInteger> gets = Shares(cohort, BigInteger.Min(left, sum), sum);
            foreach (NaiveOrder order in cohort.OrderBy(o => o.Account).ThenBy(o => o.Id))
            {
                BigInteger fill = BigInteger.Min(order.Lots, gets[order.Party]);
                gets[order.Party] -= fill;
                if (fill > 0) fills.Add(order, fill);
            }
            if (sum > left) return [.. cohort.Where(o => o.Minimum > left)];
            left -= sum;
            if (left == 0) return [];
        }
        return [];
    }

    private Dictionary<string, BigInteger> Shares(
        IEnumerable<NaiveOrder> cohort, BigInteger left, BigInteger sum)
    {
        var wants = cohort.GroupBy(o => o.Party).ToDictionary(g => g.Key, Sum);
        if (left == sum) return wants;
        foreach (string party in wants.Keys) wants[party] = BigInteger.Min(wants[party], left);
        BigInteger total = wants.Values.Aggregate(BigInteger.Add);
        var gets = wants.ToDictionary(w => w.Key, w => w.Value * left / total);
        BigInteger spare = left - gets.Values.Aggregate(BigInteger.Add);
        bool buys = cohort.First().Buys;
        var order = wants.Keys.OrderByDescending(p => wants[p] * left % total)
            .ThenBy(p => PartyHash(buys, p));
        foreach (string party in order.Take((int)spare)) gets[party] += 1;
        return gets;
    }

    private List<(AccountId, AccountId, BigInteger)> Leases(Dictionary<NaiveOrder, BigInteger> fills)
    {
        Hash32 Walker(NaiveOrder order) => order.OwnName == default ? order.Account.Bytes : order.OwnName;
        List<(AccountId Account, BigInteger Lots)> Side(bool buys) => [.. fills.Where(f => f.Key.Buys == buys)
            .GroupBy(f => (f.Key.Account, Walker(f.Key)))
            .OrderByDescending(g => g.Aggregate(BigInteger.Zero, (s, f) => s + f.Value))
            .ThenBy(g => Tagged(
                "chain/lease-walk", [.. parent.ToArray(), .. instrument, .. g.Key.Item2.ToArray()]))
            .Select(g => (g.Key.Account, g.Aggregate(BigInteger.Zero, (s, f) => s + f.Value)))];
        var buyers = Side(true);
        List<(AccountId, AccountId, BigInteger)> leases = [];
        foreach ((AccountId seller, BigInteger sold) in Side(false))
        {
            BigInteger left = sold;
            while (left > 0)
            {
                BigInteger lots = BigInteger.Min(left, buyers[0].Lots);
                leases.Add((seller, buyers[0].Account, lots));
                left -= lots;
                buyers[0] = (buyers[0].Account, buyers[0].Lots - lots);
                if (buyers[0].Lots == 0) buyers.RemoveAt(0);
            }
        }
        return leases;
    }

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private Hash32 PartyHash(bool buys, string party) =>
        Tagged("chain/ration",
            [.. parent.ToArray(), .. instrument, buys ? (byte)1 : (byte)2, .. Ascii(party)]);

    public static Hash32 Tagged(string tag, byte[] message)
    {
        byte[] digest = SHA256.HashData(Ascii(tag));
        return new Hash32(SHA256.HashData([.. digest, .. digest, .. message]));
    }
}
