namespace Chain.Ledger.Tables;

internal readonly record struct BalanceKey(int Account, int Asset)
{
    public override int GetHashCode() => SeededHash.Of((ulong)Account, (ulong)Asset);
}

/// <param name="Available">Free to move, minor units.</param>
/// <param name="Locked">Behind open orders, and collateral of running leases.</param>
internal readonly record struct BalanceRow(ulong Available, ulong Locked);

/// <summary>A row exists while it is not zero.</summary>
internal sealed class BalanceTable(
    ChangeLog log, AccountTable accounts, AssetTable assets, Journal journal)
    : Table<BalanceKey, BalanceRow>(log)
{
    public BalanceRow Of(int account, int asset)
    {
        int slot = Find(new BalanceKey(account, asset));
        return slot < 0 ? default : this[slot];
    }

    public void Credit(int account, int asset, ulong amount, in Cause cause)
    {
        GiveBack(account, asset, amount);
        Moved(account, asset, (long)amount, cause);
    }

    /// <summary>From the account's stream, which is its own money: no movement.</summary>
    public void GiveBack(int account, int asset, ulong amount)
    {
        BalanceRow row = Of(account, asset);
        Set(account, asset, row with { Available = row.Available + amount });
    }

    /// <returns>False, and nothing done, when less is available.</returns>
    public bool TryDebit(int account, int asset, ulong amount, in Cause cause)
    {
        if (!TrySetAside(account, asset, amount)) return false;
        Moved(account, asset, -(long)amount, cause);
        return true;
    }

    /// <summary>To the account's stream, which is its own money: no movement.</summary>
    /// <returns>False, and nothing done, when less is available.</returns>
    public bool TrySetAside(int account, int asset, ulong amount)
    {
        BalanceRow row = Of(account, asset);
        if (row.Available < amount) return false;
        Set(account, asset, row with { Available = row.Available - amount });
        return true;
    }

    /// <returns>False, and nothing done, when less is available.</returns>
    public bool TryLock(int account, int asset, ulong amount)
    {
        BalanceRow row = Of(account, asset);
        if (row.Available < amount) return false;
        Set(account, asset, new BalanceRow(row.Available - amount, row.Locked + amount));
        return true;
    }

    /// <summary>Ends a lock of which some is spent, for one reason.</summary>
    public void Spend(int account, int asset, ulong locked, ulong spent, in Cause cause)
    {
        Unlock(account, asset, locked, spent);
        Moved(account, asset, -(long)spent, cause);
    }

    /// <summary>What moved between an account and others: what it holds is the sum of these.</summary>
    public void Moved(int account, int asset, long amount, in Cause cause) => journal.Add(
        new Movement(accounts.KeyOf(account), assets.KeyOf(asset), amount, cause.Reason, cause.Reference));

    /// <summary>
    /// Ends a lock: of <paramref name="locked"/>, <paramref name="spent"/> leaves and the rest is free again.
    /// Where it goes the caller tells, by <see cref="Moved"/>.
    /// </summary>
    public void Unlock(int account, int asset, ulong locked, ulong spent)
    {
        Require.That(spent <= locked);
        BalanceRow row = Of(account, asset);
        Set(account, asset, new BalanceRow(row.Available + (locked - spent), row.Locked - locked));
    }

    protected override void WriteKey(BalanceKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Balance);
        writer.Hash(accounts.KeyOf(key.Account).Bytes);
        Text.Raw(ref writer, assets.KeyOf(key.Asset));
    }

    protected override void WriteRow(in BalanceRow row, ref FixedWriter writer)
    {
        writer.U64(row.Available);
        writer.U64(row.Locked);
    }

    private void Set(int account, int asset, BalanceRow row)
    {
        var key = new BalanceKey(account, asset);
        int slot = Find(key);
        if (slot < 0)
        {
            if (row != default) Insert(key, row);
        }
        else if (row == default) Delete(slot);
        else Update(slot, row);
    }
}
