using Chain.Ledger;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// Histories long enough for verdicts and decisions, on chains whose windows last a few blocks: the
/// invariants of disputes, requests for quotation, money, locks and reputation hold after every block, and
/// every dispute and request ends.
/// </summary>
public class DisputeHistoryTests
{
    private const int Histories = 30, Blocks = 60;

    [Test]
    public void Every_dispute_ends_money_is_conserved_and_reputation_follows_from_the_events()
    {
        var seen = new Dictionary<LedgerEventKind, int>();
        for (int i = 0; i < Histories; i += 1)
        {
            int seed = 2 * i + 1;
            var history = new RandomHistory(seed);
            Market market = history.Market;
            market.Run(history.Opening());
            var parent = new RowsView(market.State);
            for (int block = 0; block < Blocks; block += 1)
            {
                (ulong timestampMs, Transaction[] transactions) = history.NextBlock();
                BlockOutcome outcome = market.RunAt(timestampMs, transactions);
                parent = Check(market, parent, outcome, $"seed {seed}, block {block}");
            }
            for (int more = 0; more < 60; more += 1)
            {
                ulong next = market.State.TimestampMs + Limits.LiveStepMs;
                parent = Check(market, parent, market.RunAt(next), $"seed {seed}, after {more}");
            }
            Assert.That(parent.Of<StateRow.Dispute>(), Is.Empty, $"seed {seed}: every dispute ends");
            Assert.That(parent.Of<StateRow.Ballot>(), Is.Empty);
            Assert.That(parent.Of<StateRow.Request>(), Is.Empty, $"seed {seed}: every request is decided");
            Assert.That(parent.Of<StateRow.Quotation>(), Is.Empty);
            foreach (LedgerEvent one in market.Outcomes.SelectMany(outcome => outcome.Events))
                seen[one.Kind] = seen.GetValueOrDefault(one.Kind) + 1;
        }
        TestContext.Out.WriteLine(string.Join(", ", seen.OrderBy(pair => pair.Key)));
        foreach (LedgerEventKind kind in (LedgerEventKind[])[LedgerEventKind.Refused,
            LedgerEventKind.DisputeOpened, LedgerEventKind.NoMajority, LedgerEventKind.DecidedForProvider,
            LedgerEventKind.DecidedForTenant, LedgerEventKind.DecidedHalf, LedgerEventKind.TenantFault,
            LedgerEventKind.ProviderFault, LedgerEventKind.QuotesRevealing, LedgerEventKind.QuoteNotRevealed,
            LedgerEventKind.QuoteWon, LedgerEventKind.RequestWithoutWinner])
            Assert.That(seen.GetValueOrDefault(kind), Is.GreaterThan(10), $"{kind} happens");
        int decided = seen[LedgerEventKind.DecidedForProvider] + seen[LedgerEventKind.DecidedForTenant]
            + seen[LedgerEventKind.DecidedHalf];
        Assert.That(decided, Is.EqualTo(seen[LedgerEventKind.DisputeOpened]), "one verdict each");
    }

    private static RowsView Check(Market market, RowsView parent, BlockOutcome outcome, string where)
    {
        var rows = new RowsView(market.State);
        try
        {
            LedgerChecks.Money(rows);
            LedgerChecks.Locks(rows);
            LeaseChecks.Movements(parent, rows, outcome);
            LeaseChecks.Streams(rows);
            LeaseChecks.Meters(parent, rows);
            DisputeChecks.Disputes(rows);
            DisputeChecks.Reputation(parent, rows, outcome);
            DisputeChecks.Faults(rows, outcome);
            LedgerChecks.Capacity(rows);
            QuotationChecks.Requests(rows);
            QuotationChecks.Decisions(parent, rows, outcome);
        }
        catch (AssertionException)
        {
            TestContext.Out.WriteLine(where);
            throw;
        }
        return rows;
    }
}
