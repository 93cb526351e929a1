using Chain.Client;
using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

public class FreezeTests
{
    private const ulong Length = 600_000;

    private static readonly AccountId A = Market.Trader(0), B = Market.Trader(1);

    private static StateRow.Freeze? Row(Market market) => market.Row<StateRow.Freeze>(StateKey.Freeze(A));

    [Test]
    public void Orders_of_a_frozen_account_are_gone_before_the_auction_of_the_block_that_froze_it()
    {
        Market market = Market.Open();
        market.Attest(0, 0, 50);
        market.Run(market.Sign(A, Ops.Sell(1, 10, 100), Ops.Sell(2, 5, 120)));
        market.Try(Market.Alpha, GovernanceRows.Propose(1, Governance.Freeze(A)));
        BlockOutcome outcome = market.Run(
            market.Sign(Market.Beta, Governance.Vote(Market.Alpha, 1, true)),
            market.Sign(B, Ops.Buy(1, 10, 110)));
        Assert.That(outcome.Trades, Is.Empty);
        Assert.That(market.AllRows().OfType<StateRow.Order>().Select(order => order.Owner), Is.EqualTo([B]));
        Assert.That(market.BalanceOf(A).Locked, Is.Zero);
        Assert.That(Row(market), Is.EqualTo(new StateRow.Freeze(A, market.State.TimestampMs + Length, 0)));
    }

    [Test]
    public void Orders_that_the_cap_of_due_work_leaves_waiting_trade_no_more()
    {
        Market market = Market.Open();
        // More than the cap falls due within the 30 days that an order may rest.
        const ulong Count = 640;
        foreach ((int party, int account) in from party in Enumerable.Range(0, 4)
                                             from account in Enumerable.Range(0, 2)
                                             select (party, account))
            Require.That(market.Try(Market.AttestorOf(party), Ops.Attest(Market.Trader(party, account), 1,
                Market.Slot, lastSlot: Market.Slot + Count - 1)) == ReceiptStatus.Ok);
        ulong slot = Market.Slot + Count + 9, now = (slot - 4) * Market.Hour;
        market.Attest(0, 0, 50, slot);
        Require.That(market.Try(A, Ops.Sell(1, 10, 100, slot)) == ReceiptStatus.Ok);
        BlockOutcome outcome = market.RunAt(now,
            market.Sign(Market.Alpha, GovernanceRows.Propose(1, Governance.Freeze(A), now + 1_000)),
            market.Sign(Market.Beta, Governance.Vote(Market.Alpha, 1, true)),
            market.Sign(B, Ops.Buy(1, 10, 110, slot)));
        Assert.That(Row(market)!.OrdersSinceMs, Is.EqualTo(now), "due work has used its cap");
        Assert.That(outcome.Trades, Is.Empty);
        market.Run();
        Assert.That(Row(market)!.OrdersSinceMs, Is.Zero);
        Assert.That(market.BalanceOf(A).Locked, Is.Zero);
    }

    [Test]
    public void It_lapses_at_its_time_unless_it_is_renewed()
    {
        Market market = Market.Open();
        GovernanceRows.Freeze(market, A);
        ulong until = Row(market)!.UntilMs;
        GovernanceRows.Freeze(market, A, number: 2);
        Assert.That(Row(market)!.UntilMs, Is.EqualTo(until + 2_000));
        market.RunAt(until + 1_999, market.Sign(A, Ops.Transfer(B, 1)));
        Assert.That(market.Outcomes[^1].Receipts[0].Status, Is.EqualTo(ReceiptStatus.AccountFrozen));
        market.RunAt(until + 2_000, market.Sign(A, Ops.Transfer(B, 1)));
        Assert.That(market.Outcomes[^1].Receipts[0].Status, Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(Row(market), Is.Null);
    }

    [Test]
    public void Members_unfreeze_by_vote_at_once()
    {
        Market market = Market.Open();
        GovernanceRows.Freeze(market, A);
        market.Try(Market.Beta, GovernanceRows.Propose(1, Governance.Unfreeze(A)));
        Assert.That(
            market.Try(Market.Alpha, Governance.Vote(Market.Beta, 1, true)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.Try(A, Ops.Transfer(B, 1)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.Try(Market.Beta, GovernanceRows.Propose(2, Governance.Unfreeze(A))),
            Is.EqualTo(ReceiptStatus.NotFrozen));
    }
}
