namespace Chain.Ledger.Tables;

/// <param name="Key">Signs for the account now.</param>
/// <param name="Rotations">How often it was replaced, at least 1.</param>
internal readonly record struct KeyRow(PublicKey Key, ulong Rotations);

/// <summary>Keys of the accounts, by slot, whose id is no longer the key that signs (M-150).</summary>
internal sealed class KeyTable(ChangeLog log, AccountTable accounts) : Table<int, KeyRow>(log)
{
    private readonly HashSet<PublicKey> inUse = [];

    /// <summary>The key that signs for an account now.</summary>
    public PublicKey Of(int account)
    {
        int slot = Count == 0 ? -1 : Find(account);
        return slot < 0 ? new PublicKey(accounts.KeyOf(account).Bytes) : this[slot].Key;
    }

    public ulong RotationsOf(int account)
    {
        int slot = Find(account);
        return slot < 0 ? 0 : this[slot].Rotations;
    }

    /// <summary>True for an account's id, and for a key that signs for one now (M-104).</summary>
    public bool IsTaken(PublicKey key) => inUse.Contains(key) || accounts.Find(new AccountId(key.Bytes)) >= 0;

    protected override void WriteKey(int key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Key);
        writer.Hash(accounts.KeyOf(key).Bytes);
    }

    protected override void WriteRow(in KeyRow row, ref FixedWriter writer)
    {
        writer.Hash(row.Key.Bytes);
        writer.U64(row.Rotations);
    }

    protected override void Added(int slot) => Require.That(inUse.Add(this[slot].Key));

    protected override void Removing(int slot) => inUse.Remove(this[slot].Key);

    protected override void Changed(int slot, in KeyRow before)
    {
        inUse.Remove(before.Key);
        Added(slot);
    }
}
