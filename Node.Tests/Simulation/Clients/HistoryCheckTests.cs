using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Simulation.Clients;

/// <summary>The checker of histories tells good ones from bad ones.</summary>
public class HistoryCheckTests
{
    private static readonly AccountId alice = new(Id(100)), bob = new(Id(101));

    [Test]
    public void Calls_in_the_order_of_their_answers_hold() => Holds(
        [Done(1, 0, 10, 0), Done(2, 20, 30, 1)], [Ok(1, 0), Ok(2, 1)]);

    [Test]
    public void Calls_that_overlap_may_stand_in_any_order() => Holds(
        [Done(1, 0, 100, 1), Done(2, 20, 30, 0)], [Ok(2, 0), Ok(1, 1)]);

    [Test]
    public void A_call_without_an_answer_may_have_happened_or_not()
    {
        Holds([Open(1, 0)], []);
        Holds([Open(1, 0)], [Ok(1, 0)]);
    }

    [Test]
    public void Nothing_happens_twice() => Fails("twice", [Done(1, 0, 10, 0)], [Ok(1, 0), Ok(1, 1)]);

    [Test]
    public void What_was_acknowledged_has_happened() => Fails("not in the chain", [Done(1, 0, 10, 0)], []);

    [Test]
    public void The_answer_is_what_the_chain_says() => Fails(
        "was answered", [Done(1, 0, 10, 0)], [Ok(1, 0) with { Status = ReceiptStatus.InsufficientBalance }]);

    [Test]
    public void What_was_answered_before_another_was_sent_stands_before_it() => Fails(
        "stands before", [Done(1, 0, 10, 1), Done(2, 20, 30, 0)], [Ok(2, 0), Ok(1, 1)]);

    [Test]
    public void Even_an_unanswered_call_does_not_happen_before_it_was_sent() => Fails(
        "stands before", [Done(1, 0, 10, 1), Open(2, 20)], [Ok(2, 0), Ok(1, 1)]);

    [Test]
    public void Nobody_elses_signature_moves_money() => Fails(
        "did not sign", [Open(1, 0) with { Forged = true }], [Ok(1, 0)]);

    [Test]
    public void A_purse_gives_what_is_in_it()
    {
        Holds([Pays(1, alice, bob, 60, 0), Pays(2, bob, alice, 160, 1)], [Ok(1, 0), Ok(2, 1)]);
        Holds([Pays(1, alice, bob, 101, 0, ReceiptStatus.InsufficientBalance)],
            [Ok(1, 0) with { Status = ReceiptStatus.InsufficientBalance }]);
        Fails("instead of", [Pays(1, alice, bob, 60, 0), Pays(2, alice, bob, 60, 1)], [Ok(1, 0), Ok(2, 1)]);
        Fails("instead of", [Pays(1, alice, bob, 60, 0, ReceiptStatus.InsufficientBalance)],
            [Ok(1, 0) with { Status = ReceiptStatus.InsufficientBalance }]);
    }

    private static void Holds(Call[] calls, TransactionReceipt[] chain) =>
        Assert.That(HistoryCheck.Problem(new History(calls, chain, 100)), Is.Null);

    private static void Fails(string finding, Call[] calls, TransactionReceipt[] chain) =>
        Assert.That(HistoryCheck.Problem(new History(calls, chain, 100)), Does.Contain(finding));

    private static Call Open(int id, long invokedUs) => new(Id(id), default, invokedUs, null);

    private static Call Done(int id, long invokedUs, long answeredUs, int place) =>
        Open(id, invokedUs) with { AnsweredUs = answeredUs, Receipt = Ok(id, place) };

    private static Call Pays(
        int id, AccountId from, AccountId to, ulong amount, int place,
        ReceiptStatus status = ReceiptStatus.Ok) =>
        new(Id(id), default, 0, new Payment(from, to, amount))
        {
            AnsweredUs = 1_000,
            Receipt = Ok(id, place) with { Status = status },
        };

    /// <summary>Each block has one transaction.</summary>
    private static TransactionReceipt Ok(int id, int place) =>
        new(Id(id), new Height((ulong)place + 1), 0, ReceiptStatus.Ok, 0);

    private static Hash32 Id(int number)
    {
        byte[] bytes = new byte[Hash32.Size];
        BitConverter.TryWriteBytes(bytes, number);
        return new Hash32(bytes);
    }
}
