using Chain.Crypto;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>What is recorded: accounts and products by members, assets by vote (M-104 to M-201).</summary>
internal sealed class RegistryOperations(LedgerTables tables)
{
    private readonly Authority authority = new(tables);

    public ReceiptStatus Admit(int member, AdmitAccount admit)
    {
        if (!authority.IsMember(member)) return ReceiptStatus.NotPermitted;
        if (!Hash32.TryRead(admit.Account.Span, out Hash32 key) || !ECXOnlyPubKey.IsValid(key.Span))
            return ReceiptStatus.InvalidKey;
        return Admit(new AccountId(key), admit.Party, tables.Accounts.KeyOf(member));
    }

    /// <summary>Opens an account; the party is recorded with its first one.</summary>
    public ReceiptStatus Admit(AccountId account, string partyName, AccountId sponsor)
    {
        if (!Names.IsName(partyName)) return ReceiptStatus.InvalidName;
        if (tables.Keys.IsTaken(new PublicKey(account.Bytes))) return ReceiptStatus.AlreadyExists;
        int party = tables.Parties.Find(partyName);
        if (party < 0) party = tables.Parties.Insert(partyName, new PartyRow(sponsor));
        else if (authority.SponsorOf(party) != sponsor) return ReceiptStatus.NotPermitted;
        tables.Accounts.Insert(account, new AccountRow(party));
        return ReceiptStatus.Ok;
    }

    /// <summary>Opens a member's account and its own party (M-131).</summary>
    public ReceiptStatus AdmitMember(AccountId account, string name)
    {
        if (tables.Parties.Find(name) >= 0) return ReceiptStatus.AlreadyExists;
        if (tables.Members.Count >= Limits.Members) return ReceiptStatus.TooManyMembers;
        ReceiptStatus status = Admit(account, name, sponsor: account);
        if (status != ReceiptStatus.Ok) return status;
        tables.Members.Insert(account, new MemberRow((byte)tables.Members.Count, 0, default));
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus CreateAsset(CreateAsset create)
    {
        if (!Names.IsAsset(create.Asset)) return ReceiptStatus.InvalidName;
        if (create.Decimals > Limits.Decimals) return ReceiptStatus.InvalidParameter;
        if (!Hash32.TryRead(create.Issuer.Span, out Hash32 key)) return ReceiptStatus.InvalidKey;
        int issuer = tables.Accounts.Find(new AccountId(key));
        if (issuer < 0) return ReceiptStatus.UnknownAccount;
        if (tables.Assets.Find(create.Asset) >= 0) return ReceiptStatus.AlreadyExists;
        int asset = tables.Assets.Insert(create.Asset, new AssetRow(create.Decimals, issuer));
        tables.Totals.Insert(asset, default);
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus CreateProduct(int member, CreateProduct create)
    {
        if (!authority.IsMember(member)) return ReceiptStatus.NotPermitted;
        ReceiptStatus status = Check(create);
        if (status != ReceiptStatus.Ok) return status;
        int asset = tables.Assets.Find(create.Asset);
        if (asset < 0) return ReceiptStatus.UnknownAsset;
        if (tables.Products.Find(create.Product) >= 0) return ReceiptStatus.AlreadyExists;
        tables.Products.Insert(create.Product, new ProductRow(
            create.Class, create.Grade, create.Region, create.Unit, create.LotSize, create.MinOrderLots,
            create.Tick, asset, create.SlotMs, create.LeadMs, create.CollateralPerLot, create.ListingPrice,
            create.FeeBps, create.SpotListingPrice, create.NoticeMs, create.RekeyFee));
        return ReceiptStatus.Ok;
    }

    private static ReceiptStatus Check(CreateProduct create)
    {
        if (!Names.IsName(create.Product) || !Names.IsName(create.Grade) || !Names.IsName(create.Region))
            return ReceiptStatus.InvalidName;
        bool parameters =
            create.Class is ProductClass.Compute or ProductClass.Storage or ProductClass.Bandwidth
            && Names.IsUnit(create.Unit)
            && create.SlotMs is >= Limits.SlotMsMin and <= Limits.SlotMsMax
            && create.LeadMs <= Limits.HorizonMs
            && create.CollateralPerLot <= Limits.Price
            && create.FeeBps <= Limits.FeeBps;
        if (!parameters) return ReceiptStatus.InvalidParameter;
        if (create.LotSize is 0 or > Limits.Lots || create.MinOrderLots is 0 or > Limits.Lots)
            return ReceiptStatus.InvalidLots;
        bool prices = create.Tick is > 0 and <= Limits.Price
            && create.ListingPrice is > 0 and <= Limits.Price && create.ListingPrice % create.Tick == 0;
        return prices ? CheckSpot(create) : ReceiptStatus.InvalidPrice;
    }

    private static ReceiptStatus CheckSpot(CreateProduct create)
    {
        if (create.SpotListingPrice == 0)
            return create is { NoticeMs: 0, RekeyFee: 0 } ? ReceiptStatus.Ok : ReceiptStatus.InvalidParameter;
        bool parameters = create.Unit != "GiB"
            && create.NoticeMs is >= MarketParameters.GraceMs and <= Limits.NoticeMsMax
            && create.RekeyFee <= Limits.Price;
        if (!parameters) return ReceiptStatus.InvalidParameter;
        return create.SpotListingPrice <= Limits.Price && create.SpotListingPrice % create.Tick == 0
            ? ReceiptStatus.Ok : ReceiptStatus.InvalidPrice;
    }
}
