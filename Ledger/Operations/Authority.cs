using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Who answers for whom, and who may act in whose name (M-110 to M-113).</summary>
internal sealed class Authority(LedgerTables tables)
{
    public bool IsMember(int account) => tables.Members.IsMember(tables.Accounts.KeyOf(account));

    /// <summary>The member that answers for a party now (M-111).</summary>
    public AccountId SponsorOf(int party) => tables.Members.StandsFor(tables.Parties[party].Sponsor);

    /// <summary>
    /// The member in whose name an account does what a role permits: itself, or the one whose appointment
    /// counts (M-113).
    /// </summary>
    /// <returns>Slot of the member's account; -1 where there is none.</returns>
    public int MemberFor(int account, Role role)
    {
        if (IsMember(account)) return account;
        int appointment = tables.Roles.Find(new RoleKey(account, role));
        if (appointment < 0) return -1;
        AccountId member = tables.Roles[appointment].Member;
        bool counts = tables.Members.IsMember(member) && SponsorOf(tables.Accounts[account].Party) == member;
        return counts ? tables.Accounts.Find(member) : -1;
    }
}
