using Chain.Client;
using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

public class KeyRotationTests
{
    private static readonly AccountId A = Market.Trader(0), B = Market.Trader(1);
    private static readonly PublicKey New = new(GovernanceRows.OnCurve.Bytes);

    [Test]
    public void The_account_stays_and_only_its_new_key_signs_for_it()
    {
        Market market = Market.Open();
        market.Try(A, GovernanceRows.Rotate(GovernanceRows.OnCurve, 0));
        BlockOutcome outcome = market.Run(
            market.Sign(A, Ops.Transfer(B, 1)),
            market.SignWith(A, new PublicKey(B.Bytes), Ops.Transfer(B, 1)),
            market.SignWith(A, New, Ops.Transfer(B, 1)),
            market.SignWith(B, New, Ops.Transfer(A, 1)));
        Assert.That(outcome.Receipts.Select(receipt => receipt.Status), Is.EqualTo(new[]
        {
            ReceiptStatus.WrongKey, ReceiptStatus.WrongKey, ReceiptStatus.Ok, ReceiptStatus.WrongKey,
        }));
        Assert.That(market.Row<StateRow.Key>(StateKey.Key(A)), Is.EqualTo(new StateRow.Key(A, New, 1)));
    }

    [Test]
    public void A_rotation_runs_its_transaction_to_the_end_and_counts_once()
    {
        Market market = Market.Open();
        Assert.That(market.Try(A, GovernanceRows.Rotate(GovernanceRows.OnCurve, 0), Ops.Transfer(B, 1)),
            Is.EqualTo(ReceiptStatus.Ok));
        Transaction again = market.SignWith(A, New, GovernanceRows.Rotate(GovernanceRows.OnCurve, 0));
        Assert.That(market.Run(again).Receipts[0].Status, Is.EqualTo(ReceiptStatus.WrongRotation));
    }

    [Test]
    public void A_refused_transaction_leaves_the_key_as_it_was()
    {
        Market market = Market.Open();
        Hash32 before = market.State.Root;
        Assert.That(market.Try(A, GovernanceRows.Rotate(GovernanceRows.OnCurve, 0), Ops.Transfer(B, 0)),
            Is.EqualTo(ReceiptStatus.InvalidAmount));
        Assert.That(market.State.Root, Is.EqualTo(before));
        Assert.That(market.Try(A, Ops.Transfer(B, 1)), Is.EqualTo(ReceiptStatus.Ok));
    }

    [Test]
    public void Members_replace_a_lost_key_after_the_timelock()
    {
        Market market = Market.Open();
        market.Try(Market.Alpha, GovernanceRows.Propose(1, Governance.ReplaceKey(A, New)));
        market.Try(Market.Beta, Governance.Vote(Market.Alpha, 1, true));
        Assert.That(market.Try(A, Ops.Transfer(B, 1)), Is.EqualTo(ReceiptStatus.Ok), "not yet");
        market.RunAt(market.State.TimestampMs + 60_000);
        Assert.That(market.Try(A, Ops.Transfer(B, 1)), Is.EqualTo(ReceiptStatus.WrongKey));
        Transaction signed = market.SignWith(A, New, Ops.Transfer(B, 1));
        Assert.That(market.Run(signed).Receipts[0].Status, Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.Row<StateRow.Key>(StateKey.Key(A))!.Rotations, Is.EqualTo(1));
    }
}
