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
        Market market = Market.Open();
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
        var rows = market.State.Rows().Select(r => (
            Key: Convert.ToHexString(r.Key.Span), Value: Convert.ToHexString(r.After!.Value.Span)));
        string[] lines = [.. rows.Select(r => $"{r.Key} {r.Value}").Order(StringComparer.Ordinal)];
        Assert.That(lines.Select(l => l[..2]).Distinct().Count(), Is.EqualTo(20),
            "every kind of row is there");
        byte[] all = NaiveAuction.Ascii(string.Join('\n', lines));
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(all)), Is.EqualTo(
            "0c6b308420b721cf645d418043bda415cc28b4df121d77c25a9a20b65145cfc2"));
        Assert.That(market.State.Root.ToString(), Is.EqualTo(
            "4f6d6885a0c21ed564c92faa238e6fd79e69799f7228b53ebbf0ec96cd97c21e"));
        Assert.That(market.Outcomes[^1].ReceiptsRoot.ToString(), Is.EqualTo(
            "3b9285dcf048103befcc6e3b44caadb821302cc3fb61131adc8dca6f846cddfc"));
    }

    [Test]
    public void Keys_made_for_proofs_are_the_keys_of_the_rows()
    {
        Market market = Market.Open();
        market.Attest(0, 0, 50);
        BlockOutcome outcome = market.Run(
            market.Sign(Market.Trader(0), Ops.Sell(1, 10, 90)), market.Sign(Market.Trader(1), Ops.Buy(1, 7, 110)));
        GovernanceRows.Freeze(market, Market.Trader(2));
        market.Run(
            market.Sign(Market.Alpha, Governance.SetRole(Market.Trader(0), Role.Auditor, true)),
            market.Sign(Market.Trader(3), GovernanceRows.Rotate(GovernanceRows.OnCurve, 0)));
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
        ];
        foreach (byte[] key in keys)
            Assert.That(market.Row<StateRow>(key), Is.Not.Null, Convert.ToHexString(key));
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
