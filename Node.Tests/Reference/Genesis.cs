using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>The rows before the first block.</summary>
internal static class Genesis
{
    public static World Open(GenesisState genesis, Planted planted = Planted.None)
    {
        var world = new World
        {
            ChainId = genesis.ChainId,
            ChainHash = genesis.ChainHash,
            NowMs = genesis.TimestampMs,
            Planted = planted,
        };
        foreach (ChainParameter parameter in Enum.GetValues<ChainParameter>())
            if (ParameterTable.Of(parameter) is { } rule)
                world.Parameters.Put(new ParameterRow(
                    parameter, genesis.Parameters.GetValueOrDefault(parameter, rule.Default)));
        foreach (GenesisMember member in genesis.Members)
        {
            world.Parties.Put(new PartyRow(member.Name, member.Account));
            world.Accounts.Put(new AccountRow(member.Account, member.Name));
            world.Members.Put(new MemberRow(member.Account, world.Members.Count, 0, default));
        }
        foreach (GenesisValidator validator in genesis.Validators) Add(world, validator);
        foreach (GenesisAccount account in genesis.Accounts)
        {
            if (world.Parties.Find(PartyRow.KeyOf(account.Party)) is null)
                world.Parties.Put(new PartyRow(account.Party, account.Sponsor));
            world.Accounts.Put(new AccountRow(account.Account, account.Party));
        }
        foreach (GenesisAsset asset in genesis.Assets) Add(world, asset);
        foreach (PublishGrade grade in genesis.Grades)
            world.Grades.Put(new GradeRow(grade.Grade, grade.Class, grade.Document, grade.Note));
        foreach (PublishRegion region in genesis.Regions)
            world.Regions.Put(new RegionRow(region.Region, region.Document, region.Note));
        foreach (CreateProduct product in genesis.Products) world.Products.Put(new ProductRow(product));
        return world;
    }

    /// <summary>M-180.</summary>
    private static void Add(World world, GenesisValidator validator)
    {
        Hash32 key = validator.Key.Bytes;
        world.Accounts.Put(new AccountRow(new AccountId(key), world.PartyOf(validator.Member)));
        world.Validators.Put(
            new ValidatorRow(world.Validators.Count, key, validator.Member, validator.Name));
    }

    private static void Add(World world, GenesisAsset asset)
    {
        world.Assets.Put(new AssetRow(asset.Symbol, asset.Decimals, asset.Issuer));
        UInt128 minted = 0;
        foreach (GenesisBalance balance in asset.Balances)
        {
            Money.Give(world, balance.Account, asset.Symbol, balance.Amount);
            minted += balance.Amount;
        }
        world.Totals.Put(new TotalsRow(asset.Symbol, minted, 0, 0, 0, 0));
    }
}
