using Chain.Crypto;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>What is recorded: accounts by members, assets by vote (M-104, M-105).</summary>
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
        ReceiptStatus known = AccountForm.Read(tables, create.Issuer, out int issuer);
        if (known != ReceiptStatus.Ok) return known;
        if (tables.Assets.Find(create.Asset) >= 0) return ReceiptStatus.AlreadyExists;
        int asset = tables.Assets.Insert(create.Asset, new AssetRow(create.Decimals, issuer));
        tables.Totals.Insert(asset, default);
        return ReceiptStatus.Ok;
    }
}
