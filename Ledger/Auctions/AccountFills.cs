using System.Runtime.InteropServices;

namespace Chain.Ledger.Auctions;

/// <summary>What one account traded in one auction, on one side.</summary>
/// <param name="Account">Slot of the account.</param>
/// <param name="Locked">
/// Buyer: freed from its orders by the fills. Seller: collateral that moves into its leases.
/// </param>
/// <param name="OwnName">
/// Of who trades beside its account: a bundle's group (M-508), or a lease that is sold on (M-802).
/// </param>
/// <param name="Tie">Places accounts of equal lots.</param>
internal record struct AccountFill(int Account, ulong Lots, ulong Locked, Hash32 OwnName, Hash32 Tie)
{
    /// <summary>What its leases are named after (M-411).</summary>
    public readonly AccountId NameOf(LedgerTables tables) =>
        OwnName == default ? tables.Accounts.KeyOf(Account) : new AccountId(OwnName);
}

/// <summary>
/// Sums of fills per account, and of those who trade beside theirs; then sorted for the lease walk (M-410).
/// </summary>
internal sealed class AccountFills : IComparer<AccountFill>
{
    private readonly Dictionary<int, int> indexOf = [];
    private readonly Dictionary<Hash32, int> indexOfSource = [];
    private readonly Dictionary<(int Account, Hash32 OwnName), (ulong Order, Hash32 Key)> keys = [];
    private readonly List<AccountFill> fills = [];
    private int next;
    private ulong taken;

    public ReadOnlySpan<AccountFill> All => CollectionsMarshal.AsSpan(fills);

    /// <summary>The walk has come to the end.</summary>
    public bool AreTaken => next == fills.Count;

    public void Clear()
    {
        indexOf.Clear();
        indexOfSource.Clear();
        keys.Clear();
        fills.Clear();
        (next, taken) = (0, 0);
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

    /// <summary>A bundle's leg.</summary>
    public void AddLeg(int account, Hash32 group, ulong lots, ulong locked) =>
        fills.Add(new AccountFill(account, lots, locked, group, default));

    /// <summary>Lots of a lease, of its tenant.</summary>
    public void AddSource(int account, Hash32 lease, ulong lots)
    {
        if (!indexOfSource.TryGetValue(lease, out int at))
        {
            at = fills.Count;
            indexOfSource.Add(lease, at);
            fills.Add(new AccountFill(account, 0, 0, lease, default));
        }
        CollectionsMarshal.AsSpan(fills)[at].Lots += lots;
    }

    /// <summary>Of an order that trades: the lowest of an account that has one counts (M-311).</summary>
    /// <param name="ownName">Of a bundle's leg; else default.</param>
    public void AddKey(int account, Hash32 ownName, ulong order, Hash32 key)
    {
        if (key == default) return;
        ref (ulong Order, Hash32 Key) of =
            ref CollectionsMarshal.GetValueRefOrAddDefault(keys, (account, ownName), out bool known);
        if (!known || order < of.Order) of = (order, key);
    }

    /// <returns>Default where no order that traded names one.</returns>
    public Hash32 KeyOf(in AccountFill fill) =>
        keys.Count == 0 ? default : keys.GetValueOrDefault((fill.Account, fill.OwnName)).Key;

    /// <summary>The next of the walk, and how many of its lots.</summary>
    public ulong Take(ulong most, out AccountFill fill)
    {
        fill = fills[next];
        ulong lots = Math.Min(most, fill.Lots - taken);
        taken += lots;
        if (taken < fill.Lots) return lots;
        next += 1;
        taken = 0;
        return lots;
    }

    /// <summary>By lots descending, ties by H(parent ‖ instrument ‖ name).</summary>
    public void Sort(LedgerTables tables, Hash32 parent, Hash32 instrument)
    {
        foreach (ref AccountFill fill in CollectionsMarshal.AsSpan(fills))
            fill.Tie = LedgerHashes.OfAccount(parent, instrument, fill.NameOf(tables));
        fills.Sort(this);
    }

    int IComparer<AccountFill>.Compare(AccountFill x, AccountFill y) =>
        x.Lots != y.Lots ? y.Lots.CompareTo(x.Lots) : x.Tie.CompareTo(y.Tie);
}
