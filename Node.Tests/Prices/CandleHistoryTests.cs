using Chain.Ledger.Prices;
using Chain.Ledger.Storage;
using Chain.Tests.Storage;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Prices;

/// <summary>Stored prices against the naive ones, over random histories; a failure names its seed.</summary>
public class CandleHistoryTests : StoreFixture
{
    private const int Histories = 40;
    private const int Blocks = 25;

    [Test]
    public void Candles_of_every_width_and_series_equal_those_of_the_list_of_trades()
    {
        int candles = 0, together = 0;
        for (int seed = 0; seed < Histories; seed++)
        {
            using var history = new StoredHistory(Path.Combine(Folder, $"{seed}"), seed);
            history.Grow(Blocks);
            var naive = new NaivePrices(history.Trades());
            foreach ((string product, Delivery delivery, ulong? slot) in naive.Series)
                foreach (CandleScale scale in CandleScale.All)
                {
                    IReadOnlyList<StoredCandle> stored = Read(history.Store, scale, product, delivery, slot);
                    Assert.That(
                        stored, Is.EqualTo(naive.Candles(scale.Code, product, delivery, slot)),
                        $"seed {seed}");
                    candles += stored.Count;
                    together += stored.Count(candle => candle.Candle.Open != candle.Candle.Close);
                }
        }
        Assert.That(candles, Is.GreaterThan(10 * Histories), "the histories trade");
        Assert.That(together, Is.GreaterThan(Histories), "and several blocks fall into one candle");
    }

    [Test]
    public void Windows_equal_those_of_the_list_of_trades_at_every_block()
    {
        int traded = 0;
        for (int seed = 0; seed < Histories / 4; seed++)
        {
            using var history = new StoredHistory(Path.Combine(Folder, $"{seed}"), seed);
            for (int block = 0; block < Blocks; block++)
            {
                history.Grow(1);
                var naive = new NaivePrices(history.Trades());
                ulong now = history.Store.Reads.Header(history.Store.Head.Height)!.Header.TimestampMs;
                foreach ((string product, Delivery delivery, ulong? slot) in naive.Series)
                {
                    byte[] series = SeriesOf(product, delivery, slot);
                    PriceWindow hour = history.Store.Reads.Window(WindowSpan.Hour, series, now);
                    PriceWindow day = history.Store.Reads.Window(WindowSpan.Day, series, now);
                    string where = $"seed {seed}, block {block}";
                    Assert.That(
                        hour, Is.EqualTo(naive.Window(product, delivery, slot, now, 60_000, 3_600_000)),
                        where);
                    Assert.That(
                        day, Is.EqualTo(naive.Window(product, delivery, slot, now, 300_000, 86_400_000)),
                        where);
                    if (hour.Volume > 0 && hour != day) traded++;
                }
            }
        }
        Assert.That(traded, Is.Positive, "some trades have left the hour and not the day");
    }

    private static byte[] SeriesOf(string product, Delivery delivery, ulong? slot) => slot is { } number
        ? PriceSeries.OfInstrument(product, delivery, number) : PriceSeries.OfProduct(product, delivery);

    private static IReadOnlyList<StoredCandle> Read(
        ChainStore store, CandleScale scale, string product, Delivery delivery,
        ulong? slot) => store.Reads.Candles(
        scale, SeriesOf(product, delivery, slot), 0, ulong.MaxValue,
        store.Reads.Header(store.Head.Height)!.Header.TimestampMs, newestFirst: false, int.MaxValue);
}
