using Chain.Client;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>An operation that is accepted, from whom, and the market in which it is.</summary>
/// <param name="Name">Its field of <see cref="Operation"/>, and the variant where there are several.</param>
internal sealed record InputSample(
    string Name, AccountId Who, Func<Market> Open, Func<Market, Operation> WhatIn)
{
    private const ulong Later = Market.Start + 5 * Market.Hour;

    private static readonly AccountId A = Market.Trader(0), B = Market.Trader(1);

    /// <summary>
    /// At least one of every kind: where none is written here, the first accepted row of
    /// <see cref="ReceiptStatusTests"/>.
    /// </summary>
    public static readonly IReadOnlyList<InputSample> All = [.. Written(), .. OfRows()];

    public static string NameOf(Operation operation) =>
        Operation.Descriptor.FindFieldByNumber((int)operation.KindCase).Name;

    private static IEnumerable<InputSample> OfRows() => ReceiptStatusTests.Table
        .Where(row => row.Status == ReceiptStatus.Ok)
        .DistinctBy(row => row.What.KindCase)
        .Where(row => !Written().Any(written =>
            written.Name.Split('.')[0] == NameOf(row.What)))
        .Select(row => new InputSample(NameOf(row.What), row.Who, () => After(row), _ => row.What));

    private static Market After(ReceiptStatusTests.Row row)
    {
        Market market = Market.Open(large: row.Large);
        row.First?.Invoke(market);
        return market;
    }

    private static InputSample[] Written() =>
    [
        new("place_order.buy", A, Fresh, _ => Full(1, 4, 100)),
        new("place_order.sell", A, Offering, _ => Ops.Sell(1, 4, 100)),
        new("place_order.spot", A, Fresh, _ => Ops.Spot(Ops.Buy(1, 4, 80))),
        new("replace_order", A, () => With(Fresh(), A, Full(1, 4, 100)),
            _ => Ops.Replace(1, lots: 5, limit: 95, expires: Later + 1)),
        new("cancel_all_orders", A, () => With(Fresh(), A, Ops.Buy(1, 1, 100)),
            _ => Ops.CancelAll(Side.Buy, Market.Slot)),
        new("place_bundle", A, Fresh,
            _ => Timed(Ops.Bundle(1, 1_000, (Market.Slot, 2), (Market.Slot + 1, 3)))),
        new("place_block_order", A, Fresh, _ => Ops.Block(1, Market.Slot, 2, 3, 100)),
        new("attest_capacity.slot", Market.Beta, Fresh, _ => Ops.Attest(A, 5, lastSlot: Market.Slot + 3)),
        new("attest_capacity.spot", Market.Beta, Fresh, _ => Ops.AttestSpot(A, 5, Later)),
        new("move_capacity.slot", A,
            () => With(Fresh(), Market.Beta, Ops.AttestSpot(A, 9, Market.Start + 20 * Market.Hour)),
            _ => Ops.Move(Delivery.Slot, 3)),
        new("revoke_capacity.slot", Market.Beta, Offering, _ => Ops.Revoke(A, 3, Market.Slot)),
        new("revoke_capacity.spot", Market.Beta,
            () => With(Fresh(), Market.Beta, Ops.AttestSpot(A, 9, Later)), _ => Ops.Revoke(A, 3)),
        new("give_notice.lease", B, () => LeaseScene.Spot().Posted().Market,
            m => LeaseOps.Notice(LeaseOf(m).Id)),
        new("give_notice.group", B, OfferedAndBundled, m => LeaseOps.NoticeToGroup(LeaseOf(m).Group)),
        .. Proposals(),
    ];

    private static InputSample[] Proposals() =>
    [
        Proposal(Large, Governance.CreateAsset("USD", 2, A)),
        Proposal(Large, Governance.AdmitMember(GovernanceRows.OnCurve, "epsilon")),
        Proposal(() => Market.Open(large: true, judges: 2),
            Governance.RemoveMember(Market.Gamma, Market.Beta)),
        Proposal(Large, Governance.SetParameter(ChainParameter.DisputeMinimum, 7)),
        Proposal(() => LeaseScene.Slot().Market, Governance.PayFees(Market.Money, A, 1)),
        Proposal(Large, Governance.Freeze(A)),
        Proposal(Frozen, Governance.Unfreeze(A), number: 2),
        Proposal(Large, Governance.MoveParty("party-0", Market.Beta)),
        Proposal(Large, Governance.ReplaceKey(A, new PublicKey(GovernanceRows.OnCurve.Bytes))),
    ];

    private static InputSample Proposal(Func<Market> open, ProposalAction action, ulong number = 1) => new(
        "propose." + ProposalAction.Descriptor.FindFieldByNumber((int)action.KindCase).Name,
        Market.Alpha, open, _ => GovernanceRows.Propose(number, action));

    private static Market Fresh() => Market.Open();

    private static Market Large() => Market.Open(large: true);

    private static Market Frozen()
    {
        Market market = Large();
        GovernanceRows.Freeze(market, A);
        return market;
    }

    private static Market Offering()
    {
        Market market = Fresh();
        market.Attest(0, 0, 10);
        return market;
    }

    private static Market OfferedAndBundled()
    {
        Market market = With(Fresh(), Market.Beta, Ops.AttestSpot(A, 9, Market.Start + 20 * Market.Hour));
        Operation bundle = Ops.Bundle(1, 1_000, (0, 3));
        Ops.Spot(bundle.PlaceBundle);
        return With(With(market, A, Ops.Spot(Ops.Sell(1, 9, 80))), B, bundle);
    }

    private static Market With(Market market, AccountId who, Operation what)
    {
        ReceiptStatus status = market.Try(who, what);
        Require.That(status == ReceiptStatus.Ok, $"{what.KindCase}: {status}");
        return market;
    }

    private static StateRow.Lease LeaseOf(Market market) =>
        market.AllRows().OfType<StateRow.Lease>().Single();

    /// <summary>An order that says everything that a buyer can.</summary>
    private static Operation Full(ulong id, ulong lots, ulong limit) =>
        Ops.Order(id, Side.Buy, lots, limit, o =>
        {
            (o.TimeInForce, o.ExpiresMs) = (TimeInForce.Gtt, Later);
            (o.MinimumFillLots, o.PostOnly) = (2, true);
            o.DeliveryKey = Market.Bytes(Market.Key(77));
        });

    private static Operation Timed(Operation bundle)
    {
        (bundle.PlaceBundle.TimeInForce, bundle.PlaceBundle.ExpiresMs) = (TimeInForce.Gtt, Later);
        bundle.PlaceBundle.DeliveryKey = Market.Bytes(Market.Key(77));
        return bundle;
    }
}
