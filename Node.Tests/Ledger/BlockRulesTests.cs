using Chain.Ledger;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

public class BlockRulesTests
{
    private static readonly AccountId A = Market.Trader(0);

    private static Transaction Changed(Transaction transaction, Action<Wire.TransactionBody> change)
    {
        Wire.TransactionBody body = transaction.Body.Clone();
        change(body);
        return With(transaction, body, transaction.Bytes);
    }

    private static Transaction With(
        Transaction transaction, Wire.TransactionBody body, ReadOnlyMemory<byte> bytes) =>
        new(transaction.Id, transaction.Account, body, transaction.Signature, bytes);

    private static BlockFault? Check(Market market, params Transaction[] transactions) =>
        BlockRules.Check(market.State, market.State.TimestampMs + 1_000, transactions);

    [Test]
    public void A_block_of_fresh_transactions_is_valid()
    {
        Market market = Market.Open();
        Assert.That(Check(market, market.Sign(A), market.Sign(A)) is null);
    }

    [Test]
    public void Each_rule_has_its_problem_and_names_the_transaction()
    {
        Market market = Market.Open();
        Transaction good = market.Sign(A, Ops.Transfer(A, 1));
        ulong now = market.State.TimestampMs + 1_000;
        (BlockProblem, Transaction)[] bad =
        [
            (BlockProblem.WrongChain, Changed(good, b => b.ChainId = "another")),
            (BlockProblem.Expired, Changed(good, b => b.ValidUntilMs = now - 1)),
            (BlockProblem.ValidTooLong, Changed(good, b => b.ValidUntilMs = now + Limits.ValidityMs + 1)),
            (BlockProblem.DuplicateInBlock, good),
        ];
        foreach ((BlockProblem problem, Transaction transaction) in bad)
            Assert.That(Check(market, good, transaction), Is.EqualTo(new BlockFault(problem, 1)));
        Transaction[] edges =
        [
            Changed(good, b => b.ValidUntilMs = now),
            Changed(market.Sign(A), b => b.ValidUntilMs = now + Limits.ValidityMs),
        ];
        Assert.That(Check(market, edges) is null, "both ends of the window belong to it");
    }

    [Test]
    public void Counts_are_limited_per_block_and_per_account()
    {
        Market market = Market.Open();
        Transaction[] many = [.. Enumerable.Range(0, Limits.TransactionsPerAccount + 1).Select(_ => market.Sign(A))];
        Assert.That(Check(market, many),
            Is.EqualTo(new BlockFault(BlockProblem.TooManyOfOneAccount, Limits.TransactionsPerAccount)));
        Transaction[] more = new Transaction[Limits.TransactionsPerBlock + 1];
        Assert.That(Check(market, more)?.Problem, Is.EqualTo(BlockProblem.TooManyTransactions));

        Wire.Operation[] operations = [.. Enumerable.Repeat(Ops.Cancel(1), Limits.OperationsPerTransaction)];
        Transaction[] full = [.. Enumerable.Range(0, Limits.OperationsPerBlock / operations.Length + 1)
            .Select(i => market.Sign(Market.Key(i), operations))];
        Assert.That(Check(market, full),
            Is.EqualTo(new BlockFault(BlockProblem.TooManyOperations, full.Length - 1)));
        Wire.Operation[] slots = [.. Enumerable.Repeat(Ops.Attest(
            Market.Trader(0), 1, lastSlot: Market.Slot + Limits.SlotsPerAttestation - 1), 4)];
        const int Fit = Limits.OperationsPerBlock / Limits.SharePerTransaction;
        Transaction[] wide =
            [.. Enumerable.Range(0, Fit + 1).Select(i => market.Sign(Market.Key(i), slots))];
        Assert.That(Check(market, wide[..^1]), Is.Null);
        Assert.That(Check(market, wide),
            Is.EqualTo(new BlockFault(BlockProblem.TooManyOperations, Fit)), "each slot is a row");
        Wire.Operation[] signed =
            [.. Enumerable.Repeat(GovernanceRows.Rotate(A, 0), Limits.OperationsPerTransaction)];
        const int Signed = Limits.SignaturesPerBlock / (Limits.OperationsPerTransaction + 1);
        Transaction[] signatures =
            [.. Enumerable.Range(0, Signed + 1).Select(i => market.Sign(Market.Key(i), signed))];
        Assert.That(Check(market, signatures[..^1]), Is.Null);
        Assert.That(Check(market, signatures),
            Is.EqualTo(new BlockFault(BlockProblem.TooManySignatures, Signed)),
            "those inside operations count");
        Transaction[] heavy = [.. Enumerable.Range(0, Limits.BlockBytes / Limits.TransactionBytes + 1)
            .Select(i => market.Sign(Market.Key(i)))
            .Select(light => With(light, light.Body, new byte[Limits.TransactionBytes]))];
        Assert.That(Check(market, heavy),
            Is.EqualTo(new BlockFault(BlockProblem.TooManyBytes, heavy.Length - 1)));
    }

    [Test]
    public void Time_must_advance()
    {
        Market market = Market.Open();
        Assert.That(BlockRules.Check(market.State, market.State.TimestampMs, [])?.Problem,
            Is.EqualTo(BlockProblem.TimestampNotIncreasing));
    }

    [Test]
    public void An_id_is_remembered_as_long_as_it_could_come_again_and_undo_forgets_and_recalls_it()
    {
        Market market = Market.Open();
        Transaction first = market.Sign(A, Ops.Transfer(A, 1));
        BlockOutcome block = market.Run(first);
        Assert.That(Check(market, first)?.Problem, Is.EqualTo(BlockProblem.AlreadyExecuted));
        BlockOutcome later = market.RunAt(market.State.TimestampMs + Limits.ValidityMs);
        Assert.That(market.State.Recent.Contains(first.Id));
        BlockOutcome past = market.Run();
        Assert.That(market.State.Recent.Contains(first.Id), Is.False);
        market.State.Undo(past);
        Assert.That(market.State.Recent.Contains(first.Id), "an undone block has pushed nothing out");
        market.State.Undo(later);
        market.State.Undo(block);
        Assert.That(market.State.Recent.Count, Is.Zero);
        Assert.That(Check(market, first) is null);
    }

    [Test]
    public void The_pool_keeps_what_may_come_later_and_drops_what_never_can()
    {
        Transaction transaction = Market.Open().Sign(A);
        ulong end = transaction.ValidUntilMs;
        Includable At(ulong timestampMs, string chain = Market.ChainId) =>
            BlockRules.IsIncludable(chain, timestampMs, transaction);
        Assert.That((At(end), At(end - Limits.ValidityMs)), Is.EqualTo((Includable.Yes, Includable.Yes)));
        Assert.That(At(end + 1), Is.EqualTo(Includable.Never));
        Assert.That(At(end - Limits.ValidityMs - 1), Is.EqualTo(Includable.NotYet));
        Assert.That(At(end, "another"), Is.EqualTo(Includable.Never));
    }
}
