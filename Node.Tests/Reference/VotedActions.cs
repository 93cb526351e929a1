using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>What a vote can do (M-130 to M-134).</summary>
internal static class VotedActions
{
    public static void Run(World world, ProposalAction action)
    {
        switch (action)
        {
            case { CreateAsset: { } some }: Create(world, some); break;
            case { AdmitMember: { } some }: Admit(world, some); break;
            case { RemoveMember: { } some }: Remove(world, some); break;
            case { SetParameter: { } some }: Set(world, some); break;
            case { PayFees: { } some }: Pay(world, some); break;
            case { FreezeAccount: { } some }: Freezing.Freeze(world, some); break;
            case { UnfreezeAccount: { } some }: Freezing.Unfreeze(world, some); break;
            case { MoveParty: { } some }: Move(world, some); break;
            case { ReplaceKey: { } some }: Keys.Replace(world, some); break;
            default: throw new Refusal(ReceiptStatus.InvalidParameter);
        }
    }

    private static void Create(World world, CreateAsset create)
    {
        AccountId issuer = World.ToAccount(create.Issuer);
        Demand(World.IsSymbol(create.Asset), ReceiptStatus.InvalidName);
        Demand(create.Decimals <= 12, ReceiptStatus.InvalidParameter);
        Demand(world.Assets.Find(AssetRow.KeyOf(create.Asset)) is null, ReceiptStatus.AlreadyExists);
        world.Existing(issuer);
        world.Assets.Put(new AssetRow(create.Asset, create.Decimals, issuer));
        world.Totals.Put(new TotalsRow(create.Asset, 0, 0, 0, 0, 0));
    }

    private static void Admit(World world, AdmitMember admit)
    {
        AccountId account = World.ToAccount(admit.Account);
        Demand(World.IsName(admit.Name), ReceiptStatus.InvalidName);
        Keys.Fresh(world, account.Bytes);
        Demand(world.Parties.Find(PartyRow.KeyOf(admit.Name)) is null, ReceiptStatus.AlreadyExists);
        Demand(world.Members.Count < Limits.Members, ReceiptStatus.TooManyMembers);
        world.Parties.Put(new PartyRow(admit.Name, account));
        world.Accounts.Put(new AccountRow(account, admit.Name));
        world.Members.Put(new MemberRow(account, world.Members.Count, 0, default));
    }

    private static void Remove(World world, RemoveMember remove)
    {
        AccountId member = World.ToAccount(remove.Member), successor = World.ToAccount(remove.Successor);
        Demand(world.IsMember(member) && world.IsMember(successor), ReceiptStatus.NotAMember);
        Demand(member != successor, ReceiptStatus.InvalidParameter);
        Demand(world.Members.All.Count(row => row.IsMember) > Limits.MembersLeft,
            ReceiptStatus.TooFewMembers);
        foreach (MemberRow row in world.Members.All)
            if (row.Account == member || row.Successor == member)
                world.Members.Put(row with { Successor = successor });
    }

    private static void Set(World world, SetParameter set)
    {
        Demand(ParameterTable.Of(set.Parameter) is not null, ReceiptStatus.InvalidParameter);
        Demand(ParameterTable.Allows(world, set.Parameter, set.Value), ReceiptStatus.InvalidValue);
        world.Parameters.Put(new ParameterRow(set.Parameter, set.Value));
    }

    private static void Pay(World world, PayFees pay)
    {
        AccountId to = World.ToAccount(pay.To);
        Money.Known(world, pay.Asset);
        world.Existing(to);
        Demand(pay.Amount > 0, ReceiptStatus.InvalidAmount);
        TotalsRow totals = world.Totals.Find(TotalsRow.KeyOf(pay.Asset))!;
        Demand(totals.Fees >= pay.Amount, ReceiptStatus.InsufficientBalance);
        world.Totals.Put(totals with { Fees = totals.Fees - pay.Amount });
        Money.Give(world, to, pay.Asset, pay.Amount);
    }

    private static void Move(World world, MoveParty move)
    {
        AccountId sponsor = World.ToAccount(move.Sponsor);
        PartyRow? party = world.Parties.Find(PartyRow.KeyOf(move.Party));
        Demand(party is not null, ReceiptStatus.UnknownParty);
        Demand(world.IsMember(sponsor), ReceiptStatus.NotAMember);
        Demand(!world.Members.All.Any(row => row.IsMember && world.PartyOf(row.Account) == move.Party),
            ReceiptStatus.NotPermitted);
        world.Parties.Put(party! with { Sponsor = sponsor });
    }
}
