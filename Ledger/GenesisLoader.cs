using Chain.Ledger.Operations;
using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger;

/// <summary>Fills empty tables from a genesis document, under the same rules as transactions.</summary>
internal static class GenesisLoader
{
    public static void Fill(LedgerTables tables, GenesisState genesis)
    {
        if (genesis.Members.Count == 0) throw new GenesisException("genesis lists no member");
        Set(tables, genesis.Parameters);
        var registry = new RegistryOperations(tables);
        var catalog = new CatalogOperations(tables);
        var money = new MoneyOperations(tables);
        foreach (GenesisMember member in genesis.Members)
            Check(registry.AdmitMember(member.Account, member.Name), $"member {member.Name}");
        for (int number = 0; number < genesis.Validators.Count; number++)
            Admit(tables, registry, (ushort)number, genesis.Validators[number]);
        int creator = tables.Accounts.Find(genesis.Members[0].Account);
        foreach (GenesisAccount account in genesis.Accounts)
        {
            if (!tables.Members.IsMember(account.Sponsor))
                throw new GenesisException($"account {account.Account}: its sponsor is no member");
            Check(registry.Admit(account.Account, account.Party, account.Sponsor),
                $"account {account.Account}");
            tables.KeepLoaded();
        }
        foreach (GenesisAsset asset in genesis.Assets)
        {
            ByteString issuer = ByteString.CopyFrom(asset.Issuer.Bytes.Span);
            Check(registry.CreateAsset(new CreateAsset
            {
                Asset = asset.Symbol,
                Decimals = asset.Decimals,
                Issuer = issuer,
            }), $"asset {asset.Symbol}");
            int minter = tables.Accounts.Find(asset.Issuer);
            foreach (GenesisBalance balance in asset.Balances)
            {
                Check(money.Mint(minter, new Mint
                {
                    To = ByteString.CopyFrom(balance.Account.Bytes.Span),
                    Asset = asset.Symbol,
                    Amount = balance.Amount,
                }), $"balance of {balance.Account} in {asset.Symbol}");
                tables.KeepLoaded();
            }
        }
        foreach (PublishGrade grade in genesis.Grades)
            Check(catalog.PublishGrade(creator, grade), $"grade {grade.Grade}");
        foreach (PublishRegion region in genesis.Regions)
            Check(catalog.PublishRegion(creator, region), $"region {region.Region}");
        foreach (CreateProduct product in genesis.Products)
            Check(catalog.CreateProduct(creator, product), $"product {product.Product}");
    }

    private static void Admit(
        LedgerTables tables, RegistryOperations registry, ushort number, GenesisValidator validator)
    {
        if (!tables.Members.IsMember(validator.Member))
            throw new GenesisException($"validator {validator.Name}: who runs it is no member");
        int member = tables.Accounts.Find(validator.Member);
        string party = tables.Parties.KeyOf(tables.Accounts[member].Party);
        Check(registry.Admit(new AccountId(validator.Key.Bytes), party, validator.Member),
            $"key of validator {validator.Name}");
        if (!Names.IsName(validator.Name)) Check(ReceiptStatus.InvalidName, $"validator {validator.Name}");
        tables.Validators.Insert(
            number, new ValidatorRow(validator.Key, validator.Member, validator.Name));
    }

    /// <summary>Values within the bounds of a vote; the floor of the windows first (M-140).</summary>
    private static void Set(LedgerTables tables, IReadOnlyDictionary<ChainParameter, ulong> given)
    {
        ulong floor = given.GetValueOrDefault(
            ChainParameter.WindowFloorMs, ParameterRule.Of(ChainParameter.WindowFloorMs)!.Default);
        foreach (ParameterRule rule in ParameterRule.All)
        {
            ulong value = given.GetValueOrDefault(rule.Parameter, rule.Default);
            if (!rule.Allows(value, floor))
                throw new GenesisException($"parameter {rule.Parameter}: {value} is not "
                    + $"{rule.LeastOn(floor)} to {rule.Most}");
            tables.Parameters.Insert(rule.Number, new ParameterRow(value));
        }
    }

    private static void Check(ReceiptStatus status, string what)
    {
        if (status != ReceiptStatus.Ok) throw new GenesisException($"genesis, {what}: {status}");
    }
}
