using Chain.Ledger.Prices;
using Chain.Ledger.Storage;
using Chain.Wire;
using Candle = Chain.Ledger.Prices.Candle;

namespace Chain.Tests.Prices;

/// <summary>
/// M-903 to M-907 once more, from the list of trades alone and in the plainest way: group, sort, sum.
/// </summary>
internal sealed class NaivePrices(IReadOnlyList<Trade> trades)
{
    /// <summary>Widths by the code under which the store files them.</summary>
    private static readonly Dictionary<byte, ulong> Widths =
        new() { [1] = 60_000, [2] = 300_000, [3] = 3_600_000, [4] = 86_400_000 };

    /// <summary>Instruments as trades name them, and null for the whole product.</summary>
    public IEnumerable<(string Product, Delivery Delivery, ulong? Slot)> Series => trades
        .SelectMany(t => new (string, Delivery, ulong?)[]
        {
            (t.Instrument.Product, t.Instrument.Delivery, t.Instrument.Slot),
            (t.Instrument.Product, t.Instrument.Delivery, null),
        }).Distinct();

    public List<StoredCandle> Candles(byte code, string product, Delivery delivery, ulong? slot)
    {
        ulong width = Widths[code];
        var groups = Prints(product, delivery, slot).GroupBy(print => print.TimestampMs / width * width);
        return [.. groups.Select(group =>
        {
            Print[] prints = [.. group.OrderBy(print => print.Height)];
            return new StoredCandle(group.Key, new Candle(
                prints[0].Price, prints.Max(p => p.Price), prints.Min(p => p.Price), prints[^1].Price,
                Sum(prints, p => p.Lots), Sum(prints, p => p.Notional),
                (ulong)prints.Sum(p => p.Trades), new Height(prints[^1].Height)));
        }).OrderBy(candle => candle.StartMs)];
    }

    /// <summary>What prints in whole spans of <paramref name="step"/> up to now's add up to.</summary>
    public PriceWindow Window(
        string product, Delivery delivery, ulong? slot, ulong nowMs, ulong step, ulong length)
    {
        ulong end = nowMs / step * step + step;
        Print[] prints = [.. Prints(product, delivery, slot)
            .Where(p => p.TimestampMs < end && p.TimestampMs + length >= end)];
        return prints.Length == 0 ? default : new PriceWindow(
            prints.Max(p => p.Price), prints.Min(p => p.Price),
            Sum(prints, p => p.Lots), Sum(prints, p => p.Notional), (ulong)prints.Sum(p => p.Trades));
    }

    private IEnumerable<Print> Prints(string product, Delivery delivery, ulong? slot) => trades
        .Where(t => t.Instrument.Product == product && t.Instrument.Delivery == delivery
            && (slot is null || t.Instrument.Slot == slot))
        .GroupBy(t => t.Height)
        .Select(block =>
        {
            UInt128 lots = Sum(block, t => t.Lots), notional = Sum(block, t => (UInt128)t.Price * t.Lots);
            return new Print(
                block.Key, block.First().TimestampMs, (ulong)(notional / lots), lots, notional,
                block.Count());
        });

    private static UInt128 Sum<T>(IEnumerable<T> items, Func<T, UInt128> value) =>
        items.Aggregate(UInt128.Zero, (sum, item) => sum + value(item));

    private sealed record Print(
        ulong Height, ulong TimestampMs, ulong Price, UInt128 Lots, UInt128 Notional, int Trades);
}
