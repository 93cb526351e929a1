using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Appointing and dismissing auditors and arbitrators (M-112).</summary>
internal sealed class RoleOperations(LedgerTables tables)
{
    private readonly Authority authority = new(tables);

    public ReceiptStatus Set(int member, SetRole set)
    {
        if (!authority.IsMember(member)) return ReceiptStatus.NotPermitted;
        if (set.Role is not (Role.Auditor or Role.Arbitrator)) return ReceiptStatus.InvalidParameter;
        ReceiptStatus known = AccountForm.Read(tables, set.Account, out int account);
        if (known != ReceiptStatus.Ok) return known;
        var key = new RoleKey(account, set.Role);
        return set.Granted ? Appoint(member, key) : Dismiss(member, key);
    }

    private ReceiptStatus Appoint(int member, RoleKey key)
    {
        AccountId name = tables.Accounts.KeyOf(member);
        if (authority.IsMember(key.Account)) return ReceiptStatus.NotPermitted;
        if (authority.SponsorOf(tables.Accounts[key.Account].Party) != name)
            return ReceiptStatus.NotPermitted;
        int appointment = tables.Roles.Find(key);
        if (appointment < 0) tables.Roles.Insert(key, new RoleRow(name));
        else if (tables.Roles[appointment].Member == name) return ReceiptStatus.AlreadyExists;
        else tables.Roles.Update(appointment, new RoleRow(name));
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus Dismiss(int member, RoleKey key)
    {
        int appointment = tables.Roles.Find(key);
        if (appointment < 0 || tables.Roles[appointment].Member != tables.Accounts.KeyOf(member))
            return ReceiptStatus.UnknownRole;
        tables.Roles.Delete(appointment);
        return ReceiptStatus.Ok;
    }
}
