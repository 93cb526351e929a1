using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Chain.Tests.Ledger;

internal sealed record NaiveOrder(
    string Party, AccountId Account, ulong Id, bool Buys, long Limit, BigInteger Lots, ulong Age);

internal sealed record NaiveResult(
    long Price, BigInteger Volume, Dictionary<NaiveOrder, BigInteger> Fills,
    List<(AccountId Provider, AccountId Tenant, BigInteger Lots)> Leases, List<NaiveOrder> SelfCrossed);

/// <summary>
/// The auction of the market rules written a second time: every tick tried, big integers, no shared code.
/// </summary>
internal static class NaiveAuction
{
    public static NaiveResult Run(
        IReadOnlyCollection<NaiveOrder> book, long reference, long tick, Hash32 parent, byte[] instrument)
    {
        List<NaiveOrder> dropped = SelfCrossed(book);
        List<NaiveOrder> orders = [.. book.Except(dropped)];
        var none = new NaiveResult(0, 0, [], [], dropped);
        if (orders.Count == 0) return none;
        List<long> ticks = [];
        for (long p = orders.Min(o => o.Limit); p <= orders.Max(o => o.Limit); p += tick) ticks.Add(p);
        BigInteger volume = ticks.Max(p => BigInteger.Min(Demand(orders, p), Supply(orders, p)));
        if (volume == 0) return none;

        List<long> best = [.. ticks.Where(p => BigInteger.Min(Demand(orders, p), Supply(orders, p)) == volume)];
        long price = Price(orders, best, reference, tick);
        var fills = new Dictionary<NaiveOrder, BigInteger>();
        Fill([.. orders.Where(o => o.Buys && o.Limit >= price)], volume, fills, parent, instrument);
        Fill([.. orders.Where(o => !o.Buys && o.Limit <= price)], volume, fills, parent, instrument);
        return new NaiveResult(price, volume, fills, Leases(fills, parent, instrument), dropped);
    }

    private static BigInteger Demand(List<NaiveOrder> orders, long price) =>
        orders.Where(o => o.Buys && o.Limit >= price).Aggregate(BigInteger.Zero, (sum, o) => sum + o.Lots);

    private static BigInteger Supply(List<NaiveOrder> orders, long price) =>
        orders.Where(o => !o.Buys && o.Limit <= price).Aggregate(BigInteger.Zero, (sum, o) => sum + o.Lots);

    private static long Price(List<NaiveOrder> orders, List<long> best, long reference, long tick)
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
            {
                bool crosses = kept.Any(k => k.Buys != order.Buys
                    && (order.Buys ? order.Limit >= k.Limit : k.Limit >= order.Limit));
                (crosses ? dropped : kept).Add(order);
            }
        }
        return dropped;
    }

    private static void Fill(
        List<NaiveOrder> side, BigInteger left, Dictionary<NaiveOrder, BigInteger> fills, Hash32 parent,
        byte[] instrument)
    {
        var cohorts = side.GroupBy(o => (Limit: o.Buys ? -o.Limit : o.Limit, o.Age))
            .OrderBy(g => g.Key.Limit).ThenBy(g => g.Key.Age);
        foreach (var cohort in cohorts)
        {
            BigInteger sum = cohort.Aggregate(BigInteger.Zero, (s, o) => s + o.Lots);
            Dictionary<string, BigInteger> gets = Shares(cohort, BigInteger.Min(left, sum), sum, parent, instrument);
            foreach (NaiveOrder order in cohort.OrderBy(o => o.Account).ThenBy(o => o.Id))
            {
                BigInteger fill = BigInteger.Min(order.Lots, gets[order.Party]);
                gets[order.Party] -= fill;
                if (fill > 0) fills.Add(order, fill);
            }
            left -= BigInteger.Min(left, sum);
            if (left == 0) return;
        }
    }

    private static Dictionary<string, BigInteger> Shares(
        IEnumerable<NaiveOrder> cohort, BigInteger left, BigInteger sum, Hash32 parent, byte[] instrument)
    {
        var wants = cohort.GroupBy(o => o.Party)
            .ToDictionary(g => g.Key, g => g.Aggregate(BigInteger.Zero, (s, o) => s + o.Lots));
        if (left == sum) return wants;
        foreach (string party in wants.Keys) wants[party] = BigInteger.Min(wants[party], left);
        BigInteger total = wants.Values.Aggregate(BigInteger.Add);
        var gets = wants.ToDictionary(w => w.Key, w => w.Value * left / total);
        BigInteger spare = left - gets.Values.Aggregate(BigInteger.Add);
        byte side = cohort.First().Buys ? (byte)1 : (byte)2;
        var order = wants.Keys.OrderByDescending(p => wants[p] * left % total)
            .ThenBy(p => Tagged("chain/ration", [.. parent.ToArray(), .. instrument, side, .. Ascii(p)]));
        foreach (string party in order.Take((int)spare)) gets[party] += 1;
        return gets;
    }

    private static List<(AccountId, AccountId, BigInteger)> Leases(
        Dictionary<NaiveOrder, BigInteger> fills, Hash32 parent, byte[] instrument)
    {
        List<(AccountId Account, BigInteger Lots)> Side(bool buys) => [.. fills.Where(f => f.Key.Buys == buys)
            .GroupBy(f => f.Key.Account)
            .Select(g => (g.Key, g.Aggregate(BigInteger.Zero, (s, f) => s + f.Value)))
            .OrderByDescending(a => a.Item2)
            .ThenBy(a => Tagged(
                "chain/lease-walk", [.. parent.ToArray(), .. instrument, .. a.Key.Bytes.ToArray()]))];
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

    private static Hash32 Tagged(string tag, byte[] message)
    {
        byte[] digest = SHA256.HashData(Ascii(tag));
        return new Hash32(SHA256.HashData([.. digest, .. digest, .. message]));
    }
}
