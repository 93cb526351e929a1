using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// One row per reason of refusal: what is done first, who then does what, and the status it gets.
/// </summary>
public class ReceiptStatusTests
{
    private static readonly AccountId Stranger = Market.Key(999);

    // BIP340's example of a key that is no point.
    private static readonly AccountId OffCurve = new(new Hash32(Convert.FromHexString(
        "EEFDEA4CDB677750A420FEE807EACF21EB9898AE79B9768766E4FAA04A2D4A34")));
    private static readonly AccountId A = Market.Trader(0), B = Market.Trader(1);

    internal sealed record Row(
        ReceiptStatus Status, AccountId Who, Operation What, Action<Market>? First = null, bool Large = false);

    internal static readonly Row[] Table =
    [
        .. GovernanceRows.All, .. LeaseRows.All, .. DisputeRows.All.Select(row => row with { Large = true }),
        .. QuotationRows.All.Select(row => row with { Large = true }),
        .. ResaleRows.All, .. OffenceRows.All,
        new(ReceiptStatus.Ok, A, Ops.Transfer(B, 1)),
        new(ReceiptStatus.Ok, Market.Bank, Ops.Mint(A, 1)),
        new(ReceiptStatus.Ok, Market.Bank, Ops.Burn(1)),
        new(ReceiptStatus.Ok, Market.Alpha, Ops.Admit(Stranger, "party-0")),
        new(ReceiptStatus.Ok, Market.Alpha, Ops.Product(Market.Product("other"))),
        new(ReceiptStatus.Ok, A, Ops.Cancel(1), m => m.Try(A, Ops.Buy(1, 1, 100))),
        new(ReceiptStatus.UnknownAccount, Stranger, Ops.Transfer(B, 1)),
        new(ReceiptStatus.UnknownAccount, A, Ops.Transfer(Stranger, 1)),
        new(ReceiptStatus.UnknownAsset, A, Ops.Transfer(B, 1, "USD")),
        new(ReceiptStatus.UnknownAsset, A, Ops.Burn(1, "USD")),
        new(ReceiptStatus.UnknownProduct, A, new Operation { PlaceOrder = new PlaceOrder { Lots = 1 } }),
        new(ReceiptStatus.UnknownProduct, Market.Beta, Ops.Attest(A, 1, product: "nothing")),
        new(ReceiptStatus.UnknownOrder, A, Ops.Cancel(7)),
        new(ReceiptStatus.UnknownOrder, B, Ops.Cancel(1), m => m.Try(A, Ops.Buy(1, 1, 100))),
        new(ReceiptStatus.InsufficientBalance, A, Ops.Transfer(B, 1_000_001)),
        new(ReceiptStatus.InsufficientBalance, Market.Bank, Ops.Burn(1_000_001)),
        // 9,970 lots at 100 cost 997,000 and a fee of 9,970: a little more than there is.
        new(ReceiptStatus.InsufficientBalance, A, Ops.Buy(1, 9_970, 100)),
        new(ReceiptStatus.InsufficientBalance, A, Ops.Sell(1, 50_001, 100), m => m.Attest(0, 0, 60_000)),
        new(ReceiptStatus.InsufficientCapacity, A, Ops.Sell(1, 1, 100)),
        new(ReceiptStatus.InsufficientCapacity, A, Ops.Sell(1, 11, 100), m => m.Attest(0, 0, 10)),
        new(ReceiptStatus.NotPermitted, A, Ops.Mint(A, 1)),
        new(ReceiptStatus.NotPermitted, A, Ops.Burn(1)),
        new(ReceiptStatus.NotPermitted, A, Ops.Admit(Stranger, "party-0")),
        new(ReceiptStatus.NotPermitted, Market.Beta, Ops.Admit(Stranger, "party-0")),
        new(ReceiptStatus.NotPermitted, A, Ops.Product(Market.Product("other"))),
        new(ReceiptStatus.NotPermitted, A, Ops.Attest(B, 1)),
        new(ReceiptStatus.AlreadyExists, Market.Alpha, Ops.Admit(B, "party-0")),
        new(ReceiptStatus.AlreadyExists, Market.Alpha, Ops.Product(Market.Product())),
        new(ReceiptStatus.OrderIdTaken, A, Ops.Buy(1, 2, 100), m => m.Try(A, Ops.Buy(1, 1, 100))),
        new(ReceiptStatus.Ok, A, Ops.Buy(1, 1, 100), m => m.Try(A, Ops.Buy(1, 1, 100))),
        new(ReceiptStatus.OrderIdTaken, A, With(o => o.PostOnly = true), m => m.Try(A, Ops.Buy(1, 1, 100))),
        new(ReceiptStatus.OrderIdUsed, A, Ops.Buy(1, 1, 100),
            m => m.Try(A, Ops.Buy(1, 1, 100), Ops.Cancel(1))),
        new(ReceiptStatus.OrderIdUsed, A, Ops.Buy(9, 1, 100), m => m.Try(A, Ops.Buy(9 + 257, 1, 100))),
        new(ReceiptStatus.Ok, A, Ops.Buy(10, 1, 100), m => m.Try(A, Ops.Buy(9 + 257, 1, 100))),
        new(ReceiptStatus.OrderIdUsed, A, Until(5_000), PlaceAndOutlive),
        new(ReceiptStatus.UnknownOrder, A, Ops.Cancel(1), PlaceAndOutlive),
        new(ReceiptStatus.InvalidAmount, A, Ops.Transfer(B, 0)),
        new(ReceiptStatus.InvalidAmount, Market.Bank, Ops.Burn(0)),
        new(ReceiptStatus.InvalidLots, A, Ops.Buy(1, 0, 100)),
        new(ReceiptStatus.InvalidLots, A, Ops.Buy(1, Limits.Lots + 1, 5)),
        new(ReceiptStatus.InvalidLots, Market.Beta, Ops.Attest(A, Limits.Lots + 1)),
        new(ReceiptStatus.InvalidLots, Market.Alpha, Ops.Product(Changed(p => p.LotSize = 0))),
        new(ReceiptStatus.InvalidPrice, A, Ops.Buy(1, 1, 0)),
        new(ReceiptStatus.InvalidPrice, A, Ops.Buy(1, 1, 101)),
        new(ReceiptStatus.InvalidPrice, A, Ops.Buy(1, 1, Limits.Price + 5)),
        new(ReceiptStatus.InvalidPrice, Market.Alpha, Ops.Product(Changed(p => p.ListingPrice = 101))),
        new(ReceiptStatus.InvalidName, Market.Alpha, Ops.Admit(Stranger, "Party 0")),
        new(ReceiptStatus.InvalidName, Market.Alpha, Ops.Product(Changed(p => p.Grade = ""))),
        new(ReceiptStatus.InvalidKey, A, new Operation { Transfer = new Transfer { Asset = "EUR", Amount = 1 } }),
        new(ReceiptStatus.InvalidKey, Market.Alpha, Ops.Admit(default, "party-0")),
        new(ReceiptStatus.InvalidKey, Market.Alpha, Ops.Admit(OffCurve, "party-0")),
        new(ReceiptStatus.InvalidParameter, Market.Alpha, Ops.Product(Changed(p => p.FeeBps = 501))),
        new(ReceiptStatus.InvalidParameter, Market.Beta, Ops.Attest(A, 1, Market.Slot, lastSlot: Market.Slot - 1)),
        new(ReceiptStatus.Ok, Market.Alpha, Ops.Grade(Market.Grade("silver"))),
        new(ReceiptStatus.NotPermitted, A, Ops.Grade(Market.Grade("silver"))),
        new(ReceiptStatus.AlreadyExists, Market.Alpha, Ops.Grade(Market.Grade())),
        new(ReceiptStatus.InvalidName, Market.Alpha, Ops.Grade(Market.Grade("Silver"))),
        new(ReceiptStatus.InvalidParameter, Market.Alpha,
            Ops.Grade(new PublishGrade(Market.Grade("silver")) { Class = ProductClass.Unspecified })),
        new(ReceiptStatus.InvalidParameter, Market.Alpha,
            Ops.Grade(new PublishGrade(Market.Grade("silver")) { Note = new string('x', 257) })),
        new(ReceiptStatus.Ok, Market.Alpha,
            Ops.Grade(new PublishGrade(Market.Grade("silver")) { Note = new string('~', 256) })),
        new(ReceiptStatus.Ok, Market.Alpha, Ops.Region(Market.Region("us-1"))),
        new(ReceiptStatus.NotPermitted, A, Ops.Region(Market.Region("us-1"))),
        new(ReceiptStatus.AlreadyExists, Market.Alpha, Ops.Region(Market.Region())),
        new(ReceiptStatus.InvalidName, Market.Alpha, Ops.Region(Market.Region(""))),
        new(ReceiptStatus.InvalidParameter, Market.Alpha,
            Ops.Region(new PublishRegion(Market.Region("us-1")) { Note = "two\nlines" })),
        new(ReceiptStatus.InvalidParameter, Market.Alpha,
            Ops.Region(new PublishRegion(Market.Region("us-1")) { Document = ByteString.Empty })),
        new(ReceiptStatus.UnknownGrade, Market.Alpha, Ops.Product(Changed(p => p.Grade = "silver"))),
        new(ReceiptStatus.InvalidParameter, Market.Alpha,
            Ops.Product(Changed(p => p.Class = ProductClass.Storage))),
        new(ReceiptStatus.UnknownRegion, Market.Alpha, Ops.Product(Changed(p => p.Region = "us-1"))),
        new(ReceiptStatus.Ok, A, Ops.Move(Delivery.Slot, 10, Soon), OfferTenSpot),
        new(ReceiptStatus.InsufficientCapacity, A, Ops.Move(Delivery.Slot, 11, Soon), OfferTenSpot),
        new(ReceiptStatus.InsufficientCapacity, B, Ops.Move(Delivery.Slot, 1, Soon), OfferTenSpot),
        new(ReceiptStatus.BeyondHorizon, A, Ops.Move(Delivery.Slot, 1, Soon, Market.Slot), OfferTenSpot),
        new(ReceiptStatus.BookClosed, A, Ops.Move(Delivery.Slot, 1, Market.FirstSlot), OfferTenSpot),
        new(ReceiptStatus.InvalidParameter, A, Ops.Move(Delivery.Slot, 0, Soon, Soon - 1), OfferTenSpot),
        new(ReceiptStatus.InvalidLots, A, Ops.Move(Delivery.Slot, 0, Soon), OfferTenSpot),
        new(ReceiptStatus.InvalidLots, A, Ops.Move(Delivery.Slot, 1, Soon), m =>
        {
            OfferTenSpot(m);
            m.Attest(0, 0, Limits.Lots, Soon);
        }),
        new(ReceiptStatus.InvalidParameter, A, Ops.Move(Delivery.Unspecified, 1), OfferTenSpot),
        new(ReceiptStatus.InvalidParameter, A, Ops.Move(Delivery.Slot, 1, Soon, Soon - 1), OfferTenSpot),
        new(ReceiptStatus.NoSpot, A, Ops.Move(Delivery.Slot, 1, Soon, product: "slots-only"), MakeSlotsOnly),
        new(ReceiptStatus.UnknownProduct, A, Ops.Move(Delivery.Slot, 1, Soon, product: "none")),
        new(ReceiptStatus.InvalidParameter, A, Ops.Move(Delivery.Spot, 1, Soon)),
        new(ReceiptStatus.InsufficientCapacity, A, Ops.Move(Delivery.Spot, 1, Market.FirstSlot)),
        new(ReceiptStatus.Ok, Market.Beta, Ops.Revoke(A, 0), OfferTenSpot),
        new(ReceiptStatus.Ok, Market.Beta, Ops.Revoke(A, 3, Market.Slot - 1, Market.Slot + 1), OfferTen),
        new(ReceiptStatus.UnknownCapacity, Market.Beta, Ops.Revoke(A, 0)),
        new(ReceiptStatus.UnknownCapacity, Market.Beta,
            Ops.Revoke(A, 0, ulong.MaxValue - 1, ulong.MaxValue)),
        new(ReceiptStatus.NotPermitted, Market.Alpha, Ops.Revoke(A, 0), OfferTenSpot),
        new(ReceiptStatus.NotPermitted, A, Ops.Revoke(A, 0), OfferTenSpot),
        new(ReceiptStatus.InvalidParameter, Market.Beta,
            Ops.Revoke(A, 0, Market.Slot, Market.Slot + Limits.SlotsPerRevocation), OfferTen),
        new(ReceiptStatus.InvalidLots, Market.Beta, Ops.Revoke(A, Limits.Lots + 1), OfferTenSpot),
        new(ReceiptStatus.InvalidParameter, Market.Beta, new Operation
        {
            RevokeCapacity = new RevokeCapacity
            {
                Provider = Market.Bytes(A), Product = Market.Compute, Lots = Limits.Lots + 1,
            },
        }),
        new(ReceiptStatus.UnknownAccount, Market.Beta, Ops.Revoke(Stranger, 0, product: "none")),
        new(ReceiptStatus.UnknownProduct, Market.Beta, Ops.Revoke(A, 0, product: "none")),
        new(ReceiptStatus.Ok, Market.Beta, Ops.AttestSpot(A, 1, Later)),
        new(ReceiptStatus.InvalidParameter, Market.Beta, Ops.AttestSpot(A, 1, Market.Start)),
        new(ReceiptStatus.BeyondHorizon, Market.Beta, Ops.AttestSpot(A, 1, TooLate)),
        new(ReceiptStatus.NoSpot, Market.Beta, Ops.AttestSpot(A, 1, Later, "slots-only"), MakeSlotsOnly),
        new(ReceiptStatus.NoSpot, A,
            Ops.Spot(Ops.Place(1, Side.Buy, 1, 100, 0, false, "slots-only")), MakeSlotsOnly),
        new(ReceiptStatus.BelowCommitments, Market.Beta, Ops.AttestSpot(A, 9, Later), OfferTenSpot),
        new(ReceiptStatus.BelowCommitments, Market.Beta, Ops.AttestSpot(A, 10, Later - 1), OfferTenSpot),
        new(ReceiptStatus.Ok, Market.Beta, Ops.AttestSpot(A, 10, Later + 1), OfferTenSpot),
        new(ReceiptStatus.Ok, B, Ops.Spot(Ops.Buy(1, 1, 100))),
        new(ReceiptStatus.InsufficientCapacity, A, Ops.Spot(Ops.Sell(1, 1, 100)), m => m.Attest(0, 0, 10)),
        // Three hours of 100 each: 1,000,000 cover 3,333 lots.
        new(ReceiptStatus.InsufficientBalance, A, Ops.Spot(Ops.Buy(1, 3_334, 100))),
        new(ReceiptStatus.Ok, A, Ops.Spot(Ops.Buy(1, 3_333, 100))),
        new(ReceiptStatus.InvalidParameter, Market.Alpha, Ops.Product(Changed(p => p.Unit = "GiB"))),
        new(ReceiptStatus.InvalidParameter, Market.Alpha, Ops.Product(Changed(p => p.SpotListingPrice = 0))),
        new(ReceiptStatus.InvalidParameter, Market.Alpha,
            Ops.Product(Changed(p => p.NoticeMs = Market.Hour - 1))),
        new(ReceiptStatus.InvalidPrice, Market.Alpha, Ops.Product(Changed(p => p.SpotListingPrice = 81))),
        new(ReceiptStatus.InvalidParameter, Market.Beta,
            Ops.Attest(A, 1, Market.Slot, lastSlot: Market.Slot + Limits.SlotsPerAttestation)),
        new(ReceiptStatus.InvalidParameter, A, Ops.Place(1, Side.Unspecified, 1, 100, Market.Slot, ioc: false)),
        new(ReceiptStatus.Overflow, A, Ops.Buy(1, Limits.Lots, Limits.Price / 5 * 5)),
        // What a buyer locks comes late, and is no bound of what is asked for.
        new(ReceiptStatus.ConflictingConditions, A, With(o => (o.Lots, o.Limit, o.PostOnly, o.TimeInForce) =
            (Limits.Lots, Limits.Price / 5 * 5, true, TimeInForce.Ioc))),
        new(ReceiptStatus.BookClosed, A, Ops.Buy(1, Limits.Lots, Limits.Price / 5 * 5, Market.FirstSlot)),
        new(ReceiptStatus.InsufficientCapacity, A, Ops.Sell(1, Limits.Lots, Limits.Price / 5 * 5)),
        new(ReceiptStatus.BookClosed, A, Ops.Buy(1, 1, 100, Market.FirstSlot)),
        new(ReceiptStatus.InvalidParameter, Market.Beta, AttestNowhere(Limits.Lots + 1)),
        new(ReceiptStatus.BookClosed, Market.Beta, Ops.Attest(A, 1, Market.FirstSlot, lastSlot: Market.Slot)),
        new(ReceiptStatus.BeyondHorizon, A, Ops.Buy(1, 1, 100, Market.FirstSlot + 366 * 24 + 1)),
        new(ReceiptStatus.BeyondHorizon, A, Ops.Buy(1, 1, 100, ulong.MaxValue)),
        new(ReceiptStatus.BeyondHorizon, Market.Beta, Ops.Attest(A, 1, ulong.MaxValue)),
        new(ReceiptStatus.TooManyOrders, Market.Trader(0, 1), Ops.Buy(1, 1, 100), FillThePartysBook),
        new(ReceiptStatus.TooManyMinimums, Market.Trader(0, 1), With(o => o.AllOrNone = true),
            m => m.Try(A, With(o => o.AllOrNone = true), With(o => o.MinimumFillLots = 1, id: 2))),
        new(ReceiptStatus.InvalidExpiry, A, With(o => o.TimeInForce = TimeInForce.Gtt)),
        new(ReceiptStatus.InvalidExpiry, A, With(o => o.ExpiresMs = Market.Start + Market.Hour)),
        new(ReceiptStatus.InvalidExpiry, A, Until(1_000)),
        new(ReceiptStatus.Ok, A, Until(1_001)),
        new(ReceiptStatus.Ok, A, Until(1_000 + Limits.OrderLifetimeMs)),
        new(ReceiptStatus.InvalidExpiry, A, Until(1_001 + Limits.OrderLifetimeMs)),
        new(ReceiptStatus.InvalidExpiry, A, Ops.Replace(1, expires: Market.Start + Market.Hour), RestOne),
        new(ReceiptStatus.ConflictingConditions, A,
            With(o => (o.PostOnly, o.TimeInForce) = (true, TimeInForce.Ioc))),
        new(ReceiptStatus.ConflictingConditions, A,
            With(o => (o.PostOnly, o.TimeInForce) = (true, TimeInForce.Fok))),
        new(ReceiptStatus.ConflictingConditions, A, With(o => (o.AllOrNone, o.MinimumFillLots) = (true, 1))),
        new(ReceiptStatus.ConflictingConditions, A,
            With(o => (o.AllOrNone, o.TimeInForce) = (true, TimeInForce.Fok))),
        new(ReceiptStatus.ConflictingConditions, A,
            With(o => (o.Side, o.DeliveryKey) = (Side.Sell, Market.Bytes(B)))),
        new(ReceiptStatus.InvalidMinimum, A, With(o => o.MinimumFillLots = 2)),
        new(ReceiptStatus.InvalidKey, A, With(o => o.DeliveryKey = Google.Protobuf.ByteString.CopyFrom(1))),
        new(ReceiptStatus.Ok, A, Ops.CancelAll()),
        new(ReceiptStatus.Ok, A, Ops.CancelAll(Side.Buy, Market.Slot), RestOne),
        new(ReceiptStatus.Ok, A, Ops.CancelAll(slot: Market.Slot + 1), RestOne),
        new(ReceiptStatus.UnknownProduct, A,
            new Operation { CancelAllOrders = new CancelAllOrders { Instrument = new Instrument() } }),
        new(ReceiptStatus.InvalidParameter, A, Ops.CancelAll((Side)7)),
        new(ReceiptStatus.Ok, A, Ops.Replace(1, lots: 3, limit: 95), RestOne),
        new(ReceiptStatus.UnknownOrder, A, Ops.Replace(2, lots: 3), RestOne),
        new(ReceiptStatus.InvalidParameter, A, Ops.Replace(1), RestOne),
        new(ReceiptStatus.InvalidPrice, A, Ops.Replace(1, limit: 96), RestOne),
        new(ReceiptStatus.InvalidLots, A, Ops.Replace(1, lots: Limits.Lots + 1), RestOne),
        new(ReceiptStatus.InvalidLots, A, Ops.Replace(1, lots: 4), TradeFour),
        new(ReceiptStatus.Ok, A, Ops.Replace(1, lots: 5), TradeFour),
        new(ReceiptStatus.InsufficientBalance, A, Ops.Replace(1, lots: 10_000), RestOne),
        new(ReceiptStatus.InsufficientCapacity, A, Ops.Replace(1, lots: 21), OfferTen),
        new(ReceiptStatus.Ok, A, Ops.Replace(1, lots: 20), OfferTen),
        new(ReceiptStatus.SupplyExceeded, Market.Bank, Ops.Mint(A, Limits.Supply)),
        new(ReceiptStatus.NotIndependent, Market.Alpha, Ops.Attest(A, 1)),
        new(ReceiptStatus.BelowCommitments, Market.Beta, Ops.Attest(A, 9), OfferTen),
        new(ReceiptStatus.Ok, Market.Beta, Ops.Attest(A, 10), OfferTen),
        .. BundleRows.All,
    ];

    /// <summary>What takes thousands of orders or items, or a history, has tests of its own.</summary>
    private static readonly ReceiptStatus[] Elsewhere =
    [
        ReceiptStatus.Unspecified, ReceiptStatus.BookFull, ReceiptStatus.QuorumLost,
        ReceiptStatus.TooManyMembers, ReceiptStatus.MixedAssets, ReceiptStatus.ReceiptPending,
        ReceiptStatus.InsufficientDeposit, ReceiptStatus.StreamDry, ReceiptStatus.StreamClosing,
        ReceiptStatus.TooManyPostings, ReceiptStatus.DueWorkWaiting,
        ReceiptStatus.TooManyQuotations,
    ];

    private static readonly TestCaseData[] Cases =
        [.. Table.Select((row, i) =>
            new TestCaseData(i).SetName($"{{m}}({i} {row.Status} {row.What.KindCase})"))];

    [TestCaseSource(nameof(Cases))]
    public void Each_reason_has_its_status_and_a_refusal_changes_nothing(int number)
    {
        Row row = Table[number];
        Market market = Market.Open(large: row.Large);
        row.First?.Invoke(market);
        BlockOutcome outcome = market.Run(market.Sign(row.Who, row.What));
        Assert.That(outcome.Receipts[0].Status, Is.EqualTo(row.Status));
        if (row.Status == ReceiptStatus.Ok) return;
        Assert.That(outcome.Changes.All(change => change.Kind == RowKind.Clock), "time goes on, and no more");
        Assert.That(outcome.Movements, Is.Empty);
        Assert.That(outcome.Events, Is.Empty);
    }

    [Test]
    public void Every_status_has_a_row()
    {
        IEnumerable<ReceiptStatus> missing = Enum.GetValues<ReceiptStatus>()
            .Except(Elsewhere).Except(Table.Select(row => row.Status));
        Assert.That(missing, Is.Empty, "or in a test of its own");
    }

    [Test]
    public void Every_kind_of_operation_has_a_row_that_is_accepted()
    {
        IEnumerable<Operation.KindOneofCase> missing = Enum.GetValues<Operation.KindOneofCase>()
            .Except([Operation.KindOneofCase.None])
            .Except(Table.Where(row => row.Status == ReceiptStatus.Ok).Select(row => row.What.KindCase));
        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void A_failed_operation_takes_back_those_before_it_and_is_named()
    {
        Market market = Market.Open();
        Hash32 before = market.State.Root;
        BlockOutcome outcome = market.Run(market.Sign(
            A, Ops.Transfer(B, 5), Ops.Buy(1, 1, 100), Ops.Transfer(B, 2_000_000), Ops.Transfer(B, 0)));
        Assert.That(outcome.Receipts[0].Status, Is.EqualTo(ReceiptStatus.InsufficientBalance));
        Assert.That(outcome.Receipts[0].FailedOperation, Is.EqualTo(2));
        Assert.That(market.State.Root, Is.EqualTo(before));
    }

    [Test]
    public void At_the_end_of_time_a_slot_that_no_clock_can_count_is_refused()
    {
        Market market = Market.Open();
        ulong last = ulong.MaxValue / Market.Hour;
        BlockOutcome outcome = market.RunAt(
            ulong.MaxValue - 1,
            market.Sign(A, Ops.Buy(1, 1, 100, last)),
            market.Sign(Market.Beta, Ops.Attest(A, 1, last + 1)));
        Assert.That(
            outcome.Receipts.Select(receipt => receipt.Status), Is.All.EqualTo(ReceiptStatus.BeyondHorizon));
    }

    private static CreateProduct Changed(Action<CreateProduct> change)
    {
        CreateProduct product = Market.Product("other");
        change(product);
        return product;
    }

    private const ulong Later = Market.Start + 5 * Market.Hour;
    private const ulong Soon = Market.FirstSlot + 2;
    private const ulong TooLate = Market.Start + Limits.HorizonMs + 60_000;

    private static void MakeSlotsOnly(Market market) => Require.That(ReceiptStatus.Ok == market.Try(
        Market.Alpha,
        Ops.Product(Changed(p =>
            (p.Product, p.SpotListingPrice, p.NoticeMs, p.RekeyFee) = ("slots-only", 0, 0, 0)))));

    private static void OfferTenSpot(Market market)
    {
        Require.That(market.Try(Market.Beta, Ops.AttestSpot(A, 20, Later)) == ReceiptStatus.Ok);
        Require.That(market.Try(A, Ops.Spot(Ops.Sell(1, 10, 100))) == ReceiptStatus.Ok);
    }

    private static Operation AttestNowhere(ulong lots)
    {
        Operation operation = Ops.Attest(A, lots);
        operation.AttestCapacity.Delivery = Delivery.Unspecified;
        return operation;
    }

    private static Operation With(Action<PlaceOrder> more, ulong id = 1) =>
        Ops.Order(id, Side.Buy, 1, 100, more);

    /// <summary>Good till so long after the genesis; the row's block has 1 s, after another 2 s.</summary>
    private static Operation Until(ulong ms) =>
        With(o => (o.TimeInForce, o.ExpiresMs) = (TimeInForce.Gtt, Market.Start + ms));

    private static void PlaceAndOutlive(Market market)
    {
        Require.That(market.Try(A, Until(1_500)) == ReceiptStatus.Ok);
        market.Run();
    }

    private static void RestOne(Market market) =>
        Require.That(market.Try(A, Ops.Buy(1, 1, 100)) == ReceiptStatus.Ok);

    private static void TradeFour(Market market)
    {
        market.Attest(1, 0, 4);
        Require.That(market.Try(A, Ops.Buy(1, 10, 100)) == ReceiptStatus.Ok);
        Require.That(market.Try(B, Ops.Sell(1, 4, 100)) == ReceiptStatus.Ok);
    }

    private static void OfferTen(Market market)
    {
        market.Attest(0, 0, 20);
        Require.That(market.Try(A, Ops.Sell(1, 10, 100)) == ReceiptStatus.Ok);
    }

    private static void FillThePartysBook(Market market)
    {
        for (ulong id = 1; id <= Limits.OrdersPerPartyInBook; id += 1)
            Require.That(market.Try(A, Ops.Buy(id, 1, 100)) == ReceiptStatus.Ok);
    }
}
