namespace Chain.Ledger;

/// <summary>Why a block's transaction list is invalid.</summary>
public enum BlockProblem
{
    TimestampNotIncreasing,
    TooManyTransactions,
    TooManyOperations,
    TooManySignatures,
    TooManyBytes,
    TooManyOfOneAccount,
    TooManyRecentIds,
    WrongChain,
    Expired,
    ValidTooLong,
    DuplicateInBlock,
    AlreadyExecuted,
}

/// <param name="Index">The transaction at fault; 0 where the block as a whole is.</param>
public readonly record struct BlockFault(BlockProblem Problem, int Index);

/// <summary>May a transaction stand in a block of a given timestamp?</summary>
public enum Includable
{
    Yes,
    /// <summary>
    /// Its validity ends more than <see cref="Limits.ValidityMs"/> after the timestamp; later it may.
    /// </summary>
    NotYet,
    /// <summary>Expired, or of another chain.</summary>
    Never,
}

/// <summary>
/// What a block must hold beside signatures and roots (L-5). Pure; execution relies on it, voters check it
/// against the state of the parent.
/// </summary>
public static class BlockRules
{
    /// <returns>The first fault; null when there is none.</returns>
    public static BlockFault? Check(
        LedgerState parent, ulong timestampMs, IReadOnlyList<Transaction> transactions)
    {
        if (timestampMs <= parent.TimestampMs) return new(BlockProblem.TimestampNotIncreasing, 0);
        if (transactions.Count > Limits.TransactionsPerBlock) return new(BlockProblem.TooManyTransactions, 0);
        if (parent.Recent.CountAt(timestampMs) + transactions.Count > Limits.RecentIds)
            return new(BlockProblem.TooManyRecentIds, 0);

        int operations = 0, bytes = 0, signatures = 0;
        var ids = new HashSet<Hash32>(transactions.Count);
        var perAccount = new Dictionary<AccountId, int>();
        for (int i = 0; i < transactions.Count; i += 1)
        {
            Transaction transaction = transactions[i];
            operations += transaction.Share;
            bytes += transaction.Bytes.Length;
            signatures += transaction.Signatures;
            if (operations > Limits.OperationsPerBlock) return new(BlockProblem.TooManyOperations, i);
            if (bytes > Limits.BlockBytes) return new(BlockProblem.TooManyBytes, i);
            if (signatures > Limits.SignaturesPerBlock) return new(BlockProblem.TooManySignatures, i);

            if (CheckOne(parent, timestampMs, transaction) is { } problem) return new(problem, i);
            if (!ids.Add(transaction.Id)) return new(BlockProblem.DuplicateInBlock, i);
            int ofAccount = perAccount.GetValueOrDefault(transaction.Account) + 1;
            if (ofAccount > Limits.TransactionsPerAccount) return new(BlockProblem.TooManyOfOneAccount, i);
            perAccount[transaction.Account] = ofAccount;
        }
        return null;
    }

    /// <summary>For the pool and the leader; says nothing about repetition.</summary>
    public static Includable IsIncludable(string chainId, ulong timestampMs, Transaction transaction)
    {
        if (transaction.ChainId != chainId || transaction.ValidUntilMs < timestampMs)
            return Includable.Never;
        return transaction.ValidUntilMs - timestampMs > Limits.ValidityMs
            ? Includable.NotYet : Includable.Yes;
    }

    private static BlockProblem? CheckOne(LedgerState parent, ulong timestampMs, Transaction transaction)
    {
        if (transaction.ChainId != parent.ChainId) return BlockProblem.WrongChain;
        if (transaction.ValidUntilMs < timestampMs) return BlockProblem.Expired;
        if (transaction.ValidUntilMs - timestampMs > Limits.ValidityMs) return BlockProblem.ValidTooLong;
        return parent.Recent.Contains(transaction.Id) ? BlockProblem.AlreadyExecuted : null;
    }
}
