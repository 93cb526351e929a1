using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Operations;

/// <summary>Who is a member and whom it answers for, by vote (M-131 to M-133).</summary>
internal sealed class MemberActions(LedgerTables tables)
{
    private readonly RegistryOperations registry = new(tables);
    private readonly KeyOperations keys = new(tables);

    public ReceiptStatus Admit(AdmitMember admit)
    {
        ReceiptStatus status = keys.CheckFree(admit.Account, out PublicKey key);
        if (status != ReceiptStatus.Ok) return status;
        return registry.AdmitMember(new AccountId(key.Bytes), admit.Name);
    }

    public ReceiptStatus Remove(RemoveMember remove)
    {
        ReceiptStatus status = Resolve(remove.Member, out AccountId member);
        if (status != ReceiptStatus.Ok) return status;
        status = Resolve(remove.Successor, out AccountId successor);
        if (status != ReceiptStatus.Ok) return status;
        if (member == successor) return ReceiptStatus.InvalidParameter;
        if (tables.Members.Members <= Limits.MembersLeft) return ReceiptStatus.TooFewMembers;
        // At most Limits.Members rows: none of them points to more than one that is gone (M-111).
        int[] heirs = [.. tables.Members.Slots.Where(slot =>
            tables.Members.KeyOf(slot) == member || tables.Members[slot].Successor == member)];
        foreach (int slot in heirs)
            tables.Members.Update(slot, tables.Members[slot] with { Successor = successor });
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Move(MoveParty move)
    {
        int party = tables.Parties.Find(move.Party);
        if (party < 0) return ReceiptStatus.UnknownParty;
        ReceiptStatus status = Resolve(move.Sponsor, out AccountId sponsor);
        if (status != ReceiptStatus.Ok) return status;
        AccountId present = tables.Parties[party].Sponsor;
        bool isOwn = tables.Members.IsMember(present)
            && tables.Accounts[tables.Accounts.Find(present)].Party == party;
        if (isOwn) return ReceiptStatus.NotPermitted;
        tables.Parties.Update(party, new PartyRow(sponsor));
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus Resolve(ByteString bytes, out AccountId member)
    {
        member = default;
        if (!Hash32.TryRead(bytes.Span, out Hash32 id)) return ReceiptStatus.InvalidKey;
        member = new AccountId(id);
        return tables.Members.IsMember(member) ? ReceiptStatus.Ok : ReceiptStatus.NotAMember;
    }
}
