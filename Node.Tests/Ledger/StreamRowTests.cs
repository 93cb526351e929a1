using Chain.Ledger.Tables;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>The arithmetic of streams, against fractions kept exact elsewhere.</summary>
public class StreamRowTests
{
    private const ulong Hour = Limits.MsPerHour;

    [Test]
    public void Settling_often_or_once_gives_the_same()
    {
        var random = new Random(7);
        for (int run = 0; run < 20_000; run += 1)
        {
            var row = new StreamRow(
                (ulong)random.Next(1, 1_000_000), 0, (UInt128)random.NextInt64(1, 1L << (run % 40 + 1)),
                1_000, (UInt128)random.NextInt64((long)Hour), 1, 0, 0);
            ulong last = Math.Min(row.RunsDryMs, 1_000 + 1_000_000_000UL);
            ulong c = 1_000 + (ulong)random.NextInt64((long)(last - 1_000) + 1);
            ulong b = 1_000 + (ulong)random.NextInt64((long)(c - 1_000) + 1);
            Assert.That(row.SettledTo(b).SettledTo(c), Is.EqualTo(row.SettledTo(c)));
            Assert.That(row.SettledTo(b).RunsDryMs, Is.EqualTo(row.RunsDryMs),
                "settling moves no dry instant");
        }
    }

    [Test]
    public void The_dry_instant_is_the_last_that_funds_cover()
    {
        var random = new Random(8);
        for (int run = 0; run < 20_000; run += 1)
        {
            var row = new StreamRow((ulong)random.Next(0, 5_000), 0, (UInt128)random.NextInt64(1, 1L << 40),
                1_000, (UInt128)random.NextInt64((long)Hour), 1, 0, 0);
            UInt128 At(ulong ms) => (row.Remainder + row.Rate * (ms - 1_000)) / Hour;
            Assert.That(At(row.RunsDryMs), Is.LessThanOrEqualTo((UInt128)row.Funds));
            Assert.That(At(row.RunsDryMs + 1), Is.GreaterThan((UInt128)row.Funds));
        }
    }

    [Test]
    public void A_stream_that_was_dry_goes_on_as_if_it_had_not_been_with_leases_that_come_and_go()
    {
        // 100 an hour from 0, one of 50 from 30 min on; dry at 60 min, when 125 are spent.
        StreamRow row = default(StreamRow).Deposited(125, 1).Joined(100, 1).Joined(50, 1 + Hour / 2);
        row = row.SettledTo(1 + Hour) with { DryMs = 1 + Hour, ClosesMs = 1 + 2 * Hour };
        Assert.That((row.Funds, row.Pool), Is.EqualTo((0UL, 125UL)));
        StreamRow more = row.Joined(200, 1 + Hour + Hour / 4);
        // 150 for half an hour, 200 for a quarter.
        Assert.That(more.OwedAt(1 + Hour + Hour / 2), Is.EqualTo((UInt128)125));
        StreamRow fewer = more.Left(200, 1 + Hour + Hour / 4).Left(50, 1 + Hour / 2);
        Assert.That(fewer.OwedAt(1 + Hour + Hour / 2), Is.EqualTo((UInt128)50),
            "theirs they paid themselves");
        StreamRow paid = fewer.Deposited(51, 1 + Hour + Hour / 2);
        Assert.That((paid.Funds, paid.Pool, paid.IsDry), Is.EqualTo((1UL, 175UL, false)));
    }

    [Test]
    public void A_rate_of_nothing_and_a_time_beyond_the_last_never_run_dry()
    {
        Assert.That(default(StreamRow).RunsDryMs, Is.EqualTo(StreamRow.Never));
        var slow = new StreamRow(1UL << 62, 0, 1, ulong.MaxValue - 5, 0, 1, 0, 0);
        Assert.That(slow.RunsDryMs, Is.EqualTo(StreamRow.Never));
    }
}
