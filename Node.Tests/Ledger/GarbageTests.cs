using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// Histories in which half of the operations have fields that are zero, maximal or somebody else's: execution
/// is total, undone exactly, and no money comes or goes.
/// </summary>
public class GarbageTests
{
    private const int Histories = 150, Blocks = 20;

    [Test]
    public void Thousands_of_blocks_of_garbage_never_break_execution()
    {
        int accepted = 0, refused = 0;
        var statuses = new HashSet<ReceiptStatus>();
        for (int seed = 0; seed < Histories; seed += 1)
        {
            var history = new RandomHistory(seed);
            var random = new Random(seed);
            Market market = history.Market;
            market.Run(history.Opening());
            for (int i = 0; i < Blocks; i += 1)
            {
                (ulong timestampMs, Transaction[] transactions) = history.NextBlock();
                // Now and then a clock that runs away, so that all that waits falls due at once.
                if (random.Next(40) == 0) timestampMs += (ulong)random.Next(1, 40) * 24 * Market.Hour;
                Transaction[] garbage = [.. transactions.Select(t => Spoil(market, t, random))
                    .Where(t => InnerSignatures.AreWellFormed(t.Body))];
                Hash32 before = market.State.Root;
                BlockOutcome outcome = market.RunAt(timestampMs, garbage);
                statuses.UnionWith(outcome.Receipts.Select(r => r.Status));
                accepted += outcome.Receipts.Count(r => r.Status == ReceiptStatus.Ok);
                refused += outcome.Receipts.Count(r => r.Status != ReceiptStatus.Ok);
                if (i % 4 == 0) CheckTwin(market, outcome, before, garbage, seed);
            }
            LedgerChecks.Money(new RowsView(market.State));
            LedgerChecks.Locks(new RowsView(market.State));
        }
        TestContext.Out.WriteLine(
            $"{accepted} accepted, {refused} refused, for {statuses.Count - 1} reasons");
        Assert.That(accepted, Is.GreaterThan(Histories * Blocks), "half of it is none");
        Assert.That(refused, Is.GreaterThan(Histories * Blocks));
    }

    private static void CheckTwin(
        Market market, BlockOutcome outcome, Hash32 before, Transaction[] transactions, int seed)
    {
        market.State.Undo(outcome);
        Assert.That(market.State.Root, Is.EqualTo(before), $"seed {seed}");
        BlockOutcome again = Execution.Apply(market.State, outcome.Block, transactions);
        Assert.That((again.StateRoot, again.ReceiptsRoot),
            Is.EqualTo((outcome.StateRoot, outcome.ReceiptsRoot)), $"seed {seed}");
    }

    private static Transaction Spoil(Market market, Transaction transaction, Random random)
    {
        if (random.Next(2) == 0) return transaction;
        Operation[] operations = [.. transaction.Body.Operations.Select(operation => operation.Clone())];
        for (int i = 0; i < operations.Length; i += 1)
            for (int times = random.Next(3); times > 0 && operations[i].KindCase != 0; times -= 1)
            {
                InputMutation[] all = [.. InputMutations.Of(operations[i])];
                operations[i] = all[random.Next(all.Length)].What;
            }
        return market.SignNow(random.Next(10) == 0 ? Market.Alpha : transaction.Account, operations);
    }
}
