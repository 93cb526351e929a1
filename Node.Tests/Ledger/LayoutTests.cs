using System.Security.Cryptography;
using Chain.Client;
using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>Layouts are hashed into every root: a change here is a new chain.</summary>
public class LayoutTests
{
    [Test]
    public void Rows_of_every_kind_are_frozen()
    {
        Market market = Market.Open(large: true);
        market.Attest(0, 0, 50);
        market.Run(
            market.Sign(Market.Trader(0), Ops.Sell(1, 10, 90), Ops.Sell(2, 10, 120)),
            market.Sign(Market.Trader(1), Ops.Buy(1, 7, 110), Ops.Order(2, Side.Buy, 9, 50, order =>
            {
                (order.TimeInForce, order.ExpiresMs) = (TimeInForce.Gtt, Market.Start + Market.Hour);
                (order.MinimumFillLots, order.PostOnly) = (4, true);
                order.DeliveryKey = Market.Bytes(Market.Key(77));
            }), Ops.Bundle(3, 500, (Market.Slot, 2), (Market.Slot + 1, 3))));
        GovernanceRows.Freeze(market, Market.Trader(2));
        market.Run(
            market.Sign(Market.Alpha, Governance.SetRole(Market.Trader(0), Role.Auditor, true)),
            market.Sign(Market.Trader(3), GovernanceRows.Rotate(GovernanceRows.OnCurve, 0)));
        (_, _) = LeasesOnTheWay(market);
        DisputeOnTheWay(market);
        RequestOnTheWay(market);
        market.Run(market.Sign(Market.Bank, OffenceRows.Report(OffenceRows.Twice(VoteKind.Commit))));
        var rows = market.State.Rows().Select(r => (
            Key: Convert.ToHexString(r.Key.Span), Value: Convert.ToHexString(r.After!.Value.Span)));
        string[] lines = [.. rows.Select(r => $"{r.Key} {r.Value}").Order(StringComparer.Ordinal)];
        Assert.That(lines.Select(l => l[..2]).Distinct().Count(), Is.EqualTo(33),
            "every kind of row is there");
        byte[] all = NaiveAuction.Ascii(string.Join('\n', lines));
        Assert.Multiple(() =>
        {
            Assert.That(Convert.ToHexStringLower(SHA256.HashData(all)), Is.EqualTo(
                "e9451e057d1697c82d66539db8216fe22191f0d507e1fb87d8e49b6fba51f2f5"));
            Assert.That(market.State.Root.ToString(), Is.EqualTo(
                "bfc705ad8126501f03446618fca70383479d563e2ac3a6c0b17b2d8e33f11ae4"));
            Assert.That(market.Outcomes[^1].ReceiptsRoot.ToString(), Is.EqualTo(
                "8c56bd0f57e8efbbd297c692c428a211c824336aa460271d97b84896b423f8af"));
        });
    }

    [Test]
    public void Keys_made_for_proofs_are_the_keys_of_the_rows()
    {
        Market market = Market.Open(large: true);
        market.Attest(0, 0, 50);
        BlockOutcome outcome = market.Run(
            market.Sign(Market.Trader(0), Ops.Sell(1, 10, 90)), market.Sign(Market.Trader(1), Ops.Buy(1, 7, 110)));
        GovernanceRows.Freeze(market, Market.Trader(2));
        market.Run(
            market.Sign(Market.Alpha, Governance.SetRole(Market.Trader(0), Role.Auditor, true)),
            market.Sign(Market.Trader(3), GovernanceRows.Rotate(GovernanceRows.OnCurve, 0)));
        (Hash32 receiptWaits, Hash32 handedOver) = LeasesOnTheWay(market);
        DisputeScene dispute = DisputeOnTheWay(market);
        RequestOnTheWay(market);
        market.Run(market.Sign(Market.Bank, OffenceRows.Report(OffenceRows.Twice(VoteKind.Commit))));
        byte[][] keys =
        [
            StateKey.Member(Market.Beta), StateKey.Role(Market.Trader(0), Role.Auditor),
            StateKey.Proposal(Market.Alpha, 1), StateKey.Freeze(Market.Trader(2)),
            StateKey.Key(Market.Trader(3)), StateKey.Parameter(ChainParameter.GraceMs),
            StateKey.Party("party-0"), StateKey.Account(Market.Bank), StateKey.Asset(Market.Money),
            StateKey.Totals(Market.Money), StateKey.Product(Market.Compute),
            StateKey.Balance(Market.Bank, Market.Money),
            StateKey.Capacity(Market.Trader(0), Market.Compute, Delivery.Slot, Market.Slot),
            StateKey.Instrument(Market.Compute, Delivery.Slot, Market.Slot),
            StateKey.Order(Market.Trader(0), 1),
            StateKey.Grade("gold"), StateKey.Region("eu-1"),
            StateKey.Lease(outcome.Trades[0].Leases[0].Lease), StateKey.OrderIds(Market.Trader(0)),
            StateKey.Clock(), StateKey.Stream(Market.Trader(1), Market.Money),
            StateKey.PendingReceipt(receiptWaits), StateKey.Handover(handedOver),
            StateKey.Dispute(dispute.Id), StateKey.Ballot(dispute.Id, NumberOf(market, dispute.Panel[0])),
            StateKey.Reputation("party-0"), StateKey.Pair("party-0", "party-1"),
            StateKey.Request(Market.Trader(1), 9_000),
            StateKey.Quotation(Market.Trader(1), 9_000, Market.Trader(0)),
            StateKey.Transfer(receiptWaits), StateKey.Validator(1), StateKey.Offence(0),
        ];
        foreach (byte[] key in keys)
            Assert.That(market.Row<StateRow>(key), Is.Not.Null, Convert.ToHexString(key));
    }

    /// <summary>One that a panel votes on, after a lease that made names for both parties.</summary>
    private static DisputeScene DisputeOnTheWay(Market market)
    {
        DisputeScene.MakeNames(market);
        DisputeScene dispute = DisputeScene.Refused(LeaseScene.Spot(market).Posted()).Drawn();
        AccountId judge = dispute.Panel[0];
        dispute.Of.Do(judge, DisputeOps.Commit(dispute.Id, 1, judge, Verdict.Half));
        return dispute;
    }

    /// <summary>With a quotation that waits for its reveal.</summary>
    private static void RequestOnTheWay(Market market)
    {
        AccountId tenant = Market.Trader(1), provider = Market.Trader(0);
        Require.That(market.Try(tenant, QuoteOps.Request(9_000, 1, 80, (ulong?)null)) == ReceiptStatus.Ok);
        Require.That(market.Try(provider, QuoteOps.Commit(tenant, 9_000, provider, 75, slot: null))
            == ReceiptStatus.Ok);
    }

    private static byte NumberOf(Market market, AccountId member) =>
        market.Row<StateRow.Member>(StateKey.Member(member))!.Number;

    /// <summary>One whose receipt waits for its challenge, and one that waits to be acknowledged.</summary>
    private static (Hash32 ReceiptWaits, Hash32 HandedOver) LeasesOnTheWay(Market market)
    {
        LeaseScene first = LeaseScene.Spot(market).Do(LeaseScene.Tenant,
            LeaseOps.Deposit(5_000)).Acknowledged();
        first.Do(LeaseScene.Provider, LeaseOps.Deliver(first.Id, 1, first.NowMs, 1));
        first.Do(LeaseScene.Tenant, ResaleOps.Offer(first.Id, Market.Trader(3), 4, 50));
        return (first.Id, LeaseScene.Spot(market).Posted().Id);
    }

    [Test]
    public void Receipts_read_back_and_nothing_else_does()
    {
        var receipt = new TransactionReceipt(
            Market.Bank.Bytes, new Height(7), 3, ReceiptStatus.BookClosed, 2);
        Span<byte> bytes = stackalloc byte[TransactionReceipt.Size];
        receipt.WriteTo(bytes);
        Assert.That(TransactionReceipt.TryRead(bytes, out TransactionReceipt read));
        Assert.That(read, Is.EqualTo(receipt));
        Assert.That(TransactionReceipt.TryRead(bytes[1..], out _), Is.False);
    }

    [Test]
    public void Damaged_rows_are_refused_and_named()
    {
        Market market = Market.Open();
        var rows = market.State.Rows().Select(r => (r.Key, r.After!.Value)).ToList();
        var at = new StatePosition(Market.ChainId, default, default, default, 0, []);
        Assert.That(() => LedgerState.Load(at, rows), Throws.Nothing);
        Assert.That(() => LedgerState.Load(at, rows.AsEnumerable().Reverse()),
            Throws.TypeOf<StateCorruptException>());
        Assert.That(() => LedgerState.Load(at, rows.Where(r => r.Key.Span[0] != (byte)RowKind.Account)),
            Throws.TypeOf<StateCorruptException>().With.Message.Contains("contradicts"));
        Assert.That(() => LedgerState.Load(at, rows.Select(r => (r.Key, r.Value[..^1]))),
            Throws.TypeOf<StateCorruptException>().With.Message.Contains("does not decode"));
    }
}
