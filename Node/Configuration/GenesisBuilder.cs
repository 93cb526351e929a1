using Chain.Consensus;
using Chain.Crypto;
using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Configuration;

/// <summary>The genesis section of a consortium file as the parts of the program want it.</summary>
public static class GenesisBuilder
{
    /// <summary>The only epoch until membership can change.</summary>
    public static Epoch FirstEpoch => new(1);

    public static IReadOnlyList<PublicKey> Validators(GenesisSection genesis) =>
        [.. genesis.Validators.Select(validator => new PublicKey(Parse(validator.PublicKey)))];

    /// <summary>Block 0: no transactions, nothing before it.</summary>
    public static BlockHeader Header(GenesisSection genesis) => new()
    {
        Chain = genesis.ComputeHash(),
        Epoch = FirstEpoch,
        Height = default,
        Parent = default,
        TimestampMs = genesis.TimeMs,
        TransactionCount = 0,
        TransactionsRoot = MerkleRoot.Of([]),
        StateRoot = default,
        ReceiptsRoot = default,
        NextValidators = default,
    };

    public static Timing Timing(TimingSection timing) => new()
    {
        ProposalMs = timing.ViewTimeoutMs,
        PrepareMs = timing.ViewTimeoutMs,
        EmptyBlockMs = timing.EmptyBlockMs,
        SkipWindowMs = timing.SkipWindowMs,
        RetryMs = timing.RetryMs,
    };

    public static GenesisState State(GenesisSection genesis) => new()
    {
        ChainId = genesis.ChainId,
        ChainHash = genesis.ComputeHash(),
        TimestampMs = genesis.TimeMs,
        Members =
            [.. genesis.Members.Select(member => new GenesisMember(member.Name, Account(member.Account)))],
        Validators = [.. genesis.Validators.Select(validator => new GenesisValidator(
            validator.Name, new PublicKey(Parse(validator.PublicKey)), Member(genesis, validator.Member)))],
        Accounts = [.. genesis.Accounts.Select(account => new GenesisAccount(
            Account(account.Account), account.Party, Member(genesis, account.Sponsor)))],
        Assets = [.. genesis.Assets.Select(asset => new GenesisAsset(
            asset.Asset, asset.Decimals, Account(asset.Issuer), Balances(genesis, asset.Asset)))],
        Grades = [.. genesis.Grades.Select(grade => new PublishGrade
        {
            Grade = grade.Grade,
            Class = Class(grade.Class),
            Document = ByteString.CopyFrom(Parse(grade.Document).Span),
            Note = grade.Note,
        })],
        Regions = [.. genesis.Regions.Select(region => new PublishRegion
        {
            Region = region.Region,
            Document = ByteString.CopyFrom(Parse(region.Document).Span),
            Note = region.Note,
        })],
        Products = [.. genesis.Products.Select(Product)],
        Parameters = (genesis.Parameters ?? new Dictionary<string, ulong>()).ToDictionary(
            pair => ParameterNames.Parse(pair.Key)
                ?? throw new BrokenInvariantException("a parameter's name was not checked"),
            pair => pair.Value),
    };

    private static IReadOnlyList<GenesisBalance> Balances(GenesisSection genesis, string asset) =>
        [.. genesis.Accounts.Where(account => account.Balances.ContainsKey(asset))
            .Select(account => new GenesisBalance(Account(account.Account), account.Balances[asset]))];

    private static CreateProduct Product(ProductSection product) => new()
    {
        Product = product.Product,
        Class = Class(product.Class),
        Grade = product.Grade,
        Region = product.Region,
        Unit = product.Unit,
        LotSize = product.LotSize,
        MinOrderLots = product.MinOrderLots,
        Tick = product.Tick,
        Asset = product.Asset,
        SlotMs = product.SlotMs,
        LeadMs = product.LeadMs,
        CollateralPerLot = product.CollateralPerLot,
        ListingPrice = product.ListingPrice,
        FeeBps = product.FeeBps,
        SpotListingPrice = product.SpotListingPrice,
        NoticeMs = product.NoticeMs,
        RekeyFee = product.RekeyFee,
    };

    private static ProductClass Class(ProductClassName name) => name switch
    {
        ProductClassName.Compute => ProductClass.Compute,
        ProductClassName.Storage => ProductClass.Storage,
        ProductClassName.Bandwidth => ProductClass.Bandwidth,
        _ => throw new BrokenInvariantException("unknown product class"),
    };

    /// <summary>What a validator's key is an account by (M-180).</summary>
    public static AccountId Account(ValidatorSection validator) => new(Parse(validator.PublicKey));

    private static AccountId Member(GenesisSection genesis, string name) =>
        Account(genesis.Members.Single(member => member.Name == name).Account);

    private static AccountId Account(string address)
    {
        Require.That(Address.TryDecode(address, out AccountId account));
        return account;
    }

    private static Hash32 Parse(string hex)
    {
        Require.That(Hash32.TryParse(hex, out Hash32 hash));
        return hash;
    }
}
