using System.Runtime.InteropServices;

namespace Chain.Ledger.Auctions;

/// <summary>What one account traded in one auction, on one side.</summary>
/// <param name="Account">Slot of the account.</param>
/// <param name="Locked">
/// Buyer: freed from its orders by the fills. Seller: collateral that moves into its leases.
/// </param>
/// <param name="Group">Of a bundle's leg, which is a buyer of its own (M-508); else default.</param>
/// <param name="Tie">Places accounts of equal lots.</param>
internal record struct AccountFill(int Account, ulong Lots, ulong Locked, Hash32 Group, Hash32 Tie)
{
    /// <summary>What its leases are named after (M-411).</summary>
    public readonly AccountId NameOf(LedgerTables tables) =>
        Group == default ? tables.Accounts.KeyOf(Account) : new AccountId(Group);
}

/// <summary>Sums of fills per account, then sorted for the lease walk (M-410).</summary>
internal sealed class AccountFills : IComparer<AccountFill>
{
    private readonly Dictionary<int, int> indexOf = [];
    private readonly List<AccountFill> fills = [];

    public ReadOnlySpan<AccountFill> All => CollectionsMarshal.AsSpan(fills);

    public void Clear()
    {
        indexOf.Clear();
        fills.Clear();
    }

    public void Add(int account, ulong lots, ulong locked)
    {
        if (!indexOf.TryGetValue(account, out int at))
        {
            at = fills.Count;
            indexOf.Add(account, at);
            fills.Add(new AccountFill(account, 0, 0, default, default));
        }
        ref AccountFill fill = ref CollectionsMarshal.AsSpan(fills)[at];
        fill.Lots += lots;
        fill.Locked += locked;
    }

    public void AddLeg(int account, Hash32 group, ulong lots, ulong locked) =>
        fills.Add(new AccountFill(account, lots, locked, group, default));

    /// <summary>By lots descending, ties by H(parent ‖ instrument ‖ account).</summary>
    public void Sort(LedgerTables tables, Hash32 parent, Hash32 instrument)
    {
        foreach (ref AccountFill fill in CollectionsMarshal.AsSpan(fills))
            fill.Tie = LedgerHashes.OfAccount(parent, instrument, fill.NameOf(tables));
        fills.Sort(this);
    }

    int IComparer<AccountFill>.Compare(AccountFill x, AccountFill y) =>
        x.Lots != y.Lots ? y.Lots.CompareTo(x.Lots) : x.Tie.CompareTo(y.Tie);
}
