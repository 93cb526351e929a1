using System.Globalization;
using NUnit.Framework;

namespace Chain.Tests.Simulation;

/// <summary>
/// The sweep of a release: CHAIN_SWEEP names the file that it is kept in, CHAIN_SEEDS how many seeds it
/// has in all, CHAIN_SWEEP_MINUTES how long this run may take.
/// </summary>
public class LongSweepTests
{
    private const int Round = 1_000;
    private const ulong First = 10_000_000;

    [Test]
    public void A_long_sweep_goes_on_where_it_was_stopped()
    {
        if (Environment.GetEnvironmentVariable("CHAIN_SWEEP") is not { Length: > 0 } path)
        {
            Assert.Ignore("CHAIN_SWEEP names no file");
            return;
        }
        ulong seeds = Settings.Number("CHAIN_SEEDS", 1_000_000);
        var until = DateTime.UtcNow + TimeSpan.FromMinutes(Settings.Number("CHAIN_SWEEP_MINUTES", 100_000));
        SweepRecord record = SweepRecord.Open(path, Settings.Number("CHAIN_FIRST_SEED", First));
        while (record.Done < seeds && DateTime.UtcNow < until)
        {
            Sweep sweep = Sweep.Run(record.First + record.Done, (int)Math.Min(Round, seeds - record.Done));
            record.Add(sweep.Outcomes, sweep.Took);
            record.Save(path);
            TestContext.Progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{record.Done} of {seeds} seeds, {record.Failures.Count} failures, ")
                + string.Create(CultureInfo.InvariantCulture, $"{record.Done / record.Seconds:F0} seeds/s"));
        }
        Assert.That(record.Failures, Is.Empty, () => string.Join('\n', record.Failures));
    }

    [Test]
    public void What_a_sweep_found_is_read_back()
    {
        string path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory, $"sweep-{Guid.NewGuid():N}.json");
        try
        {
            SweepRecord record = SweepRecord.Open(path, 77);
            Sweep sweep = Sweep.Run(77, 2);
            record.Add(sweep.Outcomes, sweep.Took);
            record.Failures[78] = "as if";
            record.Save(path);
            SweepRecord again = SweepRecord.Open(path, 1);
            Assert.Multiple(() =>
            {
                Assert.That((again.First, again.Done), Is.EqualTo((77UL, 2UL)));
                Assert.That(again.Failures[78], Is.EqualTo("as if"));
                Assert.That(again.Faults, Is.EqualTo(record.Faults));
                Assert.That(again.Events, Is.EqualTo(record.Events));
            });
        }
        finally
        {
            File.Delete(path);
        }
    }
}
