using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Parties, members, who sponsors whom, and who acts for a member (M-104, M-110 to M-113).</summary>
internal static class Governance
{
    /// <summary>M-111.</summary>
    public static AccountId SponsorOf(World world, string party) =>
        Present(world, world.Parties.Find(PartyRow.KeyOf(party))!.Sponsor);

    /// <summary>The member, or who stands for one that was (M-111).</summary>
    public static AccountId Present(World world, AccountId named)
    {
        MemberRow row = world.Members.Find(MemberRow.KeyOf(named))!;
        return row.IsMember ? named : row.Successor;
    }

    /// <summary>The member in whose name an account acts in a role (M-113); null: none.</summary>
    public static AccountId? MemberBehind(World world, AccountId account, Role role)
    {
        if (world.IsMember(account)) return account;
        RoleRow? appointed = world.Roles.Find(RoleRow.KeyOf(account, role));
        bool counts = appointed is not null && world.IsMember(appointed.Member)
            && SponsorOf(world, world.PartyOf(account)) == appointed.Member;
        return counts ? appointed!.Member : null;
    }

    public static void Admit(World world, AccountId signer, AdmitAccount admit)
    {
        Demand(world.IsMember(signer), ReceiptStatus.NotPermitted);
        AccountId account = World.ToAccount(admit.Account);
        Demand(World.IsName(admit.Party), ReceiptStatus.InvalidName);
        Keys.Fresh(world, account.Bytes);
        if (world.Parties.Find(PartyRow.KeyOf(admit.Party)) is null)
            world.Parties.Put(new PartyRow(admit.Party, signer));
        Demand(SponsorOf(world, admit.Party) == signer, ReceiptStatus.NotPermitted);
        world.Accounts.Put(new AccountRow(account, admit.Party));
    }

    public static void SetRole(World world, AccountId signer, SetRole set)
    {
        Demand(world.IsMember(signer), ReceiptStatus.NotPermitted);
        Demand(set.Role is Role.Auditor or Role.Arbitrator, ReceiptStatus.InvalidParameter);
        AccountId account = world.Existing(World.ToAccount(set.Account));
        RoleRow? row = world.Roles.Find(RoleRow.KeyOf(account, set.Role));
        if (!set.Granted)
        {
            Demand(row is not null && row.Member == signer, ReceiptStatus.UnknownRole);
            world.Roles.Remove(row!);
            return;
        }
        Demand(!world.IsMember(account), ReceiptStatus.NotPermitted);
        Demand(SponsorOf(world, world.PartyOf(account)) == signer, ReceiptStatus.NotPermitted);
        Demand(row is null || row.Member != signer, ReceiptStatus.AlreadyExists);
        world.Roles.Put(new RoleRow(account, set.Role, signer));
    }
}
