using Chain.Ledger;
using Chain.Tests.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Reference;

/// <summary>
/// The ledger and the reference beside each other on blocks that are written, not thrown: many parties with
/// much money, one of which is a provider.
/// </summary>
internal sealed class Beside
{
    public const string Product = "vcpu.0", Costly = "vcpu.1";
    public const ulong PeriodMs = 60_000, WindowMs = 9_000;

    private readonly Market market;
    private readonly Comparison comparison;
    private readonly AccountId[] members = [Market.Key(100), Market.Key(101)];

    public Beside(int traders)
    {
        Traders = [.. Enumerable.Range(0, traders).Select(i => Market.Key(200 + i))];
        var genesis = new GenesisState
        {
            ChainId = Market.ChainId,
            ChainHash = TaggedHash.Genesis.Of([1]),
            TimestampMs = Market.Start,
            Members = [new GenesisMember("alpha", members[0]), new GenesisMember("beta", members[1])],
            Parameters = new Dictionary<ChainParameter, ulong>
            {
                [ChainParameter.WindowFloorMs] = 1_000,
                [ChainParameter.GraceMs] = 60_000,
                [ChainParameter.SpotPeriodMs] = PeriodMs,
                [ChainParameter.CommitMs] = WindowMs,
                [ChainParameter.RevealMs] = WindowMs,
            },
            Accounts =
                [.. Traders.Select((one, i) => new GenesisAccount(one, $"party-{i}", members[0]))],
            Assets = [new GenesisAsset(Scene.Euro, 2, members[0],
                [.. Traders.Select(one => new GenesisBalance(one, 1_000_000_000_000))])],
            Grades = [Market.Grade()],
            Regions = [Market.Region()],
            Products = [Terms(Product, 0), Terms(Costly, Limits.Price)],
        };
        market = Market.On(LedgerState.FromGenesis(genesis));
        comparison = new Comparison(market.State, genesis);
        Assert.That(comparison.Rows(), Is.Null);
    }

    public AccountId[] Traders { get; }

    public World World => comparison.World;

    public static ulong Slot { get; } = Market.Start / Limits.MsPerHour + 30;

    public static Instrument SlotOf(string product) => Client.Operations.Slot(product, Slot);

    public static Instrument Spot => Client.Operations.Spot(Product);

    public (AccountId Who, Operation What) Attest(AccountId provider, ulong lots, string product = Product) =>
        (members[1], Ops.Attest(provider, lots, Slot, product, Slot));

    public (AccountId Who, Operation What) AttestSpot(AccountId provider, ulong lots) =>
        (members[1], Ops.AttestSpot(provider, lots, World.NowMs + 100_000_000, Product));

    public static Operation Order(
        ulong id, Instrument instrument, Side side, ulong lots, Hash32? source = null)
    {
        var order = new PlaceOrder
        {
            ClientOrderId = id,
            Instrument = instrument,
            Side = side,
            Lots = lots,
            Limit = side == Side.Buy ? 200u : 1,
            TimeInForce = TimeInForce.Gtc,
        };
        return source is { } lease ? Client.LeaseOperations.Resell(order, lease)
            : new Operation { PlaceOrder = order };
    }

    /// <summary>A block so much later, each operation in a transaction of its own.</summary>
    /// <returns>Their receipts' reasons.</returns>
    public ReceiptStatus[] Block(ulong stepMs, params (AccountId Who, Operation What)[] listed)
    {
        Transaction[] transactions = [.. listed
            .Select(one => market.SignWith(one.Who, new PublicKey(one.Who.Bytes), one.What))];
        ulong height = market.State.Height.Value;
        var block = new BlockContext(market.State.Height.Next, TaggedHash.Block.Of([(byte)height]),
            market.State.Tip, market.State.TimestampMs + stepMs);
        BlockOutcome outcome = Execution.Apply(market.State, block, transactions);
        Assert.That(comparison.Run(outcome, transactions), Is.Null);
        return [.. outcome.Receipts.Select(receipt => receipt.Status)];
    }

    private static CreateProduct Terms(string name, ulong collateral)
    {
        CreateProduct product = Market.Product(name);
        (product.Unit, product.Asset, product.MinOrderLots, product.Tick) = ("vCPU-Hours", Scene.Euro, 1, 1);
        (product.SlotMs, product.LeadMs, product.FeeBps) = (Limits.MsPerHour, 0, 30);
        (product.CollateralPerLot, product.ListingPrice) = (collateral, 100);
        (product.SpotListingPrice, product.NoticeMs, product.RekeyFee) = (100, 60_000, 7);
        return product;
    }
}
