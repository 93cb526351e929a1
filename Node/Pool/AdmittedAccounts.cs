using Chain.Ledger;
using Chain.Ledger.Storage;

namespace Chain.Node.Pool;

/// <summary>
/// Which accounts exist, and which keys sign for them. An account once admitted stays, so a positive answer
/// is remembered and the store is asked only about accounts that were not seen lately. Thread-safe.
/// </summary>
public sealed class AdmittedAccounts(ChainStore store)
{
    private const int Remembered = 1 << 16;

    private readonly Lock gate = new();
    private readonly HashSet<AccountId> known = [];

    public bool Contains(AccountId account)
    {
        lock (gate)
            if (known.Contains(account)) return true;
        if (store.Reads.State(StateKey.Account(account)) is null) return false;
        lock (gate)
        {
            if (known.Count >= Remembered) known.Clear();
            known.Add(account);
        }
        return true;
    }

    /// <summary>Whether this key signs for the account, by the committed state (M-150).</summary>
    public bool SignsFor(AccountId account, PublicKey key)
    {
        byte[] row = StateKey.Key(account);
        PublicKey present = store.Reads.State(row) is { } value
            ? ((StateRow.Key)StateRow.Decode(row, value)!).Present : new PublicKey(account.Bytes);
        return key == present;
    }
}
