using System.Collections.Concurrent;
using System.Globalization;
using Chain.Ledger;
using Chain.Tests.Ledger;
using NUnit.Framework;

namespace Chain.Tests.Reference;

/// <summary>
/// The ledger against the reference, on random histories: the same receipts and the same rows, byte for byte,
/// after every block. A failure names the seed and the block.
/// </summary>
public class ReferenceTests
{
    private const int Blocks = 10;

    // Of so many histories each is expected to have all that must happen.
    private const int Enough = 300;

    private static int Histories => Number("CHAIN_HISTORIES", Enough);

    private static int First => Number("CHAIN_FIRST_HISTORY", 0);

    [Test]
    public void The_ledger_does_what_the_rules_say()
    {
        var failures = new ConcurrentDictionary<int, string>();
        var census = new Census();
        // Each thread has the seeds that leave its number as remainder.
        int threads = Environment.ProcessorCount, first = First, histories = Histories;
        Thread[] running = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            for (int i = thread; i < histories && failures.IsEmpty; i += threads)
                if (Run(first + i, Planted.None, census) is { } difference)
                    failures[first + i] = difference;
        }))];
        foreach (Thread thread in running) thread.Start();
        foreach (Thread thread in running) thread.Join();
        Assert.That(failures.OrderBy(failure => failure.Key).Select(failure => failure.Value), Is.Empty);
        TestContext.Out.WriteLine(census);
        if (histories >= Enough)
            Assert.That(Happenings.All.Where(what => census.Of(what) == 0), Is.Empty, "never happened");
    }

    /// <summary>A delivery that is none threw; an attestor that had gone; a group's id of 33 bytes.</summary>
    [TestCase(5_995)]
    [TestCase(11_181)]
    [TestCase(21_285)]
    public void A_history_that_differed_once_does_not(int seed) =>
        Assert.That(Run(seed, Planted.None, new Census()), Is.Null);

    [TestCase(Planted.FeeRoundedDown)]
    [TestCase(Planted.SpareLotsToTheHigherHash)]
    [TestCase(Planted.AgeInSeconds)]
    [TestCase(Planted.StreamDryOneInstantLate)]
    [TestCase(Planted.RefundRoundedUp)]
    [TestCase(Planted.WindowCountedFromItsParent)]
    [TestCase(Planted.RevokedQuotationQualifies)]
    [TestCase(Planted.BondOfSilentQuotationFree)]
    [TestCase(Planted.QuotationTieToTheHigherHash)]
    [TestCase(Planted.PartsOfASourceRoundedUp)]
    [TestCase(Planted.NoRekeyingFeeOfASource)]
    [TestCase(Planted.CollateralStaysWithTheRest)]
    [TestCase(Planted.CommitBesideViewChangeAllowed)]
    public void A_broken_rule_is_noticed(Planted planted)
    {
        const int Most = 800;
        int seed = Enumerable.Range(0, Most)
            .FirstOrDefault(seed => Run(seed, planted, new Census()) is not null, -1);
        Assert.That(seed, Is.Not.Negative);
        TestContext.Out.WriteLine($"{planted}: noticed in history {seed}");
    }

    /// <returns>What differs, with seed and block; null: nothing.</returns>
    private static string? Run(int seed, Planted planted, Census census)
    {
        var scene = new Scene(seed);
        Market market = Market.On(LedgerState.FromGenesis(scene.Genesis));
        var comparison = new Comparison(market.State, scene.Genesis, planted);
        var story = new Story(seed, scene, comparison.World, market);
        string? difference = Run(seed, market, comparison, story.Opening, story.Next);
        lock (census) census.Add(comparison.World.Census);
        return difference;
    }

    private static string? Run(int seed, Market market, Comparison comparison, Func<Transaction[]> opening,
        Func<(ulong TimestampMs, Transaction[] Transactions)> next)
    {
        if (comparison.Rows() is { } atFirst) return $"history {seed}, genesis\n{atFirst}";
        for (int i = 0; i <= Blocks; i += 1)
        {
            (ulong timestampMs, Transaction[] transactions) =
                i > 0 ? next() : (market.State.TimestampMs + 1_000, opening());
            var block = new BlockContext(market.State.Height.Next, TaggedHash.Block.Of([(byte)i]),
                market.State.Tip, timestampMs);
            BlockOutcome outcome = Execution.Apply(market.State, block, transactions);
            if (comparison.Run(outcome, transactions) is { } difference)
                return $"history {seed}, block {i}\n{difference}";
        }
        return comparison.IsWhole(market.State) ? null : $"history {seed}: changes do not lead to the rows";
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
