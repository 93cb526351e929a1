using Chain.Crypto;
using Chain.Ledger;
using Chain.Tests.Ledger;
using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>
/// A small market from a seed: short slots, short windows, prices at which streams run dry within minutes, so
/// that in ten blocks leases live and end.
/// </summary>
internal sealed class Scene
{
    public const string Euro = "EUR", Dollar = "USD";

    private static readonly string[] Names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"];

    // What votes is a point of the curve.
    private static readonly AccountId[] Voters = [.. Enumerable.Range(400, 40).Select(Market.Key)
        .Where(key => ECXOnlyPubKey.IsValid(key.Bytes.Span))];

    private readonly Dice dice;
    private readonly Theme theme;

    public Scene(int seed)
    {
        theme = Themes.Of(seed);
        dice = new Dice(unchecked(seed * 7 + 3));
        Members = [.. Enumerable.Range(0, dice.Below(6) + 2).Select(i => Market.Key(100 + i))];
        int accounts = 1 + dice.Below(2);
        Traders = [.. Enumerable.Range(0, (3 + dice.Below(3)) * accounts).Select(i => Market.Key(200 + i))];
        Bank = Market.Key(300);
        Validators = Voters[..(2 + seed % 3)];
        ulong grace = dice.Number(1_000, 20_000, 90_000, 3_600_000);
        Products = [.. Enumerable.Range(0, 1 + dice.Below(3)).Select(i => Product(i, grace))];
        Genesis = new GenesisState
        {
            ChainId = Market.ChainId,
            ChainHash = TaggedHash.Genesis.Of([1]),
            TimestampMs = Market.Start,
            Members = [.. Members.Select((account, i) => new GenesisMember(Names[i], account))],
            Validators = [.. Validators.Select((key, i) => new GenesisValidator(
                $"validator-{i}", new PublicKey(key.Bytes), Members[i % Members.Length]))],
            Parameters = Parameters(grace),
            Accounts =
            [
                new GenesisAccount(Bank, "bank", Members[0]),
                .. Traders.Select((account, i) =>
                    new GenesisAccount(account, $"party-{i / accounts}", SponsorOf(i / accounts))),
            ],
            Assets = [Asset(Euro), Asset(Dollar)],
            Grades = [Market.Grade()],
            Regions = [Market.Region()],
            Products = Products,
        };
    }

    public AccountId[] Members { get; }

    public AccountId[] Traders { get; }

    public AccountId Bank { get; }

    /// <summary>Accounts of members' parties (M-180), by number.</summary>
    public AccountId[] Validators { get; }

    public CreateProduct[] Products { get; }

    public GenesisState Genesis { get; }

    private AccountId SponsorOf(int party) => Members[party % Members.Length];

    private GenesisAsset Asset(string symbol) => new(symbol, 2, Bank,
        [.. Traders.Append(Bank).Select(account => new GenesisBalance(
            account, dice.OneIn(5) ? dice.Between(1, 60_000) : dice.Between(50_000, 3_000_000)))]);

    private CreateProduct Product(int number, ulong grace)
    {
        ulong tick = dice.Number(1, 5, 7);
        CreateProduct product = Market.Product($"vcpu.{number}");
        product.Unit = dice.Pick("vCPU-Hours", "GiB-Hours");
        product.MinOrderLots = dice.Between(1, 3);
        product.Tick = tick;
        product.Asset = number == 2 ? Dollar : Euro;
        product.SlotMs = dice.Number(60_000, 120_000, 300_000, 3_600_000);
        product.LeadMs = dice.Number(0, 20_000, 60_000);
        product.CollateralPerLot = dice.Number(0, 10, 50);
        product.ListingPrice = tick * dice.Between(10, 30);
        product.FeeBps = (uint)dice.Number(0, 30, 150, 500);
        bool hasSpot = number == 0 || !dice.OneIn(3);
        product.SpotListingPrice = hasSpot ? tick * dice.Number(10, 200, 2_000) : 0;
        product.NoticeMs = hasSpot ? grace + dice.Number(0, 30_000, 600_000) : 0;
        product.RekeyFee = hasSpot ? 7u : 0;
        return product;
    }

    private Dictionary<ChainParameter, ulong> Parameters(ulong grace)
    {
        var parameters = new Dictionary<ChainParameter, ulong>
        {
            [ChainParameter.TimelockMs] = dice.Number(1_000, 30_000),
            [ChainParameter.FreezeMs] = dice.Number(60_000, 600_000),
            [ChainParameter.WindowFloorMs] = 1_000,
            [ChainParameter.GraceMs] = grace,
            [ChainParameter.SpotPeriodMs] = dice.Number(60_000, 200_000, 86_400_000),
            [ChainParameter.DisputeMinimum] = dice.Number(1, 100),
            [ChainParameter.ReputationHalfLifeMs] = 86_400_000,
        };
        ChainParameter[] windows =
        [
            ChainParameter.HandoverMs, ChainParameter.AcknowledgeMs, ChainParameter.ChallengeMs,
            ChainParameter.ReceiptMs, ChainParameter.CommitMs, ChainParameter.RevealMs,
        ];
        foreach (ChainParameter window in windows)
            parameters[window] = dice.Number(1_000, 8_000, 15_000, 40_000);
        // So that requests are mostly decided while the history lasts.
        if (theme == Theme.Quotations)
        {
            parameters[ChainParameter.CommitMs] = dice.Number(1_000, 9_000, 12_000, 20_000);
            parameters[ChainParameter.RevealMs] = dice.Number(1_000, 9_000, 12_000, 20_000);
        }
        // So that leases are handed over, and periods end.
        if (theme == Theme.Resale)
        {
            parameters[ChainParameter.HandoverMs] = dice.Number(15_000, 40_000);
            parameters[ChainParameter.AcknowledgeMs] = dice.Number(8_000, 40_000);
            parameters[ChainParameter.SpotPeriodMs] = dice.Number(60_000, 60_000, 100_000);
        }
        return parameters;
    }
}
